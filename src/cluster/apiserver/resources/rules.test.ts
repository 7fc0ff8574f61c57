import { describe, expect, test } from 'vitest'
import { Clock } from '../../../sim/clock.ts'
import { Random } from '../../../sim/random.ts'
import { createApiServer } from '../apiserver.ts'
import type { ApiResponse } from '../door.ts'
import { resources } from './index.ts'

function cluster() {
  const api = createApiServer({ clock: new Clock(), random: new Random('rules'), resources })
  const client = api.client('test')
  client.create('namespaces', { metadata: { name: 'default' } })
  client.create('serviceaccounts', { metadata: { name: 'default', namespace: 'default' } })
  return api
}

function pathOf(apiVersion: string, kind: string): string {
  const [group, version] = apiVersion.includes('/') ? apiVersion.split('/') : ['', apiVersion]
  const resource = resources.find((each) => each.group === group && each.version === version && each.kind === kind)
  return `${group ? '/apis' : '/api'}/${apiVersion}${resource?.namespaced ? '/namespaces/default' : ''}/${resource?.plural}`
}

/** Warnings, then each fault; nothing when all is well. */
function answerOf({ status, warnings, body }: ApiResponse): string[] {
  const { message, details } = body as { message?: string; details?: { causes?: { field: string; message: string }[] } }
  const faults = status < 400 ? [] : (details?.causes?.map((cause) => `${cause.field}: ${cause.message}`) ?? [message ?? ''])
  return [...warnings.map((text) => `Warning: ${text}`), ...faults]
}

function create(apiVersion: string, kind: string, rest: object, api = cluster()): string[] {
  return answerOf(
    api.handle({
      method: 'POST',
      path: pathOf(apiVersion, kind),
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ apiVersion, kind, metadata: { name: 'web' }, ...rest }),
    }),
  )
}

/** Creates an object and merges a patch into it. */
function change(apiVersion: string, kind: string, rest: object, patch: object): string[] {
  const api = cluster()
  expect(create(apiVersion, kind, rest, api)).toEqual([])
  return answerOf(
    api.handle({
      method: 'PATCH',
      path: `${pathOf(apiVersion, kind)}/web`,
      headers: { 'content-type': 'application/merge-patch+json' },
      body: JSON.stringify(patch),
    }),
  )
}

const LABEL =
  "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')"
const container = { name: 'c', image: 'nginx:1.27' }
const withContainer = (more: object) => ({ spec: { containers: [{ ...container, ...more }] } })
const template = { metadata: { labels: { app: 'web' } }, spec: { containers: [container] } }
const selector = { matchLabels: { app: 'web' } }
const range = 'must be between 1 and 65535, inclusive'

