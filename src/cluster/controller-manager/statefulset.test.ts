import { expect, test } from 'vitest'
import { TestCluster, template } from './test-cluster.ts'

const statefulSet = (replicas: number, more = {}): any => ({
  metadata: { name: 'db' },
  spec: { serviceName: 'db', replicas, selector: { matchLabels: { app: 'db' } }, template: template('db'), ...more },
})

function names(cluster: TestCluster): string[] {
  return cluster.pods().map((pod) => pod.metadata.name as string)
}

test('Pods come one after the other and go the other way round', () => {
  const cluster = new TestCluster()
  cluster.readyAfter = () => 100
  cluster.create('statefulsets.apps', statefulSet(3))
  cluster.run(60)
  expect(names(cluster)).toEqual(['db-0'])
  cluster.run(1000)
  expect(names(cluster)).toEqual(['db-0', 'db-1', 'db-2'])
  const [first] = cluster.pods()
  expect(first?.spec).toMatchObject({ hostname: 'db-0', subdomain: 'db' })
  expect(first?.metadata.labels).toMatchObject({ 'apps.kubernetes.io/pod-index': '0', 'statefulset.kubernetes.io/pod-name': 'db-0' })
  const { status } = cluster.get('statefulsets.apps', 'db') as any
  expect(status).toMatchObject({
    replicas: 3,
    readyReplicas: 3,
    currentReplicas: 3,
    updatedReplicas: 3,
    availableReplicas: 3,
    collisionCount: 0,
  })
  expect(status.currentRevision).toBe(status.updateRevision)
  expect(first?.metadata.labels?.['controller-revision-hash']).toBe(status.currentRevision)
  expect(cluster.events('StatefulSet')[0]).toBe('SuccessfulCreate: create Pod db-0 in StatefulSet db successful')
  const gone: string[] = []
  cluster.informers.for('pods').onChange((pod, old) => {
    if (!pod) gone.push(old?.metadata.name as string)
  })
  cluster.patch('statefulsets.apps', 'db', { spec: { replicas: 0 } })
  cluster.run(1000)
  expect(gone).toEqual(['db-2', 'db-1', 'db-0'])
})

test('Parallel does not wait', () => {
  const cluster = new TestCluster()
  cluster.readyAfter = () => 1000
  cluster.create('statefulsets.apps', statefulSet(3, { podManagementPolicy: 'Parallel', ordinals: { start: 5 } }))
  cluster.run(60)
  expect(names(cluster)).toEqual(['db-5', 'db-6', 'db-7'])
})

test('an update goes from the highest number down, to the partition; a killed Pod below it comes back old', () => {
  const cluster = new TestCluster()
  cluster.create('statefulsets.apps', statefulSet(3))
  cluster.run(2000)
  const version = (): (string | undefined)[] => cluster.pods().map((pod) => pod.metadata.annotations?.['version'])
  const updateStrategy = { type: 'RollingUpdate', rollingUpdate: { partition: 1 } }
  cluster.patch('statefulsets.apps', 'db', { spec: { updateStrategy, template: { metadata: { annotations: { version: '2' } } } } })
  cluster.run(80)
  expect(version()).toEqual([undefined, undefined, '2'])
  cluster.run(2000)
  expect(version()).toEqual([undefined, '2', '2'])
  cluster.client.delete('pods', 'default', 'db-0')
  cluster.run(1000)
  expect(version()).toEqual([undefined, '2', '2'])
  let { status } = cluster.get('statefulsets.apps', 'db') as any
  expect(status).toMatchObject({ currentReplicas: 1, updatedReplicas: 2 })
  expect(status.currentRevision).not.toBe(status.updateRevision)
  updateStrategy.rollingUpdate.partition = 0
  cluster.patch('statefulsets.apps', 'db', { spec: { updateStrategy } })
  cluster.run(2000)
  expect(version()).toEqual(['2', '2', '2'])
  ;({ status } = cluster.get('statefulsets.apps', 'db') as any)
  expect(status.currentRevision).toBe(status.updateRevision)
  expect(cluster.client.list('controllerrevisions.apps', 'default')).toHaveLength(2)
})
