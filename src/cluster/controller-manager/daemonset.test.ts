import { expect, test } from 'vitest'
import { TestCluster, template } from './test-cluster.ts'

const daemonSet = (spec = {}, more = {}): any => ({
  metadata: { name: 'agent' },
  spec: { selector: { matchLabels: { app: 'agent' } }, template: template('agent', 'busybox', spec), ...more },
})

function nodesOf(cluster: TestCluster): (string | undefined)[] {
  return cluster
    .pods()
    .map((pod) => pod.spec.nodeName)
    .sort()
}

test('one Pod on each node, also on one that joins later, also on a cordoned one', () => {
  const cluster = new TestCluster({ nodes: 2 })
  cluster.patch('nodes', 'node-2', { spec: { unschedulable: true } }, '')
  cluster.create('daemonsets.apps', daemonSet())
  cluster.run(500)
  expect(nodesOf(cluster)).toEqual(['node-1', 'node-2'])
  cluster.addNode('node-3')
  cluster.run(500)
  expect(nodesOf(cluster)).toEqual(['node-1', 'node-2', 'node-3'])
  expect(cluster.get('daemonsets.apps', 'agent')['status']).toMatchObject({
    currentNumberScheduled: 3,
    desiredNumberScheduled: 3,
    numberMisscheduled: 0,
    numberReady: 3,
    numberAvailable: 3,
    updatedNumberScheduled: 3,
  })
  expect(cluster.pods()[0]?.metadata.labels).toMatchObject({ app: 'agent', 'pod-template-generation': '1' })
  expect(cluster.events('DaemonSet')[0]).toMatch(/^SuccessfulCreate: Created pod: agent-[a-z0-9]{5}$/)
})

test('only where the node selector fits, and no longer when it does not', () => {
  const cluster = new TestCluster({ nodes: 2 })
  cluster.create('daemonsets.apps', daemonSet({ nodeSelector: { disk: 'ssd' } }))
  cluster.run(300)
  expect(nodesOf(cluster)).toEqual([])
  cluster.patch('nodes', 'node-2', { metadata: { labels: { disk: 'ssd' } } }, '')
  cluster.run(300)
  expect(nodesOf(cluster)).toEqual(['node-2'])
  cluster.patch('nodes', 'node-2', { metadata: { labels: { disk: null } } }, '')
  cluster.run(300)
  expect(nodesOf(cluster)).toEqual([])
})

test('an update replaces one Pod at a time', () => {
  const cluster = new TestCluster({ nodes: 3 })
  cluster.create('daemonsets.apps', daemonSet())
  cluster.run(500)
  cluster.patch('daemonsets.apps', 'agent', { spec: { template: { metadata: { annotations: { version: '2' } } } } })
  const end = cluster.clock.now + 5000
  while (cluster.clock.step(end)) {
    const ready = cluster
      .pods()
      .filter(
        (pod) =>
          !pod.metadata.deletionTimestamp && pod.status?.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True'),
      )
    expect(ready.length).toBeGreaterThanOrEqual(2)
  }
  expect(cluster.pods().map((pod) => pod.metadata.annotations?.['version'])).toEqual(['2', '2', '2'])
})

test('a failed daemon is killed and started again', () => {
  const cluster = new TestCluster()
  cluster.create('daemonsets.apps', daemonSet())
  cluster.run(500)
  const [pod] = cluster.pods()
  cluster.finish(pod, 'Failed')
  cluster.run(500)
  expect(cluster.pods().map(({ status }) => status?.phase)).toEqual(['Running'])
  expect(cluster.events('DaemonSet')).toContain(
    `FailedDaemonPod: Found failed daemon pod default/${pod?.metadata.name} on node node-1, will try to kill it`,
  )
})