describe('what is wrong with a Pod', () => {
  test.each<[string, object, string[]]>([
    ['nothing', withContainer({}), []],
    ['no containers', { spec: {} }, ['spec.containers: Required value']],
    ['no image', { spec: { containers: [{ name: 'c' }] } }, ['spec.containers[0].image: Required value']],
    [
      'a name in capitals',
      { spec: { containers: [{ ...container, name: 'C' }] } },
      [`spec.containers[0].name: Invalid value: "C": ${LABEL}`],
    ],
    ['the same name twice', { spec: { containers: [container, container] } }, ['spec.containers[1].name: Duplicate value: "c"']],
    ['port 0', withContainer({ ports: [{ containerPort: 0 }] }), ['spec.containers[0].ports[0].containerPort: Required value']],
    [
      'a port too high',
      withContainer({ ports: [{ containerPort: 70000 }] }),
      [`spec.containers[0].ports[0].containerPort: Invalid value: 70000: ${range}`],
    ],
    [
      'a protocol in small letters',
      withContainer({ ports: [{ containerPort: 80, protocol: 'tcp' }] }),
      ['spec.containers[0].ports[0].protocol: Unsupported value: "tcp": supported values: "SCTP", "TCP", "UDP"'],
    ],
    [
      'a volume that is not there',
      withContainer({ volumeMounts: [{ name: 'data', mountPath: '/data' }] }),
      ['spec.containers[0].volumeMounts[0].name: Not found: "data"'],
    ],
    [
      'more requested than allowed',
      withContainer({ resources: { requests: { cpu: '2' }, limits: { cpu: '1' } } }),
      ['spec.containers[0].resources.requests: Invalid value: "2": must be less than or equal to cpu limit of 1'],
    ],
    [
      'a probe of two kinds',
      withContainer({ readinessProbe: { httpGet: { port: 80 }, tcpSocket: { port: 80 } } }),
      ['spec.containers[0].readinessProbe.tcpSocket: Forbidden: may not specify more than 1 handler type'],
    ],
    [
      'a liveness probe that needs two successes',
      withContainer({ livenessProbe: { tcpSocket: { port: 80 }, successThreshold: 2 } }),
      ['spec.containers[0].livenessProbe.successThreshold: Invalid value: 2: must be 1'],
    ],
    [
      'a value from two places',
      withContainer({ env: [{ name: 'A', value: 'b', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } }] }),
      ['spec.containers[0].env[0].valueFrom: Invalid value: "": may not be specified when `value` is not empty'],
    ],
    [
      'an unknown restart policy',
      { spec: { containers: [container], restartPolicy: 'Sometimes' } },
      ['spec.restartPolicy: Unsupported value: "Sometimes": supported values: "Always", "OnFailure", "Never"'],
    ],
    [
      'no DNS servers',
      { spec: { containers: [container], dnsPolicy: 'None' } },
      ['spec.dnsConfig: Required value: must provide `dnsConfig` when `dnsPolicy` is None'],
    ],
    [
      'a variable twice',
      withContainer({
        env: [
          { name: 'A', value: '1' },
          { name: 'A', value: '2' },
        ],
      }),
      ['Warning: spec.containers[0].env[1]: hides previous definition of "A", which may be dropped when using apply'],
    ],
    [
      'a part of a byte',
      withContainer({ resources: { requests: { memory: '100m' } } }),
      ['Warning: spec.containers[0].resources.requests[memory]: fractional byte value "100m" is invalid, must be an integer'],
    ],
  ])('%s', (_, pod, expected) => {
    expect(create('v1', 'Pod', pod)).toEqual(expected)
  })
})

describe('what may not change in a Pod', () => {
  test('its restart policy, shown with the change', () => {
    const [fault, ...rest] = change('v1', 'Pod', withContainer({}), { spec: { restartPolicy: 'Never' } })
    expect(rest).toEqual([])
    expect(fault).toContain('spec: Forbidden: pod updates may not change fields other than `spec.containers[*].image`')
    expect(fault).toContain('\n- "RestartPolicy": "Always",\n+ "RestartPolicy": "Never",\n')
  })

  test('its image may, and a deadline may be set', () => {
    expect(change('v1', 'Pod', withContainer({}), { spec: { activeDeadlineSeconds: 600 } })).toEqual([])
  })
})

