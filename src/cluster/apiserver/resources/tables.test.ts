import { describe, expect, test } from 'vitest'
import type { PodStatus } from '../../api/types.ts'
import { resources } from './index.ts'

const NOW = Date.UTC(2026, 0, 1, 1)
const created = '2026-01-01T00:00:00Z'

/** Cells by the names of their columns. */
function row(plural: string, rest: object, metadata: object = {}): Record<string, unknown> {
  const resource = resources.find((each) => each.plural === plural)
  const cells = resource?.cells(
    { metadata: { name: 'web', namespace: 'default', creationTimestamp: created, ...metadata }, ...rest } as never,
    NOW,
  )
  return Object.fromEntries((resource?.columns ?? []).map((column, i) => [column.name, cells?.[i]]))
}

const running = { name: 'c', ready: true, restartCount: 0, image: 'i', imageID: '', state: { running: { startedAt: created } } }
const pod = (status: PodStatus, metadata: object = {}, spec: object = {}) =>
  row('pods', { spec: { containers: [{ name: 'c' }], nodeName: 'node-1', ...spec }, status }, metadata)

describe("a Pod's row", () => {
  test.each<[string, PodStatus, object]>([
    ['waits', { phase: 'Pending' }, { Ready: '0/1', Status: 'Pending', Restarts: '0', Age: '60m', IP: '<none>', Node: 'node-1' }],
    [
      'runs',
      { phase: 'Running', podIPs: [{ ip: '10.244.0.5' }], containerStatuses: [running], conditions: [{ type: 'Ready', status: 'True' }] },
      { Ready: '1/1', Status: 'Running', Restarts: '0', IP: '10.244.0.5' },
    ],
    [
      'crashes',
      {
        phase: 'Running',
        containerStatuses: [
          {
            ...running,
            ready: false,
            restartCount: 3,
            state: { waiting: { reason: 'CrashLoopBackOff' } },
            lastState: { terminated: { exitCode: 1, finishedAt: '2026-01-01T00:59:50Z' } },
          },
        ],
      },
      { Ready: '0/1', Status: 'CrashLoopBackOff', Restarts: '3 (10s ago)' },
    ],
    [
      'is done',
      {
        phase: 'Succeeded',
        containerStatuses: [{ ...running, ready: false, state: { terminated: { exitCode: 0, reason: 'Completed' } } }],
      },
      { Ready: '0/1', Status: 'Completed' },
    ],
    [
      'failed without a reason',
      { phase: 'Failed', containerStatuses: [{ ...running, ready: false, state: { terminated: { exitCode: 7 } } }] },
      { Status: 'ExitCode:7' },
    ],
    [
      'cannot be pulled',
      { phase: 'Pending', containerStatuses: [{ ...running, ready: false, state: { waiting: { reason: 'ImagePullBackOff' } } }] },
      { Status: 'ImagePullBackOff' },
    ],
  ])('%s', (_, status, expected) => {
    expect(pod(status)).toMatchObject(expected)
  })

  test('goes', () => {
    expect(pod({ phase: 'Running', containerStatuses: [running] }, { deletionTimestamp: created })).toMatchObject({ Status: 'Terminating' })
  })

  test('counts its init containers', () => {
    const spec = { initContainers: [{ name: 'a' }, { name: 'b' }] }
    const initContainerStatuses = [
      { ...running, name: 'a', ready: true, state: { terminated: { exitCode: 0 } } },
      { ...running, name: 'b', ready: false },
    ]
    expect(pod({ phase: 'Pending', initContainerStatuses }, {}, spec)).toMatchObject({ Status: 'Init:1/2', Ready: '0/1' })
  })
})

