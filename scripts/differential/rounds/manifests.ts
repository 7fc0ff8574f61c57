import type { Round } from '../differential.ts'

const web = (replicas: number, image = 'nginx:1.27') => `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
  labels: {app: web}
spec:
  replicas: ${replicas}
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers: [{name: web, image: "${image}", ports: [{containerPort: 80}]}]
`

/** Files: apply, create, replace, diff, kustomize and what is wrong with files. */
export const manifests: Round = {
  name: 'manifests',
  files: {
    'web.yaml': web(2),
    'web3.yaml': web(3, 'nginx:latest'),
    'two.yaml': `apiVersion: v1
kind: ConfigMap
metadata: {name: one}
data: {a: "1"}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: two}
data: {b: "2"}
`,
    'two-changed.yaml': `apiVersion: v1
kind: ConfigMap
metadata: {name: one}
data: {a: "1", c: "3"}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: three}
data: {b: "2"}
`,
    'list.json':
      '{"apiVersion":"v1","kind":"List","items":[{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"listed"},"data":{"x":"y"}}]}',
    'unknown-kind.yaml': 'apiVersion: v1\nkind: Nosuch\nmetadata: {name: x}\n',
    'unknown-field.yaml': 'apiVersion: v1\nkind: Service\nmetadata: {name: wrong}\nspec: {prot: 1, ports: [{port: 80}]}\n',
    'invalid.yaml': 'apiVersion: v1\nkind: Service\nmetadata: {name: Bad_Name}\nspec: {ports: [{port: 99999}]}\n',
    'no-kind.yaml': 'apiVersion: v1\nmetadata: {name: x}\n',
    'no-version.yaml': 'kind: Pod\nmetadata: {name: x}\n',
    'no-name.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {}\n',
    'broken.yaml': 'apiVersion: v1\nkind: Pod\n metadata: {name: x\n',
    'tabs.yaml': 'apiVersion: v1\n\tkind: Pod\n',
    'text.yaml': 'just text\n',
    'empty.yaml': '',
    'wrong-type.yaml':
      'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: x}\nspec: {replicas: "three", selector: {}, template: {}}\n',
    'generated.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {generateName: made-}\n',
    'other-namespace.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x, namespace: nosuch}\n',
    'base/kustomization.yaml':
      'resources: [web.yaml]\nnamePrefix: dev-\nnamespace: default\nlabels: [{pairs: {env: dev}}]\ncommonAnnotations: {note: hi}\nimages: [{name: nginx, newTag: latest}]\nreplicas: [{name: web, count: 1}]\nconfigMapGenerator: [{name: conf, literals: [a=1, b=2], files: [note.txt]}]\nsecretGenerator: [{name: sec, literals: [p=q], type: Opaque}]\n',
    'base/web.yaml': web(2),
    'base/note.txt': 'hello\n',
    'over/kustomization.yaml':
      'apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources: [../base]\nnameSuffix: -x\npatches:\n- target: {kind: Deployment}\n  patch: |-\n    - {op: replace, path: /spec/replicas, value: 5}\n- patch: |-\n    apiVersion: apps/v1\n    kind: Deployment\n    metadata: {name: web}\n    spec: {template: {spec: {containers: [{name: web, env: [{name: A, value: "1"}]}]}}}\n',
    'editor.sh': `#!/bin/sh\nsed -i 's/replicas: [0-9]*/replicas: 4/' "$1"\n`,
  },
  commands: [
    'kubectl apply -f web.yaml --dry-run=client',
    'kubectl apply -f web.yaml --dry-run=server',
    'kubectl diff -f web.yaml | grep -v "^diff\\|^---\\|^+++"',
    'kubectl apply -f web.yaml',
    'kubectl apply -f web.yaml',
    'kubectl diff -f web.yaml; echo $?',
    'kubectl diff -f web3.yaml | grep -v "^diff\\|^---\\|^+++"',
    'kubectl apply -f web3.yaml -o name',
    'kubectl apply -f two.yaml',
    'kubectl apply -f two-changed.yaml',
    'kubectl apply -f two.yaml -f web.yaml',
    'cat two.yaml | kubectl apply -f -',
    'kubectl apply -f missing.yaml',
    'kubectl apply -f unknown-field.yaml',
    'kubectl apply -f unknown-field.yaml --validate=false --dry-run=server',
    'kubectl apply -f unknown-field.yaml --validate=warn --dry-run=server',
    'kubectl apply -f invalid.yaml',
    'kubectl apply -f no-kind.yaml',
    'kubectl apply -f no-version.yaml',
    'kubectl apply -f no-name.yaml',
    'kubectl apply -f broken.yaml',
    'kubectl apply -f tabs.yaml',
    'kubectl apply -f text.yaml',
    'kubectl apply -f empty.yaml',
    'kubectl apply -f wrong-type.yaml',
    'kubectl apply -f generated.yaml',
    'kubectl create -f generated.yaml',
    'kubectl apply -f other-namespace.yaml',
    'kubectl apply -f two.yaml -n kube-public',
    'kubectl apply -f other-namespace.yaml -n default',
    'kubectl apply',
    'kubectl apply web',
    'kubectl apply -f',
    'kubectl apply -f two.yaml --prune',
    'kubectl apply -f two.yaml --force-conflicts',
    'kubectl apply view-last-applied cm one',
    'kubectl apply view-last-applied cm/one -o json',
    'kubectl apply view-last-applied -f two.yaml',
    'kubectl apply view-last-applied cm kube-root-ca.crt',
    'kubectl apply view-last-applied cm nosuch',
    'kubectl apply view-last-applied',
    'kubectl apply view-last-applied cm one -o nosuch',
    'kubectl apply set-last-applied -f two.yaml',
    'kubectl apply set-last-applied -f two-changed.yaml',
    'kubectl apply set-last-applied -f web.yaml --dry-run=client -o name',
    'kubectl create cm plain --from-literal=a=b',
    'kubectl create cm three --from-literal=a=b --dry-run=client -o yaml | kubectl apply set-last-applied -f -',
    'kubectl create cm plain --from-literal=a=b --dry-run=client -o yaml | kubectl apply -f -',
    'KUBE_EDITOR="sh ./editor.sh" kubectl edit deployment web',
    'KUBE_EDITOR="sh ./editor.sh" kubectl edit deployment web',
    'KUBE_EDITOR=false kubectl edit cm one',
    'KUBE_EDITOR="sed -i s/^data/nosuch/" kubectl edit cm one',
    'KUBE_EDITOR="sh ./editor.sh" kubectl edit -f web.yaml',
    'KUBE_EDITOR="sh ./editor.sh" kubectl edit deploy web -o json',
    'KUBE_EDITOR=cat kubectl edit cm one',
    'kubectl edit cm nosuch',
    'kubectl edit',
    'KUBE_EDITOR="sh ./editor.sh" kubectl apply edit-last-applied deploy web',
    'KUBE_EDITOR=true kubectl create -f two.yaml --edit',
    'kubectl replace -f two.yaml',
    'kubectl replace -f web.yaml --force',
    'kubectl replace',
    'kubectl replace --raw=/x -f two.yaml',
    'kubectl create -f two.yaml',
    'kubectl create -f web.yaml --save-config',
    'kubectl create -f missing.yaml',
    'kubectl get -f two.yaml',
    'kubectl get -f two.yaml -o name',
    'kubectl get -f two.yaml -f web.yaml -o jsonpath={.items[*].kind}',
    'kubectl get -f base -R -o name',
    'kubectl kustomize base',
    'kubectl kustomize over',
    'kubectl kustomize nosuch',
    'kubectl kustomize .',
    'kubectl apply -k base',
    'kubectl get -k over',
    'kubectl delete -k base',
    'kubectl apply -k base -f web.yaml',
    'kubectl delete -f two.yaml',
    'kubectl delete -f two.yaml',
    'kubectl delete -f two.yaml --ignore-not-found',
    'kubectl delete -f web.yaml --wait=false',
    'kubectl delete -f broken.yaml',
    'kubectl scale -f web.yaml --replicas=2',
    'kubectl label -f web.yaml a=b',
    'kubectl label --local -f web.yaml a=b -o yaml',
    'kubectl set image --local -f web.yaml web=busybox -o yaml',
    'kubectl annotate -f web.yaml a=b --local -o name',
    `kubectl patch --local -f web.yaml -p '{"spec":{"replicas":9}}' -o jsonpath={.spec.replicas}`,
    'kubectl set env --local -f web.yaml A=B -o yaml',
    'kubectl set resources --local -f web.yaml --limits=cpu=1 -o yaml',
    'kubectl set selector --local -f web.yaml a=b -o yaml',
    'kubectl autoscale -f web.yaml --max=3 --dry-run=client -o yaml',
    'kubectl expose -f web.yaml --port=80 --dry-run=client -o yaml',
    'kubectl rollout status -f web.yaml',
    'kubectl wait -f web.yaml --for=condition=Available --timeout=1s',
    'kubectl explain -f web.yaml',
  ],
}
