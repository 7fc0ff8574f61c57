import type { Round } from '../differential.ts'

/** Commands that look for Pods, containers, files and objects, and where they do not find them. */
export const aiming: Round = {
  name: 'aiming',
  files: { 'cm.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: local, labels: {p: q}}\ndata: {a: b}\n' },
  manifests: [
    `apiVersion: v1
kind: Pod
metadata: {name: p, labels: {app: p}}
spec:
  containers:
  - {name: main, image: "busybox:1.36", command: [sh, -c, "echo one; echo two; sleep 9999"]}
  - {name: side, image: "busybox:1.36", command: [sh, -c, "echo side; sleep 9999"]}
---
apiVersion: v1
kind: Pod
metadata: {name: q, labels: {app: q}}
spec:
  terminationGracePeriodSeconds: 1
  containers:
  - {name: q, image: "busybox:1.36", command: [sh, -c, "echo q1; echo q2; echo q3; sleep 9999"]}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, labels: {app: web}}
spec:
  replicas: 1
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      terminationGracePeriodSeconds: 1
      containers:
      - {name: web, image: "nginx:1.27", env: [{name: A, value: "1"}, {name: B, valueFrom: {configMapKeyRef: {name: settings, key: color}}}]}
---
apiVersion: v1
kind: Service
metadata: {name: web, labels: {app: web}}
spec: {selector: {app: web}, ports: [{name: http, port: 80}, {name: m, port: 90, protocol: UDP}]}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: settings, labels: {app: web}}
data: {color: blue, size: "10", a.b-c: x}
---
apiVersion: v1
kind: Secret
metadata: {name: hidden}
stringData: {user: admin}
`,
  ],
  commands: [
    'kubectl auth can-i get nodes',
    'kubectl auth can-i get nodes -A',
    'kubectl auth can-i get clusterroles',
    'kubectl auth can-i --list -A',
    'kubectl auth can-i --list --subresource=x',
    'kubectl auth can-i get /x --subresource=log',
    'kubectl auth can-i get pods --no-headers',
    'kubectl auth can-i fly pods -A',
    'kubectl auth can-i get pods/a/b',
    'kubectl auth whoami -o yaml',
    'kubectl auth whoami -o wide',
    'kubectl auth whoami x',
    'kubectl describe cm/settings cm/none',
    'kubectl describe cm/none cm/settings',
    'kubectl describe cm,svc web',
    'kubectl describe cm,svc settings',
    'kubectl describe cm none settings',
    'kubectl describe cm/settings svc/web',
    'kubectl events --for=nope/x',
    "kubectl explain ''",
    'kubectl explain pod --api-version=v2',
    'kubectl explain deploy --api-version=extensions/v1beta1',
    'kubectl explain deploy --api-version=apps/v1beta1',
    'kubectl explain cronjob --api-version=batch/v1beta1',
    'kubectl explain pod --api-version=apps/v1',
    'kubectl explain ingress --api-version=networking.k8s.io/v1beta1',
    'kubectl explain pod --api-version=a/b/c',
    'kubectl explain pod -o nope',
    'kubectl explain pod pod',
    'kubectl replace --force -f cm.yaml',
    'kubectl replace --force -f cm.yaml',
    'kubectl replace --force -f cm.yaml --grace-period=0',
    'kubectl apply view-last-applied cm settings -o nope',
    'kubectl apply view-last-applied cm none -o nope',
    'kubectl set env --all deploy/web X=1',
    'kubectl set env deploy --all X=1',
    'kubectl set env deploy web --all X=1',
    'kubectl set env deploy/web --list',
    'kubectl set env deploy/web --list --resolve',
    'kubectl set env deploy/web',
    'kubectl set env deploy/web --list A=1',
    'kubectl set env cm/settings A=1',
    'kubectl set env cm/settings --list',
    'kubectl set env deploy/web 1A=1',
    'kubectl set env deploy/web A',
    'kubectl set env deploy/web A=1 B-',
    'kubectl set env deploy/web A=1 A-',
    'kubectl set env deploy/web A=2 --overwrite=false',
    'kubectl set env deploy/web -c none A=1',
    'kubectl set env deploy/web -c none --list',
    'kubectl set env deploy/web --list -o yaml',
    'kubectl set env --list',
    'kubectl set env',
    'kubectl set image deploy/web web=nginx:1.28 --all',
    'kubectl set image deploy --all web=nginx:1.26',
    'kubectl set image deploy web --all web=nginx:1.25',
    'kubectl set image deploy/web',
    'kubectl set image deploy/web nope=x',
    'kubectl set image deploy/web web',
    'kubectl set image deploy/web web=',
    "kubectl set image deploy/web '*=nginx:latest'",
    'kubectl set image cm/settings a=b',
    'kubectl set image deploy/web web=nginx:latest',
    'kubectl set resources deploy/web',
    'kubectl set resources deploy/web --limits=cpu=1 --all',
    'kubectl set resources deploy --all --limits=cpu=1',
    'kubectl set sa deploy/web',
    'kubectl set sa deploy/web x',
    'kubectl set sa deploy --all x',
    'kubectl set selector svc web a=b',
    'kubectl set selector deploy/web a=b',
    'kubectl set selector cm/settings a=b',
    'kubectl set selector svc/web',
    'kubectl set subject rolebinding x --user=a',
    'kubectl set subject rolebinding x',
    'kubectl create -f - --dry-run=client -o yaml < cm.yaml',
    'kubectl logs p',
    'kubectl logs p main',
    'kubectl logs p main -c side',
    'kubectl logs p --all-containers',
    'kubectl logs p --all-containers --prefix',
    'kubectl logs p --all-containers -c main',
    'kubectl logs p -c main --tail=1',
    'kubectl logs p -c main --tail=0',
    'kubectl logs p -c main --limit-bytes=3',
    'kubectl logs p -c main --limit-bytes=0',
    'kubectl logs p -c main -p',
    'kubectl logs p --previous',
    'kubectl logs p -c main --since=1s',
    'kubectl logs p -c main --since=-1s',
    'kubectl logs p -c main --since-time=x',
    'kubectl logs p -c main --since-time=2020-01-01',
    'kubectl logs p -c main --since-time=2020-01-01T00:00:00Z',
    'kubectl logs p -c main --since=1s --since-time=2020-01-01T00:00:00Z',
    'kubectl logs pod/p',
    'kubectl logs pods p',
    'kubectl logs po/p',
    'kubectl logs deploy/web | head -3',
    'kubectl logs deployment web',
    'kubectl logs svc/web | head -3',
    'kubectl logs rs/none',
    'kubectl logs -l app=p',
    'kubectl logs -l app=p --all-containers',
    'kubectl logs -l app=p --all-containers --prefix',
    'kubectl logs -l app=none',
    'kubectl logs -l app=p p',
    "kubectl logs -l 'a b'",
    'kubectl logs --selector app=q --tail=1',
    'kubectl logs node/node-1',
    'kubectl logs ns/default',
    'kubectl logs p q r',
    'kubectl logs q --ignore-errors --previous',
    'kubectl logs -l app=p --all-containers -f --max-log-requests=1',
    'kubectl logs q -n none',
    'kubectl logs q -n kube-system',
    'kubectl logs deploy/web --all-pods | head -3',
    'kubectl logs deploy/web --all-pods --prefix | head -1',
    'kubectl exec q -- echo hi',
    'kubectl exec q echo hi',
    'kubectl exec p -- hostname',
    'kubectl exec p -c side -- hostname',
    'kubectl exec pod/p -- hostname',
    'kubectl exec pods p -- hostname',
    'kubectl exec deploy/web -- hostname',
    'kubectl exec deploy/none -- hostname',
    "kubectl exec q -- sh -c 'exit 3'",
    "kubectl exec q -- sh -c 'kill -9 $$'",
    'kubectl exec q --',
    'kubectl exec q -it -- hostname',
    "kubectl exec q -c '' -- hostname",
    'kubectl exec q -- ls /nope',
    'kubectl exec -q p -- hostname',
    'kubectl exec q -n none -- ls',
    'kubectl exec node/node-1 -- ls',
    'kubectl exec -f cm.yaml -- ls',
    'kubectl attach p --pod-running-timeout=0',
    'kubectl attach none',
    'kubectl attach cm/settings',
    'kubectl cp q:/etc/hostname out.txt',
    'kubectl cp q:/nope out.txt',
    'kubectl cp cm.yaml q:/tmp/cm.yaml',
    'kubectl cp nope.yaml q:/tmp/x',
    'kubectl cp cm.yaml q:',
    'kubectl cp q: x',
    'kubectl cp cm.yaml default/q:/tmp/y',
    'kubectl cp cm.yaml other/q:/tmp/y',
    'kubectl cp cm.yaml a/b/c:/tmp/y',
    'kubectl cp q:/tmp/cm.yaml -',
    'kubectl cp a b',
    'kubectl cp q:/a q:/b',
    'kubectl port-forward q',
    'kubectl port-forward q x',
    'kubectl port-forward q 80:x',
    'kubectl port-forward q 0',
    'kubectl port-forward q 70000',
    'kubectl port-forward svc/web 8080:m',
    'kubectl port-forward deploy/none 80',
    'kubectl port-forward cm/settings 80',
    'kubectl port-forward q :80 --address=nope',
    'kubectl port-forward q -90:80',
    'kubectl apply -f cm.yaml -f nope.yaml',
    'kubectl apply -f cm.yaml --prune',
    'kubectl apply -f cm.yaml --prune -l a=b --all',
    'kubectl apply -k .',
    'kubectl apply',
    'kubectl apply -f cm.yaml x',
    'kubectl apply -f cm.yaml -o wide',
    'kubectl apply -f cm.yaml --dry-run',
    'kubectl apply -f cm.yaml --dry-run=nope',
    'kubectl apply -f cm.yaml --validate=nope',
    "kubectl apply -f cm.yaml --server-side --field-manager=''",
    'kubectl apply -f cm.yaml --server-side --force-conflicts',
    'kubectl apply -f cm.yaml --force-conflicts',
    'kubectl apply -f cm.yaml -l x=y',
    'kubectl apply -f cm.yaml -n other',
    'kubectl apply -f cm.yaml --overwrite=false',
    'kubectl apply -f cm.yaml --subresource=status',
    'kubectl apply -f cm.yaml --subresource=nope',
    'kubectl apply -f cm.yaml --server-side --subresource=status',
  ],
}
