import { describe, expect, test } from 'vitest'
import { loadAllCode } from '../../sim/code.ts'
import { Bench } from '../test-bench.ts'

await loadAllCode()

/** Lines and what kubectl says to each: stdout, then stderr. */
const LINES: readonly [line: string, said: string][] = [
  ['auth can-i get nodes', "yes\nWarning: resource 'nodes' is not namespace scoped\n\n"],
  ['auth can-i get nodes -A', 'yes\n'],
  ['auth can-i --list get pods', 'error: list option must be specified with no arguments\n'],
  ['auth can-i --list -A', "error: list option can't be specified with neither quiet, all-namespaces nor subresource options\n"],
  ['auth can-i get /x --subresource=log', 'error: --subresource can not be used with NonResourceURL\n'],
  ['auth whoami -o name', 'selfsubjectreview.authentication.k8s.io/<unknown>\n'],
  ['config view nope more', "error: unexpected arguments: [nope more]\nSee 'kubectl config view -h' for help and examples\n"],
  ['config unset contexts.nope.namespace', 'error: current map key `nope` is invalid\n'],
  ['config unset contexts.nope', 'Property "contexts.nope" unset.\n'],
  ['config set users.new.client-certificate-data !!', 'error: error decoding input value: illegal base64 data at input byte 0\n'],
  ['config delete-user', "error: user to delete is required\nSee 'kubectl config delete-user -h' for help and examples\n"],
  ['events --for=nope/x', 'the server doesn\'t have a resource type "nope"\n'],
  ['events --for=pod/p/x', 'error: arguments in resource/name form may not have more than one slash\n'],
  ['events --for=pod', 'error: --for must be in resource/name form\n'],
  [
    'describe cm/a cm/b',
    'Error from server (NotFound): configmaps "a" not found\nError from server (NotFound): configmaps "b" not found\n',
  ],
  ['describe cm,sa main', 'error: you may only specify a single resource type\n'],
  ['apply -f x.yaml --subresource=status', 'error: --subresource can only be specified for --server-side\n'],
  ['apply -f x.yaml --prune -l a=b --all', 'error: cannot set --all and --selector at the same time\n'],
  [
    'attach x --pod-running-timeout=0',
    "error: --pod-running-timeout must be higher than zero\nSee 'kubectl attach -h' for help and examples\n",
  ],
  [
    'debug x --set-image=a',
    'error: invalid argument "a" for "--set-image" flag: a must be formatted as key=value\nSee \'kubectl debug --help\' for usage.\n',
  ],
  ['debug x --set-image=a=b', 'error: --set-image may only be used with --copy-to.\n'],
  ['logs x --since-time=2020-01-01', 'error: parsing time "2020-01-01" as "2006-01-02T15:04:05Z07:00": cannot parse "" as "T"\n'],
  ['create token nosuch --bound-object-kind=Pod', 'error: --bound-object-name is required if --bound-object-kind is provided\n'],
  ['create token main --bound-object-kind=Pod --bound-object-name=x', 'error: failed to create token: pods "x" not found\n'],
  [
    'create role x --resource=pods --verb=constructor --dry-run=client -o name',
    "role.rbac.authorization.k8s.io/x\nWarning: 'constructor' is not a standard resource verb\n",
  ],
  ['get sa main -L toString --no-headers', 'main   0s    \n'],
  ['get sa --subresource=status', 'error: subresource cannot be used when bulk resources are specified\n'],
  ['diff -f x -o yaml', "error: unknown shorthand flag: 'o' in -o\nSee 'kubectl diff -h' for help and examples\n"],
  ['wait sa/main --for=condition=Ready --timeout=0', 'error: condition not met for serviceaccounts/main\n'],
  ['wait sa/main --for=delete --timeout=0s', 'error: condition not met for serviceaccounts/main\n'],
  ['label sa main a-', 'label "a" not found.\nserviceaccount/main labeled\n'],
  ['label sa main a- --dry-run=client -o jsonpath={.metadata.labels}', '{}'],
  ['rollout pause sa/main', 'error: serviceaccounts "main" pausing is not supported\n'],
  [
    'rollout undo sa/main ns/default',
    'error retrieving rollbacker for "ServiceAccount", no visitor method exists for { ServiceAccount}\nerror retrieving rollbacker for "Namespace", no visitor method exists for { Namespace}\n',
  ],
  [
    'set env sa/main ns/default A=1',
    'error: serviceaccounts/main the object is not a pod or does not have a pod template: *v1.ServiceAccount\n\nerror: namespaces/default the object is not a pod or does not have a pod template: *v1.Namespace\n\n',
  ],
  ['get sa -o Yaml --show-labels', 'error: --show-labels option cannot be used with yaml printer\n'],
  [
    'set env sa/main =x',
    "error: there is no need to specify a resource type as a separate argument when passing arguments in resource/name form (e.g. 'kubectl get resource/<resource_name>' instead of 'kubectl get resource resource/<resource_name>'\n",
  ],
  ['set resources deploy/none --limits=cpu', 'Error from server (NotFound): deployments.apps "none" not found\n'],
  ['cordon sa/main', 'error: expected resource of type node, got "/v1, Resource=serviceaccounts"\n'],
  ['get sa main -o NAME', 'serviceaccount/main\n'],
  [
    'get sa main -o WIDE --no-headers',
    'error: unable to match a printer suitable for the output format "WIDE", allowed formats are: custom-columns,custom-columns-file,go-template,go-template-file,json,jsonpath,jsonpath-as-json,jsonpath-file,kyaml,name,template,templatefile,wide,yaml\n',
  ],
]

