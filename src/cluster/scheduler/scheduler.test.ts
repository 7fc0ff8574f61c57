import { expect, test } from 'vitest'
import { TestCluster, template } from '../controller-manager/test-cluster.ts'

const pod = (name: string, spec: any = {}, labels: any = { app: 'web' }): any => ({
  metadata: { name, labels },
  spec: { ...template('web')['spec'], ...spec },
})

const asking = (resources: any): any => ({ containers: [{ name: 'main', image: 'nginx', resources: { requests: resources } }] })

function nodeOf(cluster: TestCluster, name: string): string | undefined {
  return (cluster.get('pods', name) as any).spec.nodeName
}

function refusal(cluster: TestCluster, name: string): string {
  const conditions: any[] = (cluster.get('pods', name) as any).status.conditions
  const condition = conditions.find(({ type }) => type === 'PodScheduled')
  expect(condition).toMatchObject({ status: 'False', reason: 'Unschedulable' })
  expect(cluster.events('Pod')).toContain(`FailedScheduling: ${condition.message}`)
  return condition.message
}

const NOT_HELPFUL = 'no new claims to deallocate, preemption: 0/1 nodes are available: 1 Preemption is not helpful for scheduling.'
const NO_VICTIMS = 'no new claims to deallocate, preemption: 0/1 nodes are available: 1 No preemption victims found for incoming pod.'

test('a Pod gets a node, an event and a condition', () => {
  const cluster = new TestCluster()
  cluster.create('pods', pod('one'))
  cluster.run(500)
  expect(nodeOf(cluster, 'one')).toBe('node-1')
  expect(cluster.events('Pod')).toEqual(['Scheduled: Successfully assigned default/one to node-1'])
  const [event] = cluster.client.list<any>('events', 'default').filter(({ reason }) => reason === 'Scheduled')
  expect(event).toMatchObject({
    action: 'Binding',
    reportingComponent: 'default-scheduler',
    reportingInstance: 'default-scheduler-node-1',
    type: 'Normal',
  })
  expect(event.eventTime).toMatch(/^2026-05-04T01:00:00\.\d{6}Z$/)
})

test.each([
  ['a node selector', { nodeSelector: { disk: 'ssd' } }, `1 node(s) didn't match Pod's node affinity/selector. ${NOT_HELPFUL}`],
  ['too much memory', asking({ memory: '64Gi' }), `1 Insufficient memory. ${NOT_HELPFUL}`],
  ['memory that others have', asking({ cpu: '4', memory: '7Gi' }), `1 Insufficient cpu, 1 Insufficient memory. ${NO_VICTIMS}`],
  [
    'a taken port',
    { containers: [{ name: 'main', image: 'nginx', ports: [{ containerPort: 80, hostPort: 8080 }] }] },
    `1 node(s) didn't have free ports for the requested pod ports. ${NO_VICTIMS}`,
  ],
  [
    'neighbours that are not there',
    {
      affinity: {
        podAffinity: {
          requiredDuringSchedulingIgnoredDuringExecution: [
            { topologyKey: 'kubernetes.io/hostname', labelSelector: { matchLabels: { app: 'db' } } },
          ],
        },
      },
    },
    `1 node(s) didn't match pod affinity rules. ${NOT_HELPFUL}`,
  ],
  [
    'neighbours to keep away from',
    {
      affinity: {
        podAntiAffinity: {
          requiredDuringSchedulingIgnoredDuringExecution: [
            { topologyKey: 'kubernetes.io/hostname', labelSelector: { matchLabels: { app: 'first' } } },
          ],
        },
      },
    },
    `1 node(s) didn't match pod anti-affinity rules. ${NO_VICTIMS}`,
  ],
])('refused for %s', (_, spec, why) => {
  const cluster = new TestCluster()
  const ports = [{ containerPort: 80, hostPort: 8080 }]
  const resources = { requests: { cpu: '1', memory: '2Gi' } }
  cluster.create('pods', pod('first', { containers: [{ name: 'main', image: 'nginx', ports, resources }] }, { app: 'first' }))
  cluster.run(200)
  cluster.create('pods', pod('one', spec))
  cluster.run(200)
  expect(refusal(cluster, 'one')).toBe(`0/1 nodes are available: ${why}`)
})

test('taints, cordons and tolerations', () => {
  const cluster = new TestCluster({ nodes: 0 })
  cluster.create('pods', pod('zero'))
  cluster.run(100)
  expect(refusal(cluster, 'zero')).toBe('no nodes available to schedule pods')
  cluster.addNode('tainted', { taints: [{ key: 'dedicated', value: 'db', effect: 'NoSchedule' }] })
  cluster.addNode('cordoned')
  cluster.patch('nodes', 'cordoned', { spec: { unschedulable: true } }, '')
  cluster.run(3000)
  expect(refusal(cluster, 'zero')).toBe(
    '0/2 nodes are available: 1 node(s) had untolerated taint(s), 1 node(s) were unschedulable. no new claims to deallocate, preemption: 0/2 nodes are available: 2 Preemption is not helpful for scheduling.',
  )
  cluster.create('pods', pod('db', { tolerations: [{ key: 'dedicated', operator: 'Equal', value: 'db', effect: 'NoSchedule' }] }))
  cluster.run(100)
  expect(nodeOf(cluster, 'db')).toBe('tainted')
  cluster.patch('nodes', 'cordoned', { spec: { unschedulable: false } }, '')
  cluster.run(15_000)
  expect(nodeOf(cluster, 'zero')).toBe('cordoned')
})