describe('other rows', () => {
  test.each<[string, object, object]>([
    [
      'services',
      {
        spec: {
          type: 'NodePort',
          clusterIP: '10.96.0.9',
          ports: [
            { port: 80, nodePort: 30080, protocol: 'TCP' },
            { port: 53, protocol: 'UDP' },
          ],
        },
      },
      { Type: 'NodePort', 'Cluster-IP': '10.96.0.9', 'External-IP': '<none>', 'Port(s)': '80:30080/TCP,53/UDP', Selector: '<none>' },
    ],
    ['services', { spec: { type: 'LoadBalancer', clusterIP: '10.96.0.9' } }, { 'External-IP': '<pending>', 'Port(s)': '<none>' }],
    ['services', { spec: { type: 'ExternalName', externalName: 'a.example' } }, { 'Cluster-IP': '<none>', 'External-IP': 'a.example' }],
    [
      'deployments',
      {
        spec: { replicas: 3, selector: { matchLabels: { app: 'web' } }, template: { spec: { containers: [{ name: 'c', image: 'i:1' }] } } },
        status: { replicas: 3, readyReplicas: 2, updatedReplicas: 3, availableReplicas: 2 },
      },
      { Ready: '2/3', 'Up-to-date': 3, Available: 2, Containers: 'c', Images: 'i:1', Selector: 'app=web', Age: '60m' },
    ],
    ['namespaces', { status: { phase: 'Active' } }, { Status: 'Active' }],
    [
      'endpointslices',
      { addressType: 'IPv4', ports: [{ port: 80 }], endpoints: ['1', '2', '3', '4'].map((last) => ({ addresses: [`10.244.0.${last}`] })) },
      { Ports: '80', Endpoints: '10.244.0.1,10.244.0.2,10.244.0.3 + 1 more...' },
    ],
    [
      'ingresses',
      {
        spec: { ingressClassName: 'nginx', rules: [{ host: 'a.example' }], tls: [{}] },
        status: { loadBalancer: { ingress: [{ ip: '192.0.2.1' }] } },
      },
      { Class: 'nginx', Hosts: 'a.example', Address: '192.0.2.1', Ports: '80, 443' },
    ],
    ['networkpolicies', { spec: { podSelector: {} } }, { 'Pod-Selector': '<none>' }],
    [
      'poddisruptionbudgets',
      { spec: { minAvailable: 1 }, status: { disruptionsAllowed: 2 } },
      { 'Min Available': '1', 'Max Unavailable': 'N/A', 'Allowed Disruptions': 2 },
    ],
    [
      'horizontalpodautoscalers',
      {
        spec: {
          scaleTargetRef: { kind: 'Deployment', name: 'web' },
          minReplicas: 1,
          maxReplicas: 4,
          metrics: [{ type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 80 } } }],
        },
        status: { currentReplicas: 2 },
      },
      { Reference: 'Deployment/web', Targets: 'cpu: <unknown>/80%', MinPods: '1', MaxPods: '4', Replicas: 2 },
    ],
    [
      'persistentvolumeclaims',
      {
        spec: { volumeName: 'pv', volumeMode: 'Filesystem' },
        status: { phase: 'Bound', accessModes: ['ReadWriteOnce'], capacity: { storage: '1Gi' } },
      },
      { Status: 'Bound', Volume: 'pv', Capacity: '1Gi', 'Access Modes': 'RWO', VolumeAttributesClass: '<unset>' },
    ],
    [
      'resourcequotas',
      { status: { hard: { pods: '4', 'limits.cpu': '2' }, used: { pods: '1' } } },
      { Request: 'pods: 1/4', Limit: 'limits.cpu: 0/2' },
    ],
    [
      'rolebindings',
      { roleRef: { kind: 'Role', name: 'r' }, subjects: [{ kind: 'ServiceAccount', name: 'a', namespace: 'b' }] },
      { Role: 'Role/r', ServiceAccounts: 'b/a' },
    ],
    [
      'cronjobs',
      { spec: { schedule: '@daily', suspend: true, jobTemplate: {} } },
      { Schedule: '@daily', Suspend: 'True', 'Last Schedule': '<none>', Timezone: '<none>' },
    ],
  ])('%s', (plural, rest, expected) => {
    expect(row(plural, rest)).toMatchObject(expected)
  })
})
