import type { Round } from '../differential.ts'

const SHOP = `apiVersion: apps/v1
kind: Deployment
metadata: {name: web, labels: {app: web, tier: front}}
spec:
  replicas: 0
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
      - {name: web, image: "nginx:1.27", ports: [{containerPort: 80}, {containerPort: 81}], env: [{name: A, value: "1"}, {name: C, value: "3"}]}
      - {name: side, image: "busybox:1.36"}
---
apiVersion: v1
kind: Service
metadata: {name: web}
spec: {selector: {app: web}, ports: [{port: 80}]}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: settings}
data: {color: blue}
`

const DRY = '--dry-run=client -o yaml'
const template = (spec: string): string => `{"spec":{"template":{"spec":${spec}}}}`
const strategic = (patch: string): string => `kubectl patch deploy web --dry-run=client -o jsonpath='{.spec}' -p '${patch}'`
const json = (operations: string): string => `kubectl patch -f service.yaml --local --type=json -o yaml -p '${operations}'`

/** Objects made, changed and ordered by kubectl itself. */
export const making: Round = {
  name: 'making',
  manifests: [SHOP],
  files: {
    'bad.env': 'A=3\n1B=2\n',
    'empty.txt': '',
    'file.txt': 'hello\n',
    'deployment.yaml':
      'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec: {selector: {matchLabels: {app: web}}, template: {metadata: {labels: {app: web}}, spec: {containers: [{name: web, image: x}]}}}\n',
    'service.yaml': 'apiVersion: v1\nkind: Service\nmetadata: {name: w}\nspec: {ports: [{port: 80}], selector: {a: b}}\n',
  },
  commands: [
    `kubectl create role r --verb=use --resource=pods ${DRY}`,
    `kubectl create role r --verb=impersonate --resource=users ${DRY}`,
    `kubectl create role r --verb=get --resource=pods.apps ${DRY}`,
    `kubectl create role r --verb=get,get --resource=pods,pods ${DRY}`,
    `kubectl create clusterrole c --verb=list --non-resource-url=/x ${DRY}`,
    `kubectl create clusterrole c --verb=get --non-resource-url=x ${DRY}`,
    `kubectl create clusterrole c --verb=get --resource=pods --non-resource-url=/x ${DRY}`,
    `kubectl create clusterrole c --aggregation-rule=a=b --verb=get ${DRY}`,
    `kubectl create pdb p --selector="a in (b,c)" --min-available=1 ${DRY}`,
    `kubectl create pdb p --selector=a!=b --min-available=1 ${DRY}`,
    `kubectl create pdb p --selector=a=b --min-available=x ${DRY}`,
    `kubectl create ingress i --rule=a.b/=s:80,foo ${DRY}`,
    `kubectl create ingress i --rule=a.b/=s:80 --rule=a.b/y*=t:http,tls=c ${DRY}`,
    `kubectl create cm c --from-env-file=bad.env ${DRY}`,
    `kubectl create secret docker-registry r --from-file=file.txt ${DRY}`,
    `kubectl create svc clusterip s --tcp=80: ${DRY}`,
    'kubectl create token default --bound-object-name=x',
    'kubectl create token default --bound-object-kind=Nope --bound-object-name=x',
    'kubectl create token default --duration=1h | wc -l',
    'kubectl create token default -o name',
    'kubectl create deployment x --image=nginx --dry-run=true',
    `kubectl run p --image=nginx --env=A= --env=1B=2 ${DRY}`,
    `kubectl run p --image=nginx --annotations=a ${DRY}`,
    `kubectl run p --image=nginx --override-type=nope --overrides={} ${DRY}`,
    `kubectl run p --image=nginx --overrides='{"spec":{"containers":[{"name":"q","image":"x"}],"y":1}}' ${DRY}`,
    `kubectl run p --image=nginx --override-type=strategic --overrides='{"spec":{"containers":[{"name":"q","image":"x"}]}}' ${DRY}`,
    `kubectl run p --image=nginx --override-type=json --overrides='[{"op":"add","path":"/spec/hostNetwork","value":true}]' ${DRY}`,
    `kubectl run p --image=nginx --overrides='{"spec":[]}' ${DRY}`,
    `kubectl run p --image=nginx --save-config ${DRY}`,
    `kubectl expose deploy web --port=80 --session-affinity=Nope ${DRY}`,
    `kubectl expose deploy web --port=80 --overrides='{"spec":{"ports":[{"port":81}]}}' ${DRY}`,
    `kubectl expose deploy web missing --port=80 ${DRY}`,
    'kubectl autoscale svc web --max=3 --dry-run=client',
    `kubectl autoscale deploy web --max=3 --cpu=50 --memory=1.5 ${DRY}`,
    `kubectl autoscale deploy web --max=3 --cpu=-5% ${DRY}`,
    'kubectl autoscale deploy web --max=3 --cpu=50% --cpu-percent=50',
    'kubectl autoscale deploy web --max=3 --dry-run=client',
    strategic(template('{"containers":[{"name":"new","image":"x"}]}')),
    strategic(template('{"containers":[{"name":"web","env":[{"name":"B","value":"2"}]}]}')),
    strategic(template('{"containers":[{"name":"web","env":[{"name":"C","value":"9"},{"name":"B","value":"2"}]}]}')),
    strategic(template('{"containers":[{"name":"side","$patch":"delete"}]}')),
    strategic(template('{"containers":[{"name":"web","ports":[{"containerPort":99}]}]}')),
    strategic(template('{"containers":[{"image":"x"}]}')),
    strategic('{"spec":{"strategy":{"$retainKeys":["type"],"type":"Recreate"}}}'),
    strategic('[]'),
    json('[{"op":"remove","path":"/spec/nope"}]'),
    json('[{"op":"replace","path":"/spec/nope","value":1}]'),
    json('[{"op":"replace","path":"/spec/ports/3","value":1}]'),
    json('[{"op":"add","path":"/spec/a/b","value":1}]'),
    json('[{"op":"add","path":"/spec/ports/-1","value":{"port":2}}]'),
    json('[{"op":"move","from":"/spec/nope","path":"/spec/x"}]'),
    json('[{"op":"copy","path":"/spec/x"}]'),
    json('[{"op":"bad","path":"/x"}]'),
    `kubectl patch deploy web -p '{"spec":{"replicas":1}}' --dry-run=server`,
    `kubectl patch deploy web missing -p '{"metadata":{"labels":{"q":"r"}}}'`,
    `kubectl patch deploy web -p x`,
    `kubectl label --local cm settings a=b`,
    `kubectl scale deploy web missing --replicas=0`,
    `kubectl rollout history svc/web`,
    `kubectl rollout undo svc/web`,
    `kubectl rollout status deploy/web deploy/missing --timeout=5s`,
    `kubectl set image deploy/web web=nginx:1.28 nope=x`,
    `kubectl set image deploy/web web=nginx:1.29 --local`,
    `kubectl set image -f deployment.yaml nope=x --local -o yaml`,
    `kubectl set image svc/web a=b`,
    `kubectl set env deploy/web -c nope D=1`,
    `kubectl set env svc/web --list`,
    `kubectl set env deploy/web A=1 A-`,
    `echo W=1 | kubectl set env deploy/web -`,
    'kubectl set resources deploy',
    'kubectl set sa deploy web builder',
    'kubectl set sa deploy web builder',
    'kubectl set selector svc web "a in (b,c)"',
    'kubectl set subject',
    'kubectl get cm,svc --sort-by=.metadata.labels.app -o name',
    'kubectl get svc --sort-by=.spec.clusterIP -o custom-columns=N:.metadata.name --no-headers',
    'kubectl get svc --sort-by=.spec.ports -o name',
    `kubectl get svc --sort-by='{.metadata.name' -o name`,
    'kubectl get svc --sort-by=.spec.ports[5].port -o name',
    'kubectl get svc -o custom-columns=K:.kind,X:.spec.ports[5].name',
    `kubectl get svc -o custom-columns='K:.kind,X:.a['`,
    'kubectl get svc -o custom-columns-file=empty.txt',
    `kubectl get svc -o jsonpath-as-json='{range .items[*]}{.metadata.name}{end}'`,
    `kubectl get svc web -o jsonpath='{.spec.ports[?(@.port=="80")].port}' 2>&1 | head -1`,
    `kubectl get svc web -o jsonpath='{.spec.ports[0,5].port}' 2>&1 | head -1`,
    'kubectl delete cm settings --cascade=true --dry-run=client',
    `kubectl wait --for=jsonpath='{.data' cm/settings --timeout=1s`,
    `kubectl wait --for=jsonpath='{.data.color}{.data.size}'=x cm/settings --timeout=1s`,
    'kubectl taint node node-1 x=y:NoSchedule x-',
    'kubectl taint node node-1 a/b/c=d:NoSchedule',
    'kubectl cordon node-1 -l x=y',
    'kubectl drain node-1 --pod-selector="a b"',
    'kubectl help get nosuch 2>&1 | tail -2',
    'kubectl help create svc | tail -2',
    'kubectl help nosuch 2>&1 | head -5',
    'kubectl help --nosuch',
    'kubectl --help nosuch | tail -1',
    // what kubectl has a Go type for is printed in that type's order
    'kubectl create ingress i --rule=a.b/c=web:80 --dry-run=server -o json',
    'kubectl create cronjob c --image=x --schedule="0 0 * * *" --dry-run=server -o json',
    'kubectl create priorityclass p --value=5 --dry-run=server -o json',
    'kubectl set env deploy web A=2 --dry-run=server -o json',
    'kubectl rollout history deploy web -o json',
    'kubectl rollout restart deploy web -o json | grep -v restartedAt',
  ],
}
