import { expect, test } from 'vitest'
import { deployment, TestCluster } from '../test-cluster.ts'

test('a Deployment becomes available, with the conditions and events of the recordings', () => {
  const cluster = new TestCluster()
  cluster.create('deployments.apps', deployment('web', 2))
  cluster.run(1000)
  const web = cluster.get('deployments.apps', 'web')
  expect(web['status']).toMatchObject({ replicas: 2, readyReplicas: 2, updatedReplicas: 2, availableReplicas: 2, observedGeneration: 1 })
  const conditions = web['status'].conditions.map((each: any) => `${each.type}=${each.status} ${each.reason}: ${each.message}`)
  const set = cluster.client.list('replicasets.apps')[0]
  expect(conditions).toEqual([
    'Available=True MinimumReplicasAvailable: Deployment has minimum availability.',
    `Progressing=True NewReplicaSetAvailable: ReplicaSet "${set?.metadata.name}" has successfully progressed.`,
  ])
  expect(cluster.events('Deployment')).toEqual([`ScalingReplicaSet: Scaled up replica set ${set?.metadata.name} from 0 to 2`])
  expect(cluster.events('ReplicaSet').sort()).toEqual(
    cluster
      .pods()
      .map((pod) => `SuccessfulCreate: Created pod: ${pod.metadata.name}`)
      .sort(),
  )
  expect(set?.metadata.annotations).toEqual({
    'deployment.kubernetes.io/desired-replicas': '2',
    'deployment.kubernetes.io/max-replicas': '3',
    'deployment.kubernetes.io/revision': '1',
  })
  expect(cluster.clock.next).toBeUndefined()
})

function conditions(cluster: TestCluster, name = 'web'): string[] {
  return cluster.get('deployments.apps', name)['status'].conditions.map((each: any) => `${each.type}=${each.status} ${each.reason}`)
}

function sets(cluster: TestCluster): any[] {
  const revision = (set: any): number => Number(set.metadata.annotations['deployment.kubernetes.io/revision'])
  return cluster.client.list<any>('replicasets.apps', 'default').sort((a, b) => revision(a) - revision(b))
}

test('rolling back takes the old ReplicaSet again, with a new revision and its history', () => {
  const cluster = new TestCluster()
  cluster.create('deployments.apps', deployment('web', 2))
  cluster.run(2000)
  const [first] = sets(cluster)
  const image = (name: string): void =>
    cluster.patch('deployments.apps', 'web', {
      spec: { template: { spec: { containers: [{ ...first.spec.template.spec.containers[0], image: name }] } } },
    })
  image('nginx:latest')
  cluster.run(2000)
  image('nginx:1.27')
  cluster.run(2000)
  const [second, back] = sets(cluster)
  expect(back.metadata.uid).toBe(first.metadata.uid)
  expect(back.metadata.annotations).toMatchObject({
    'deployment.kubernetes.io/revision': '3',
    'deployment.kubernetes.io/revision-history': '1',
  })
  expect(second.metadata.annotations['deployment.kubernetes.io/revision']).toBe('2')
  expect(cluster.get('deployments.apps', 'web').metadata.annotations?.['deployment.kubernetes.io/revision']).toBe('3')
  expect(cluster.events('Deployment').slice(1)).toEqual([
    `ScalingReplicaSet: Scaled up replica set ${second.metadata.name} from 0 to 1`,
    `ScalingReplicaSet: Scaled down replica set ${back.metadata.name} from 2 to 1`,
    `ScalingReplicaSet: Scaled up replica set ${second.metadata.name} from 1 to 2`,
    `ScalingReplicaSet: Scaled down replica set ${back.metadata.name} from 1 to 0`,
    `ScalingReplicaSet: Scaled up replica set ${back.metadata.name} from 0 to 1`,
    `ScalingReplicaSet: Scaled down replica set ${second.metadata.name} from 2 to 1`,
    `ScalingReplicaSet: Scaled up replica set ${back.metadata.name} from 1 to 2`,
    `ScalingReplicaSet: Scaled down replica set ${second.metadata.name} from 1 to 0`,
  ])
})