describe('what is wrong with a workload', () => {
  test.each<[string, string, object, string[]]>([
    ['apps/v1', 'Deployment', { selector, template }, []],
    [
      'apps/v1',
      'Deployment',
      { selector, template, replicas: -1 },
      ['spec.replicas: Invalid value: -1: must be greater than or equal to 0'],
    ],
    [
      'apps/v1',
      'Deployment',
      {},
      [
        'spec.selector: Required value',
        'spec.template.metadata.labels: Invalid value: null: `selector` does not match template `labels`',
        'spec.template.spec.containers: Required value',
      ],
    ],
    ['apps/v1', 'Deployment', { selector: {}, template }, ['spec.selector: Invalid value: {}: empty selector is invalid for deployment']],
    [
      'apps/v1',
      'Deployment',
      { selector, template, strategy: { rollingUpdate: { maxUnavailable: 0, maxSurge: 0 } } },
      ['spec.strategy.rollingUpdate.maxUnavailable: Invalid value: 0: may not be 0 when `maxSurge` is 0'],
    ],
    [
      'apps/v1',
      'Deployment',
      { selector, template, strategy: { type: 'Recreate', rollingUpdate: { maxSurge: 1 } } },
      ["spec.strategy.rollingUpdate: Forbidden: may not be specified when strategy `type` is 'Recreate'"],
    ],
    [
      'apps/v1',
      'DaemonSet',
      { selector: { matchLabels: { app: 'other' } }, template },
      ['spec.template.metadata.labels: Invalid value: {"app":"web"}: `selector` does not match template `labels`'],
    ],
    [
      'apps/v1',
      'StatefulSet',
      { serviceName: 'web', selector, template, podManagementPolicy: 'X' },
      ["spec.podManagementPolicy: Invalid value: \"X\": must be 'OrderedReady' or 'Parallel'"],
    ],
    [
      'batch/v1',
      'Job',
      { template: { spec: { containers: [container] } } },
      ['spec.template.spec.restartPolicy: Required value: valid values: "OnFailure", "Never"'],
    ],
    [
      'batch/v1',
      'CronJob',
      { schedule: '* * * *', jobTemplate: { spec: { template: { spec: { ...template.spec, restartPolicy: 'Never' } } } } },
      ['spec.schedule: Invalid value: "* * * *": expected exactly 5 fields, found 4: [* * * *]'],
    ],
    ['v1', 'ReplicationController', {}, ['spec.selector: Required value', 'spec.template: Required value']],
  ])('%s %s', (apiVersion, kind, spec, expected) => {
    expect(create(apiVersion, kind, { spec })).toEqual(expected)
  })

  test.each<[string, string, object, object, string[]]>([
    [
      'apps/v1',
      'Deployment',
      { selector, template },
      { selector: { matchLabels: { tier: 'front' } } },
      [
        'spec.template.metadata.labels: Invalid value: {"app":"web"}: `selector` does not match template `labels`',
        'spec.selector: Invalid value: {"matchLabels":{"app":"web","tier":"front"}}: field is immutable',
      ],
    ],
    [
      'apps/v1',
      'StatefulSet',
      { serviceName: 'web', selector, template },
      { serviceName: 'other' },
      [
        "spec: Forbidden: updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', 'updateStrategy', 'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden",
      ],
    ],
    [
      'batch/v1',
      'Job',
      { template: { spec: { ...template.spec, restartPolicy: 'Never' } } },
      { completions: 2 },
      ['spec.completions: Invalid value: 2: field is immutable'],
    ],
  ])('%s %s cannot become another', (apiVersion, kind, spec, patch, expected) => {
    expect(change(apiVersion, kind, { spec }, { spec: patch })).toEqual(expected)
  })
})

describe('what is wrong with a Service', () => {
  test.each<[string, object, string[]]>([
    ['nothing', { ports: [{ port: 80 }] }, []],
    ['no ports', {}, ['spec.ports: Required value']],
    ['a port too high', { ports: [{ port: 65536, targetPort: 80 }] }, [`spec.ports[0].port: Invalid value: 65536: ${range}`]],
    [
      'ports without names',
      { ports: [{ port: 80 }, { port: 81 }] },
      ['spec.ports[0].name: Required value', 'spec.ports[1].name: Required value'],
    ],
    [
      'a type misspelt',
      { type: 'Nodeport', ports: [{ port: 80 }] },
      ['spec.type: Unsupported value: "Nodeport": supported values: "ClusterIP", "ExternalName", "LoadBalancer", "NodePort"'],
    ],
    [
      'a node port without the type',
      { ports: [{ port: 80, nodePort: 30080 }] },
      ["spec.ports[0].nodePort: Forbidden: may not be used when `type` is 'ClusterIP'"],
    ],
    [
      'a node port out of range',
      { type: 'NodePort', ports: [{ port: 80, nodePort: 8080 }] },
      ['spec.ports[0].nodePort: Invalid value: 8080: provided port is not in the valid range. The range of valid ports is 30000-32767'],
    ],
    [
      'an address of another network',
      { clusterIP: '192.168.1.10', ports: [{ port: 80 }] },
      [
        'spec.clusterIPs: Invalid value: ["192.168.1.10"]: failed to allocate IP 192.168.1.10: the provided network does not match the current range',
      ],
    ],
    [
      'a traffic policy that has no use',
      { externalTrafficPolicy: 'Local', ports: [{ port: 80 }] },
      ['spec.externalTrafficPolicy: Invalid value: "Local": may only be set for externally-accessible services'],
    ],
    ['an external name that is missing', { type: 'ExternalName' }, ['spec.externalName: Required value']],
  ])('%s', (_, spec, expected) => {
    expect(create('v1', 'Service', { spec })).toEqual(expected)
  })

  test('its address stays', () => {
    expect(change('v1', 'Service', { spec: { ports: [{ port: 80 }] } }, { spec: { clusterIP: 'None' } })).toEqual([
      'spec.clusterIPs[0]: Invalid value: ["None"]: may not change once set',
    ])
  })
})

