import { expect, test } from 'vitest'
import { TestCluster, template } from './test-cluster.ts'

const webSet = (replicas: number, more = {}): any => ({
  metadata: { name: 'web' },
  spec: { replicas, selector: { matchLabels: { app: 'web' } }, template: template('web'), ...more },
})

function names(cluster: TestCluster, selector = 'app=web'): string[] {
  return cluster
    .pods(selector)
    .filter((pod) => !pod.metadata.deletionTimestamp)
    .map((pod) => pod.metadata.name as string)
}

test('a bare Pod that fits is adopted and counted', () => {
  const cluster = new TestCluster()
  cluster.create('pods', { metadata: { name: 'bare', labels: { app: 'web' } }, spec: template('web')['spec'] })
  cluster.run(500)
  cluster.create('replicasets.apps', webSet(1))
  cluster.run(500)
  expect(names(cluster)).toEqual(['bare'])
  expect(cluster.pods()[0]?.metadata.ownerReferences).toMatchObject([
    { kind: 'ReplicaSet', name: 'web', controller: true, blockOwnerDeletion: true },
  ])
  expect(cluster.get('replicasets.apps', 'web')['status']).toMatchObject({ replicas: 1, readyReplicas: 1 })
  // And it goes with its owner.
  cluster.client.delete('replicasets.apps', 'default', 'web', { propagationPolicy: 'Background' })
  cluster.run(1000)
  expect(cluster.pods()).toEqual([])
})

test('a Pod that fits no more is released and replaced', () => {
  const cluster = new TestCluster()
  cluster.create('replicasets.apps', webSet(2))
  cluster.run(500)
  const [first] = names(cluster)
  cluster.patch('pods', first as string, { metadata: { labels: { app: 'quarantine' } } })
  cluster.run(500)
  expect(names(cluster)).toHaveLength(2)
  expect(cluster.get('pods', first as string).metadata.ownerReferences).toBeUndefined()
})

test('a bare Pod too many is deleted', () => {
  const cluster = new TestCluster()
  cluster.create('replicasets.apps', webSet(1))
  cluster.run(500)
  cluster.create('pods', { metadata: { name: 'extra', labels: { app: 'web' } }, spec: template('web')['spec'] })
  cluster.run(1000)
  expect(names(cluster)).toHaveLength(1)
  expect(names(cluster)).not.toContain('extra')
})

test('scaling down takes the Pods that are missed least', () => {
  const cluster = new TestCluster()
  cluster.create('replicasets.apps', webSet(4))
  cluster.run(500)
  const [broken, cheap, ...rest] = cluster.pods('app=web')
  cluster.setReady(broken, false)
  cluster.patch('pods', cheap?.metadata.name as string, {
    metadata: { annotations: { 'controller.kubernetes.io/pod-deletion-cost': '-5' } },
  })
  cluster.patch('replicasets.apps', 'web', { spec: { replicas: 2 } })
  cluster.run(500)
  expect(names(cluster)).toEqual(rest.map((pod) => pod.metadata.name))
})

test('a quota stops the set short, with the condition and the event that say why', () => {
  const cluster = new TestCluster()
  cluster.create('resourcequotas', { metadata: { name: 'few' }, spec: { hard: { pods: '1' } } })
  cluster.run(100)
  cluster.create('replicasets.apps', webSet(2))
  cluster.run(1000)
  expect(names(cluster)).toHaveLength(1)
  const [condition] = cluster.get('replicasets.apps', 'web')['status'].conditions
  const why = /^pods "web-[a-z0-9]{5}" is forbidden: exceeded quota: few, requested: pods=1, used: pods=1, limited: pods=1$/
  expect(condition).toMatchObject({ type: 'ReplicaFailure', status: 'True', reason: 'FailedCreate' })
  expect(condition.message).toMatch(why)
  expect(cluster.events('ReplicaSet').some((event) => event.startsWith('FailedCreate: Error creating: pods "web-'))).toBe(true)
  expect(cluster.get('resourcequotas', 'few')['status']).toEqual({ hard: { pods: '1' }, used: { pods: '1' } })
  cluster.client.delete('resourcequotas', 'default', 'few')
  cluster.run(1_000_000)
  expect(cluster.get('replicasets.apps', 'web')['status']).toMatchObject({ replicas: 2, readyReplicas: 2 })
  expect(cluster.get('replicasets.apps', 'web')['status'].conditions).toBeUndefined()
})

test('minReadySeconds: ready at once, available later', () => {
  const cluster = new TestCluster()
  cluster.create('replicasets.apps', webSet(1, { minReadySeconds: 10 }))
  cluster.run(5000)
  expect(cluster.get('replicasets.apps', 'web')['status']).toMatchObject({ readyReplicas: 1 })
  expect(cluster.get('replicasets.apps', 'web')['status'].availableReplicas).toBeUndefined()
  cluster.run(7000)
  expect(cluster.get('replicasets.apps', 'web')['status'].availableReplicas).toBe(1)
})

test('ReplicationControllers work the same', () => {
  const cluster = new TestCluster()
  cluster.create('replicationcontrollers', {
    metadata: { name: 'old' },
    spec: { replicas: 2, selector: { app: 'old' }, template: template('old') },
  })
  cluster.run(1000)
  expect(names(cluster, 'app=old')).toHaveLength(2)
  expect(cluster.get('replicationcontrollers', 'old')['status']).toMatchObject({ replicas: 2, readyReplicas: 2, availableReplicas: 2 })
})

test('a thousand Pods come through controllers and scheduler in well under a second', () => {
  const cluster = new TestCluster({ nodes: 11 })
  const start = performance.now()
  cluster.create('replicasets.apps', webSet(1000))
  cluster.run(5000)
  expect(cluster.get('replicasets.apps', 'web')['status'].readyReplicas).toBe(1000)
  // Generous: tests share the machine, and deep freezing costs more than the rest.
  expect(performance.now() - start).toBeLessThan(6000)
})