test('Recreate waits until the last old Pod is gone', () => {
  const cluster = new TestCluster()
  cluster.endsAfter = 700
  cluster.create('deployments.apps', deployment('web', 2, { strategy: { type: 'Recreate' } }))
  cluster.run(1000)
  cluster.patch('deployments.apps', 'web', { spec: { template: { metadata: { annotations: { version: '2' } } } } })
  cluster.run(600)
  expect(cluster.pods().map((pod) => Boolean(pod.metadata.deletionTimestamp))).toEqual([true, true])
  expect(sets(cluster)).toHaveLength(1)
  cluster.run(1000)
  expect(cluster.pods().filter((pod) => pod.metadata.annotations?.['version'] === '2')).toHaveLength(2)
  expect(conditions(cluster)).toContain('Progressing=True NewReplicaSetAvailable')
})

test('a rollout that gets nowhere times out after progressDeadlineSeconds', () => {
  const cluster = new TestCluster()
  cluster.readyAfter = () => Number.POSITIVE_INFINITY
  cluster.create('deployments.apps', deployment('web', 1, { progressDeadlineSeconds: 60 }))
  cluster.run(55_000)
  expect(conditions(cluster)).toEqual(['Available=False MinimumReplicasUnavailable', 'Progressing=True ReplicaSetUpdated'])
  cluster.run(10_000)
  expect(conditions(cluster)).toEqual(['Available=False MinimumReplicasUnavailable', 'Progressing=False ProgressDeadlineExceeded'])
  expect(cluster.clock.next).toBeUndefined()
})

test('a paused Deployment takes no new template but a new size', () => {
  const cluster = new TestCluster()
  cluster.create('deployments.apps', deployment('web', 1))
  cluster.run(1000)
  cluster.patch('deployments.apps', 'web', {
    spec: { paused: true, replicas: 3, template: { metadata: { annotations: { version: '2' } } } },
  })
  cluster.run(1000)
  expect(sets(cluster)).toHaveLength(1)
  expect(cluster.pods()).toHaveLength(3)
  expect(conditions(cluster)).toContain('Progressing=Unknown DeploymentPaused')
  cluster.patch('deployments.apps', 'web', { spec: { paused: false } })
  cluster.run(3000)
  expect(sets(cluster).map((set) => set.spec.replicas)).toEqual([0, 3])
})

test('only revisionHistoryLimit empty ReplicaSets stay', () => {
  const cluster = new TestCluster()
  cluster.create('deployments.apps', deployment('web', 1, { revisionHistoryLimit: 2 }))
  for (let version = 1; version <= 5; version++) {
    cluster.run(1500)
    cluster.patch('deployments.apps', 'web', { spec: { template: { metadata: { annotations: { version: String(version) } } } } })
  }
  cluster.run(1500)
  expect(sets(cluster).map((set) => set.metadata.annotations['deployment.kubernetes.io/revision'])).toEqual(['4', '5', '6'])
})

test('a name that a stranger holds counts as a collision', () => {
  const cluster = new TestCluster()
  cluster.create('deployments.apps', deployment('web', 1))
  cluster.run(1000)
  const [set] = sets(cluster)
  cluster.client.delete('deployments.apps', 'default', 'web')
  cluster.run(1000)
  const { name, labels } = set.metadata
  cluster.create('replicasets.apps', { metadata: { name, labels: { app: 'other' } }, spec: { ...set.spec, replicas: 0 } })
  expect(labels['pod-template-hash']).toBe(name.slice('web-'.length))
  cluster.create('deployments.apps', deployment('web', 1))
  cluster.run(1000)
  expect(cluster.get('deployments.apps', 'web')['status']).toMatchObject({ collisionCount: 1, availableReplicas: 1 })
})