describe('what is wrong with other objects', () => {
  test.each<[string, string, string, object, string[]]>([
    [
      'an Ingress without rules',
      'networking.k8s.io/v1',
      'Ingress',
      { spec: {} },
      ['spec: Invalid value: null: either `defaultBackend` or `rules` must be specified'],
    ],
    [
      'a path that is none',
      'networking.k8s.io/v1',
      'Ingress',
      {
        spec: {
          rules: [{ http: { paths: [{ path: 'foo', pathType: 'Prefix', backend: { service: { name: 'a', port: { number: 80 } } } }] } }],
        },
      },
      ['spec.rules[0].http.paths[0].path: Invalid value: "foo": must be an absolute path'],
    ],
    [
      'a peer that says nothing',
      'networking.k8s.io/v1',
      'NetworkPolicy',
      { spec: { podSelector: {}, ingress: [{ from: [{}] }] } },
      ['spec.ingress[0].from[0]: Required value: must specify a peer'],
    ],
    [
      'a hole outside of its block',
      'networking.k8s.io/v1',
      'NetworkPolicy',
      { spec: { podSelector: {}, egress: [{ to: [{ ipBlock: { cidr: '10.0.0.0/8', except: ['11.0.0.0/16'] } }] }] } },
      ['spec.egress[0].to[0].ipBlock.except[0]: Invalid value: "11.0.0.0/16": must be a strict subset of `cidr`'],
    ],
    [
      'a budget of two kinds',
      'policy/v1',
      'PodDisruptionBudget',
      { spec: { minAvailable: 1, maxUnavailable: '50%', selector } },
      [
        'spec: Invalid value: {"MinAvailable":1,"Selector":{"matchLabels":{"app":"web"}},"MaxUnavailable":"50%","UnhealthyPodEvictionPolicy":null}: minAvailable and maxUnavailable cannot be both set',
      ],
    ],
    [
      'an autoscaler without room',
      'autoscaling/v2',
      'HorizontalPodAutoscaler',
      { spec: { minReplicas: 5, maxReplicas: 2, scaleTargetRef: { kind: 'Deployment', name: 'web' } } },
      ['spec.maxReplicas: Invalid value: 2: must be greater than or equal to `minReplicas`'],
    ],
    [
      'a quota of something unknown',
      'v1',
      'ResourceQuota',
      { spec: { hard: { foo: '1' } } },
      [
        'spec.hard[foo]: Invalid value: "foo": must be a standard resource type or fully qualified',
        'spec.hard[foo]: Invalid value: "foo": must be a standard resource for quota',
      ],
    ],
    [
      'a range upside down',
      'v1',
      'LimitRange',
      { spec: { limits: [{ type: 'Pod', min: { cpu: '2' }, max: { cpu: '1' } }] } },
      ['spec.limits[0].min[cpu]: Invalid value: "2": min value 2 is greater than max value 1'],
    ],
    [
      'a certificate without its key',
      'v1',
      'Secret',
      { type: 'kubernetes.io/tls', data: { 'tls.crt': 'YQ==' } },
      ['data[tls.key]: Required value'],
    ],
    ['too much data', 'v1', 'ConfigMap', { data: { a: 'x'.repeat(1_200_000) } }, ['[]: Too long: may not be more than 1048576 bytes']],
    [
      'a rule without verbs',
      'rbac.authorization.k8s.io/v1',
      'Role',
      { rules: [{ apiGroups: [''], resources: ['pods'] }] },
      ['rules[0].verbs: Required value: verbs must contain at least one value'],
    ],
    [
      'a claim without a mode',
      'v1',
      'PersistentVolumeClaim',
      { spec: { resources: { requests: { storage: '1Gi' } } } },
      ['spec.accessModes: Required value: at least 1 access mode is required'],
    ],
    [
      'a volume below nothing',
      'v1',
      'PersistentVolume',
      { spec: { accessModes: ['ReadWriteOnce'], capacity: { storage: '-1' }, hostPath: { path: '/x' } } },
      [
        'spec.capacity[storage]: Invalid value: -1: must be a valid resource quantity',
        'spec.capacity[storage]: Invalid value: "-1": must be greater than zero',
      ],
    ],
    [
      'an endpoint on this machine',
      'discovery.k8s.io/v1',
      'EndpointSlice',
      { addressType: 'IPv4', endpoints: [{ addresses: ['127.0.0.1'] }] },
      ['endpoints[0].addresses[0]: Invalid value: "127.0.0.1": may not be in the loopback range (127.0.0.0/8, ::1/128)'],
    ],
    [
      'an endpoint by name',
      'v1',
      'Endpoints',
      { subsets: [{ addresses: [{ ip: 'db.example.com' }], ports: [{ port: 80 }] }] },
      [
        'Warning: v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice',
        'subsets[0].addresses[0].ip: Invalid value: "db.example.com": must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)',
        'subsets[0].addresses[0].ip: Invalid value: "db.example.com": must be a valid IP address',
      ],
    ],
    [
      'a lease of no time',
      'coordination.k8s.io/v1',
      'Lease',
      { spec: { leaseDurationSeconds: 0 } },
      ['spec.leaseDurationSeconds: Invalid value: 0: must be greater than zero'],
    ],
  ])('%s', (_, apiVersion, kind, rest, expected) => {
    expect(create(apiVersion, kind, rest)).toEqual(expected)
  })

  test.each<[string, string, string, object, object, string[]]>([
    [
      'frozen data',
      'v1',
      'ConfigMap',
      { immutable: true, data: { a: 'b' } },
      { data: { a: 'c' } },
      ['data: Forbidden: field is immutable when `immutable` is set'],
    ],
    [
      "a Secret's type",
      'v1',
      'Secret',
      { stringData: { a: 'b' } },
      { type: 'other' },
      ['type: Invalid value: "other": field is immutable'],
    ],
    [
      'the role of a binding',
      'rbac.authorization.k8s.io/v1',
      'RoleBinding',
      { roleRef: { kind: 'Role', name: 'a' } },
      { roleRef: { name: 'b' } },
      ['roleRef: Invalid value: {"APIGroup":"rbac.authorization.k8s.io","Kind":"Role","Name":"b"}: cannot change roleRef'],
    ],
    [
      'the type of addresses',
      'discovery.k8s.io/v1',
      'EndpointSlice',
      { addressType: 'IPv4', endpoints: [] },
      { addressType: 'IPv6' },
      ['addressType: Invalid value: "IPv6": field is immutable'],
    ],
  ])('%s cannot change', (_, apiVersion, kind, rest, patch, expected) => {
    expect(change(apiVersion, kind, rest, patch)).toEqual(expected)
  })
})