test('a Pod that waits for room gets it when another goes', () => {
  const cluster = new TestCluster()
  cluster.create('pods', pod('one', asking({ cpu: '3' })))
  cluster.create('pods', pod('two', asking({ cpu: '3' })))
  cluster.run(1000)
  expect(nodeOf(cluster, 'two')).toBeUndefined()
  expect(cluster.clock.next).toBeUndefined()
  cluster.client.delete('pods', 'default', 'one')
  cluster.run(2000)
  expect(nodeOf(cluster, 'two')).toBe('node-1')
})

test('Pods of one controller spread over the nodes', () => {
  const cluster = new TestCluster({ nodes: 3 })
  cluster.create('replicasets.apps', {
    metadata: { name: 'web' },
    spec: { replicas: 9, selector: { matchLabels: { app: 'web' } }, template: template('web') },
  })
  cluster.run(1000)
  const counts = new Map<string, number>()
  for (const each of cluster.pods()) counts.set(each.spec.nodeName as string, (counts.get(each.spec.nodeName as string) ?? 0) + 1)
  expect([...counts.values()]).toEqual([3, 3, 3])
})

test('topology spread constraints and anti-affinity against oneself', () => {
  const cluster = new TestCluster({ nodes: 0 })
  for (const [name, zone] of [
    ['a1', 'a'],
    ['a2', 'a'],
    ['b1', 'b'],
  ] as const)
    cluster.addNode(name, { labels: { zone } })
  cluster.run(100)
  const constraint = { maxSkew: 1, topologyKey: 'zone', whenUnsatisfiable: 'DoNotSchedule', labelSelector: { matchLabels: { app: 'web' } } }
  for (let i = 0; i < 6; i++) cluster.create('pods', pod(`s${i}`, { topologySpreadConstraints: [constraint] }))
  cluster.run(1000)
  expect(cluster.pods('app=web').filter((each) => each.spec.nodeName === 'b1')).toHaveLength(3)
  const away = {
    requiredDuringSchedulingIgnoredDuringExecution: [{ topologyKey: 'zone', labelSelector: { matchLabels: { app: 'alone' } } }],
  }
  for (let i = 0; i < 3; i++) cluster.create('pods', pod(`n${i}`, { affinity: { podAntiAffinity: away } }, { app: 'alone' }))
  cluster.run(1000)
  expect(cluster.pods('app=alone').filter((each) => each.spec.nodeName)).toHaveLength(2)
  expect(refusal(cluster, 'n2')).toContain("3 node(s) didn't match pod anti-affinity rules")
  cluster.create('pods', pod('visitor', {}, { app: 'alone' }))
  cluster.run(200)
  expect(refusal(cluster, 'visitor')).toContain("3 node(s) didn't satisfy existing pods anti-affinity rules")
})

test('a Pod of higher priority takes the place of a lower one', () => {
  const cluster = new TestCluster()
  cluster.create('priorityclasses.scheduling.k8s.io', { metadata: { name: 'high' }, value: 1000 })
  cluster.create('pods', pod('low', asking({ cpu: '3' })))
  cluster.run(500)
  const high = cluster.create('pods', pod('high', { ...asking({ cpu: '3' }), priorityClassName: 'high' }))
  cluster.run(5000)
  expect(nodeOf(cluster, 'high')).toBe('node-1')
  expect(cluster.client.get('pods', 'default', 'low').ok).toBe(false)
  expect(cluster.events('Pod')).toContain(`Preempted: Preempted by pod ${high.metadata.uid} on node node-1`)
  expect(cluster.events('Pod')).toContain('FailedScheduling: 0/1 nodes are available: 1 Insufficient cpu.')
})

test('what cannot help wakes nobody; the label a Pod waits for does at once', () => {
  const cluster = new TestCluster()
  cluster.create('pods', pod('picky', { nodeSelector: { disk: 'ssd' } }))
  cluster.create('pods', pod('other'))
  cluster.run(500)
  cluster.client.delete('pods', 'default', 'other')
  cluster.run(5000)
  expect(cluster.events('Pod').filter((event) => event.startsWith('FailedScheduling'))).toHaveLength(1)
  cluster.client.patch('nodes', '', 'node-1', { metadata: { labels: { disk: 'ssd' } } }, { type: 'merge' })
  cluster.run(100)
  expect(nodeOf(cluster, 'picky')).toBe('node-1')
})