describe('what kubectl says of words that lead nowhere', () => {
  test.each(LINES)('kubectl %s', (line, said) => {
    const bench = new Bench()
    bench.run('kubectl create serviceaccount main')
    const { stdout, stderr } = bench.run(`kubectl ${line}`)
    expect(stdout + stderr).toBe(said)
  })
})

/** Files, a line, and what kubectl says. */
const FILES: readonly [text: string, line: string, said: string][] = [
  [
    'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, constructor: 1}\n',
    'apply -f x.yaml',
    'Error from server (BadRequest): error when creating "x.yaml": ConfigMap in version "v1" cannot be handled as a ConfigMap: strict decoding error: unknown field "metadata.constructor"\n',
  ],
  [
    '  apiVersion: v1\nkind: Pod\nmetadata: {name: a}\n',
    'apply -f x.yaml',
    'error: error validating "x.yaml": error validating data: kind not set; if you choose to ignore these errors, turn validation off with --validate=false\n',
  ],
  [
    'a: b: c\n',
    'get -f x.yaml',
    'error parsing x.yaml: error converting YAML to JSON: yaml: mapping values are not allowed in this context\n',
  ],
  [
    'a: b: c\n',
    'delete -f x.yaml',
    'error: error parsing x.yaml: error converting YAML to JSON: yaml: mapping values are not allowed in this context\n',
  ],
  [
    'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: A}\n---\na: b: c\n',
    'create -f x.yaml',
    `Error from server (Invalid): error when creating "x.yaml": ConfigMap "A" is invalid: metadata.name: Invalid value: "A": a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')\nerror parsing x.yaml: error converting YAML to JSON: yaml: mapping values are not allowed in this context\n`,
  ],
  [
    'apiVersion: v1\nmetadata: {name: a}\n---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: b}\n',
    'create -f x.yaml --validate=false',
    `configmap/b created\nerror: unable to decode "x.yaml": Object 'Kind' is missing in '{"apiVersion":"v1","metadata":{"name":"a"}}'\n`,
  ],
  ['apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n  foo:\n', 'apply -f x.yaml', 'configmap/a created\n'],
  [
    'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n  foo:\n',
    'create -f x.yaml',
    'Error from server (BadRequest): error when creating "x.yaml": ConfigMap in version "v1" cannot be handled as a ConfigMap: strict decoding error: unknown field "metadata.foo"\n',
  ],
]

describe('what kubectl says of manifests that are not as they should be', () => {
  test.each(FILES)('%j: kubectl %s', (text, line, said) => {
    const bench = new Bench()
    bench.write('x.yaml', text)
    const { stdout, stderr } = bench.run(`kubectl ${line}`)
    expect(stdout + stderr).toBe(said)
  })
})

test('a format that there is not comes after the change where kubectl looks for it only then', () => {
  const bench = new Bench()
  bench.run('kubectl create serviceaccount main')
  for (const line of ['label sa main a=b', `patch sa main -p '{"secrets":[{"name":"x"}]}'`])
    expect(bench.run(`kubectl ${line} -o nope`).stderr).toContain('unable to match a printer suitable for the output format "nope"')
  expect(bench.run('kubectl annotate sa main c=d -o nope').exit).toBe(1)
  const { labels, annotations } = JSON.parse(bench.run('kubectl get sa main -o jsonpath={.metadata}').stdout)
  expect(labels).toEqual({ a: 'b' })
  expect(annotations).toBeUndefined()
  expect(bench.run('kubectl get sa main -o jsonpath={.secrets}').stdout).toBe('[{"name":"x"}]')
})

test('--raw sends a file as it is and shows the answer', () => {
  const bench = new Bench()
  bench.write('cm.json', '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"sent"}}')
  const at = '--raw=/api/v1/namespaces/kube-public/configmaps'
  expect(JSON.parse(bench.run(`kubectl create ${at} -f cm.json`).stdout)).toMatchObject({
    metadata: { name: 'sent', namespace: 'kube-public' },
  })
  expect(bench.run('kubectl get cm -n kube-public sent -o name').stdout).toBe('configmap/sent\n')
  expect(bench.run(`kubectl create ${at} -f cm.json`).stderr).toBe('Error from server (AlreadyExists): configmaps "sent" already exists\n')
})