test('autoscaling/v1 and v2 show the same autoscaler', () => {
  const api = cluster()
  const spec = { maxReplicas: 3, targetCPUUtilizationPercentage: 50, scaleTargetRef: { kind: 'Deployment', name: 'web' } }
  expect(create('autoscaling/v1', 'HorizontalPodAutoscaler', { spec }, api)).toEqual([])
  const read = (version: string) =>
    api.handle({ method: 'GET', path: `/apis/autoscaling/${version}/namespaces/default/horizontalpodautoscalers/web` }).body
  expect(read('v1')).toMatchObject({ apiVersion: 'autoscaling/v1', spec: { ...spec, minReplicas: 1 } })
  expect(read('v2')).toMatchObject({
    apiVersion: 'autoscaling/v2',
    spec: {
      maxReplicas: 3,
      metrics: [{ type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 50 } } }],
    },
  })
})

describe("a Service's addresses", () => {
  const service = (spec: object): string[] => create('v1', 'Service', { spec: { ports: [{ port: 80 }], ...spec } })

  test('are of the one family that the cluster has', () => {
    expect(service({ ipFamilies: ['IPv6'] })).toEqual(['spec.ipFamilies[0]: Invalid value: "IPv6": not configured on this cluster'])
    expect(service({ clusterIP: 'fd00::1' })).toEqual([
      'spec.clusterIPs[0]: Invalid value: ["fd00::1"]: IPv6 is not configured on this cluster',
    ])
    expect(service({ ipFamilyPolicy: 'PreferDualStack' })).toEqual([])
    expect(service({ ipFamilyPolicy: 'RequireDualStack' })).toEqual([
      'spec.ipFamilyPolicy: Invalid value: "RequireDualStack": this cluster is not configured for dual-stack services',
    ])
  })

  test('are named by both spellings, and are no end of the range', () => {
    expect(service({ clusterIPs: ['None'] })).toEqual([
      'spec.clusterIPs: Invalid value: ["None"]: must be empty when `clusterIP` is not specified',
    ])
    expect(service({ clusterIP: '10.96.0.0' })).toEqual([
      'spec.clusterIPs: Invalid value: ["10.96.0.0"]: failed to allocate IP 10.96.0.0: the provided IP (10.96.0.0) is not in the valid range. The range of valid IPs is 10.96.0.0/12',
    ])
  })

  test('are looked for by no dry run', () => {
    const dry = (spec: object) =>
      cluster().handle({
        method: 'POST',
        path: '/api/v1/namespaces/default/services',
        query: { dryRun: 'All' },
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ apiVersion: 'v1', kind: 'Service', metadata: { name: 'web' }, spec }),
      })
    const shown = dry({
      type: 'NodePort',
      ports: [
        { port: 80, name: 'a' },
        { port: 81, name: 'b' },
      ],
    }).body
    expect(shown).toMatchObject({ spec: { clusterIP: '10.96.0.0', ports: [{ nodePort: 32769 }, { nodePort: 32770 }] } })
    expect(answerOf(dry({ type: 'NodePort', ports: [{ port: 80, nodePort: 80 }] }))).toEqual([])
    expect(answerOf(dry({ clusterIP: '10.96.0.1', ports: [{ port: 80 }] }))).toEqual([])
    expect(answerOf(dry({ clusterIP: '1.2.3.4', ports: [{ port: 80 }] }))).toEqual([
      'spec.clusterIPs: Invalid value: ["1.2.3.4"]: failed to allocate IP 1.2.3.4: the provided IP (1.2.3.4) is not in the valid range. The range of valid IPs is 10.96.0.0/12',
    ])
  })

  test('two protocols of one port share a node port, two ports do not', () => {
    const both = (ports: object[]) => create('v1', 'Service', { spec: { type: 'NodePort', ports } })
    const dns = { name: 'dns', port: 53, protocol: 'UDP' }
    expect(
      both([
        { ...dns, nodePort: 30053 },
        { ...dns, name: 'tcp', protocol: 'TCP', nodePort: 30053 },
      ]),
    ).toEqual([])
    expect(
      both([
        { ...dns, nodePort: 30053 },
        { name: 'tcp', port: 54, nodePort: 30053 },
      ]),
    ).toEqual(['spec.ports[1].nodePort: Invalid value: 30053: provided port is already allocated'])
    const api = cluster()
    expect(create('v1', 'Service', { spec: { type: 'NodePort', ports: [dns, { ...dns, name: 'tcp', protocol: 'TCP' }] } }, api)).toEqual([])
    const [{ ports }] = api
      .client('test')
      .list('services')
      .map((each) => each['spec'])
    expect(ports[0].nodePort).toBe(ports[1].nodePort)
  })

  test('stay when a new version leaves them open; node ports go by the names of ports', () => {
    const api = cluster()
    const spec = { type: 'NodePort', ports: [{ name: 'http', port: 80, nodePort: 30080 }] }
    expect(create('v1', 'Service', { spec }, api)).toEqual([])
    const body = {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'web' },
      spec: { type: 'NodePort', ports: [{ name: 'http', port: 8080 }] },
    }
    const path = '/api/v1/namespaces/default/services/web'
    const before = api.handle({ method: 'GET', path }).body as any
    const after = api.handle({ method: 'PUT', path, body }).body as any
    expect(after.spec.clusterIP).toBe(before.spec.clusterIP)
    expect(after.spec.ports).toEqual([{ name: 'http', port: 8080, targetPort: 8080, protocol: 'TCP', nodePort: 30080 }])
  })
})

