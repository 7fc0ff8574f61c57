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