describe('PriorityClasses', () => {
  const priority = (name: string, rest: object, api = cluster()): string[] =>
    create('scheduling.k8s.io/v1', 'PriorityClass', { metadata: { name }, ...rest }, api)

  test("leave the system's names and values alone", () => {
    const reserved = "metadata.name: Forbidden: priority class names with 'system-' prefix are reserved for system use only. error: "
    expect(priority('system-mine', { value: 1 })).toEqual([`${reserved}system-mine is not a known system priority class`])
    expect(priority('system-node-critical', { value: 1 })).toEqual([
      `${reserved}value of system-node-critical PriorityClass must be 2000001000`,
    ])
    expect(priority('mine', { value: 2_000_000_000 })).toEqual([
      'value: Forbidden: maximum allowed value of a user defined priority is 1000000000',
    ])
  })

  test('have one default at most', () => {
    const api = cluster()
    expect(priority('first', { value: 1, globalDefault: true }, api)).toEqual([])
    expect(priority('second', { value: 1, globalDefault: true }, api)).toEqual([
      'priorityclasses.scheduling.k8s.io "second" is forbidden: PriorityClass first is already marked as default. Only one default can exist',
    ])
  })
})

test('warnings about a template come when its generation does', () => {
  const api = cluster()
  const template = {
    metadata: { labels: { app: 'web' } },
    spec: { nodeSelector: { 'beta.kubernetes.io/os': 'linux' }, containers: [{ name: 'c', image: 'nginx' }] },
  }
  const warning = expect.stringContaining('Warning: spec.template.spec.nodeSelector[beta.kubernetes.io/os]: deprecated')
  expect(create('apps/v1', 'Deployment', { spec: { selector: { matchLabels: { app: 'web' } }, template } }, api)).toEqual([warning])
  const path = '/apis/apps/v1/namespaces/default/deployments/web'
  const headers = { 'content-type': 'application/merge-patch+json' }
  const patch = (body: object): string[] => answerOf(api.handle({ method: 'PATCH', path, headers, body }))
  expect(patch({ metadata: { labels: { a: 'b' } } })).toEqual([])
  expect(patch({ spec: { replicas: 3 } })).toEqual([warning])
})

test('what is seldom written', () => {
  const job = {
    backoffLimit: 1,
    successPolicy: { rules: [{ succeededCount: 1 }] },
    template: { spec: { ...template.spec, restartPolicy: 'Never' } },
  }
  expect(create('batch/v1', 'Job', { spec: job })).toEqual([
    'spec.successPolicy: Invalid value: {"Rules":[{"SucceededIndexes":null,"SucceededCount":1}]}: requires indexed completion mode',
  ])
  const autoscaler = { scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' }, maxReplicas: 3 }
  expect(
    create('autoscaling/v2', 'HorizontalPodAutoscaler', { spec: { ...autoscaler, behavior: { scaleUp: { policies: [{}] } } } }),
  ).toEqual([
    'spec.behavior.scaleUp.policies[0].type: Unsupported value: "": supported values: "Percent", "Pods"',
    'spec.behavior.scaleUp.policies[0].value: Invalid value: 0: must be greater than zero',
    'spec.behavior.scaleUp.policies[0].periodSeconds: Invalid value: 0: must be greater than zero',
  ])
  expect(create('v1', 'Namespace', { spec: { finalizers: ['x', 'example.com/x'] } })).toEqual([
    'spec.finalizers: Invalid value: "x": name is neither a standard finalizer name nor is it fully qualified',
  ])
  expect(create('v1', 'Pod', { spec: { ...template.spec, resourceClaims: [{ name: 'a' }] } })).toEqual([
    'spec.resourceClaims[0]: Invalid value: {"Name":"a","ResourceClaimName":null,"ResourceClaimTemplateName":null}: must specify one of: `resourceClaimName`, `resourceClaimTemplateName`',
  ])
})

test('an empty list or map that was written is told from one that was not', () => {
  const none = 'spec: Invalid value: %: either `defaultBackend` or `rules` must be specified'
  expect(create('networking.k8s.io/v1', 'Ingress', { spec: {} })).toEqual([none.replace('%', 'null')])
  expect(create('networking.k8s.io/v1', 'Ingress', { spec: { rules: [] } })).toEqual([none.replace('%', '[]')])
  const unlabelled = { selector, template: { ...template, metadata: { labels: {} } } }
  expect(create('apps/v1', 'Deployment', { spec: unlabelled })).toEqual([
    'spec.template.metadata.labels: Invalid value: {}: `selector` does not match template `labels`',
  ])
  const scaleTargetRef = { kind: 'Deployment', name: 'web' }
  const autoscaler = { scaleTargetRef, maxReplicas: 2, behavior: { scaleDown: { policies: [] } } }
  expect(create('autoscaling/v2', 'HorizontalPodAutoscaler', { spec: autoscaler })).toEqual([
    'spec.behavior.scaleDown.policies: Required value: must specify at least one Policy',
  ])
})
