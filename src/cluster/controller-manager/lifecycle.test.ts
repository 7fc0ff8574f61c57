import { expect, test } from 'vitest'
import { deployment, TestCluster, template } from './test-cluster.ts'

test('a new namespace gets its ServiceAccount and the CA certificate, and they come back', () => {
  const cluster = new TestCluster()
  cluster.create('namespaces', { metadata: { name: 'shop' } })
  cluster.run(50)
  expect(cluster.client.list('serviceaccounts', 'shop').map((each) => each.metadata.name)).toEqual(['default'])
  expect(cluster.get('configmaps', 'kube-root-ca.crt', 'shop')['data']['ca.crt']).toMatch(/^-----BEGIN CERTIFICATE-----\n/)
  cluster.client.delete('configmaps', 'shop', 'kube-root-ca.crt')
  cluster.client.delete('serviceaccounts', 'shop', 'default')
  cluster.run(50)
  expect(cluster.client.list('serviceaccounts', 'shop')).toHaveLength(1)
  expect(cluster.client.list('configmaps', 'shop')).toHaveLength(1)
})

test('a deleted namespace is emptied after five seconds and says what remains', () => {
  const cluster = new TestCluster()
  cluster.endsAfter = 20_000
  cluster.create('namespaces', { metadata: { name: 'shop' } })
  cluster.run(50)
  cluster.create('pods', {
    metadata: { name: 'slow', namespace: 'shop' },
    spec: { ...template('slow')['spec'], terminationGracePeriodSeconds: 20 },
  })
  cluster.create('configmaps', { metadata: { name: 'settings', namespace: 'shop' } })
  cluster.run(1000)
  cluster.client.delete('namespaces', '', 'shop')
  cluster.run(4900)
  expect(cluster.get('pods', 'slow', 'shop').metadata.deletionTimestamp).toBeUndefined()
  cluster.run(200)
  expect(cluster.get('pods', 'slow', 'shop').metadata.deletionTimestamp).toBeDefined()
  const { status } = cluster.get('namespaces', 'shop', '') as any
  expect(status.phase).toBe('Terminating')
  expect(status.conditions.map((each: any) => `${each.type}=${each.status} ${each.reason}: ${each.message}`)).toEqual([
    'NamespaceDeletionDiscoveryFailure=False ResourcesDiscovered: All resources successfully discovered',
    'NamespaceDeletionGroupVersionParsingFailure=False ParsedGroupVersions: All legacy kube types successfully parsed',
    'NamespaceDeletionContentFailure=False ContentDeleted: All content successfully deleted, may be waiting on finalization',
    'NamespaceContentRemaining=True SomeResourcesRemain: Some resources are remaining: pods. has 1 resource instances',
    'NamespaceFinalizersRemaining=False ContentHasNoFinalizers: All content-preserving finalizers finished',
  ])
  cluster.run(19_000)
  expect(cluster.client.get('namespaces', '', 'shop').ok).toBe(true)
  cluster.run(5000)
  expect(cluster.client.get('namespaces', '', 'shop').ok).toBe(false)
  expect(cluster.client.list('configmaps', 'shop')).toEqual([])
})

test('orphaned ReplicaSets and Pods stay, and the next Deployment takes them', () => {
  const cluster = new TestCluster()
  cluster.create('deployments.apps', deployment('web', 2))
  cluster.run(1000)
  const before = cluster.pods().map((pod) => pod.metadata.uid)
  cluster.client.delete('deployments.apps', 'default', 'web', { propagationPolicy: 'Orphan' })
  cluster.run(1000)
  expect(cluster.client.list('deployments.apps', 'default')).toEqual([])
  expect(cluster.client.list('replicasets.apps', 'default')[0]?.metadata.ownerReferences).toBeUndefined()
  expect(cluster.pods().map((pod) => pod.metadata.uid)).toEqual(before)
  cluster.create('deployments.apps', deployment('web', 2))
  cluster.run(1000)
  expect(cluster.pods().map((pod) => pod.metadata.uid)).toEqual(before)
  expect(cluster.client.list('replicasets.apps', 'default')[0]?.metadata.ownerReferences?.[0]?.name).toBe('web')
})

test('foreground deletion: the owner goes last', () => {
  const cluster = new TestCluster()
  cluster.create('deployments.apps', deployment('web', 2))
  cluster.run(1000)
  const gone: string[] = []
  for (const resource of ['deployments.apps', 'replicasets.apps', 'pods']) {
    cluster.informers.for(resource).onChange((object, old) => {
      if (!object) gone.push(old?.kind as string)
    })
  }
  cluster.client.delete('deployments.apps', 'default', 'web', { propagationPolicy: 'Foreground' })
  cluster.run(2000)
  expect(gone).toEqual(['Pod', 'Pod', 'ReplicaSet', 'Deployment'])
})

test('what names an owner that does not exist is deleted', () => {
  const cluster = new TestCluster()
  const ownerReferences = [{ apiVersion: 'v1', kind: 'ConfigMap', name: 'none', uid: '00000000-0000-4000-8000-000000000000' }]
  cluster.create('configmaps', { metadata: { name: 'dangling', ownerReferences } })
  cluster.run(500)
  expect(cluster.client.get('configmaps', 'default', 'dangling').ok).toBe(false)
})

test('a silent node: NotReady after 50 s, its Pods replaced after 300 s more', () => {
  const cluster = new TestCluster({ nodes: 2 })
  cluster.create('deployments.apps', deployment('web', 2))
  cluster.run(1000)
  const lost = cluster.pods().filter((pod) => pod.spec.nodeName === 'node-2')
  expect(lost).toHaveLength(1)
  cluster.endsAfter = Number.MAX_SAFE_INTEGER
  cluster.controllers.nodeStopped('node-2')
  cluster.run(49_000)
  expect(cluster.get('deployments.apps', 'web')['status'].availableReplicas).toBe(2)
  cluster.run(2000)
  const node = cluster.get('nodes', 'node-2', '') as any
  expect(node.status.conditions.at(-1)).toMatchObject({
    type: 'Ready',
    status: 'Unknown',
    reason: 'NodeStatusUnknown',
    message: 'Kubelet stopped posting node status.',
  })
  expect(node.spec.taints.map((each: any) => `${each.key}:${each.effect}`)).toEqual([
    'node.kubernetes.io/unreachable:NoSchedule',
    'node.kubernetes.io/unreachable:NoExecute',
  ])
  expect(cluster.get('deployments.apps', 'web')['status'].availableReplicas).toBe(1)
  expect(cluster.pods()).toHaveLength(2)
  cluster.run(290_000)
  expect(cluster.pods()).toHaveLength(2)
  cluster.run(15_000)
  expect(
    cluster
      .pods()
      .filter((pod) => pod.metadata.deletionTimestamp)
      .map((pod) => pod.metadata.uid),
  ).toEqual(lost.map((pod) => pod.metadata.uid))
  expect(cluster.get('deployments.apps', 'web')['status'].availableReplicas).toBe(2)
  expect(cluster.events('Pod')).toContain(`TaintManagerEviction: Marking for deletion Pod default/${lost[0]?.metadata.name}`)
  cluster.controllers.nodeStarted('node-2')
  cluster.run(5000)
  expect(cluster.get('nodes', 'node-2', '')['spec'].taints).toBeUndefined()
})

test('a node that comes back in time keeps its Pods', () => {
  const cluster = new TestCluster()
  cluster.create('deployments.apps', deployment('web', 1))
  cluster.run(1000)
  const [pod] = cluster.pods()
  cluster.controllers.nodeStopped('node-1')
  cluster.run(100_000)
  cluster.controllers.nodeStarted('node-1')
  cluster.run(5000)
  expect(cluster.events('Pod')).toContain(`TaintManagerEviction: Cancelling deletion of Pod default/${pod?.metadata.name}`)
  cluster.run(400_000)
  expect(cluster.pods().map(({ metadata }) => metadata.uid)).toEqual([pod?.metadata.uid])
})

test('a cordoned node is tainted; Pods of a node that is gone are given up', () => {
  const cluster = new TestCluster({ nodes: 2 })
  cluster.create('deployments.apps', deployment('web', 2))
  cluster.run(1000)
  cluster.patch('nodes', 'node-2', { spec: { unschedulable: true } }, '')
  cluster.run(100)
  expect(cluster.get('nodes', 'node-2', '')['spec'].taints).toMatchObject([
    { key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule' },
  ])
  cluster.client.delete('nodes', '', 'node-2')
  cluster.run(70_000)
  expect(cluster.pods().map((pod) => pod.spec.nodeName)).toEqual(['node-1', 'node-1'])
})

test('a disruption budget knows how many may go, and eviction keeps to it', () => {
  const cluster = new TestCluster()
  cluster.create('deployments.apps', deployment('web', 3))
  cluster.create('poddisruptionbudgets.policy', {
    metadata: { name: 'web' },
    spec: { minAvailable: 2, selector: { matchLabels: { app: 'web' } } },
  })
  cluster.run(1000)
  const status = (): any => cluster.get('poddisruptionbudgets.policy', 'web')['status']
  expect(status()).toMatchObject({ currentHealthy: 3, desiredHealthy: 2, disruptionsAllowed: 1, expectedPods: 3 })
  expect(status().conditions).toMatchObject([{ type: 'DisruptionAllowed', status: 'True', reason: 'SufficientPods' }])
  const [first, second] = cluster.pods()
  const evict = (pod: any): number => {
    const { name } = pod.metadata
    const result = cluster.client.post('pods', 'default', name, 'eviction', {
      apiVersion: 'policy/v1',
      kind: 'Eviction',
      metadata: { name },
    })
    return result.ok ? 201 : result.code
  }
  expect(evict(first)).toBe(201)
  expect(evict(second)).toBe(429)
  cluster.run(1000)
  expect(status()).toMatchObject({ currentHealthy: 3, disruptionsAllowed: 1 })
  cluster.patch('poddisruptionbudgets.policy', 'web', { spec: { minAvailable: null, maxUnavailable: '50%' } })
  cluster.run(100)
  expect(status()).toMatchObject({ desiredHealthy: 1, disruptionsAllowed: 2 })
})

test('an autoscaler without metrics keeps to its limits and complains', () => {
  const cluster = new TestCluster()
  cluster.create('deployments.apps', deployment('web', 1))
  cluster.run(500)
  const metrics = [{ type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 80 } } }]
  const scaleTargetRef = { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' }
  cluster.create('horizontalpodautoscalers.autoscaling', {
    metadata: { name: 'web' },
    spec: { scaleTargetRef, minReplicas: 2, maxReplicas: 4, metrics },
  })
  cluster.run(14_000)
  expect(cluster.pods()).toHaveLength(1)
  cluster.run(2_000)
  expect(cluster.pods()).toHaveLength(2)
  cluster.run(15_000)
  const { status } = cluster.get('horizontalpodautoscalers.autoscaling', 'web') as any
  const missing =
    'unable to get metrics for resource cpu: unable to fetch metrics from resource metrics API: the server could not find the requested resource (get pods.metrics.k8s.io)'
  expect(status.conditions.map((each: any) => `${each.type}=${each.status} ${each.reason}: ${each.message}`)).toEqual([
    "AbleToScale=True SucceededGetScale: the HPA controller was able to get the target's current scale",
    `ScalingActive=False FailedGetResourceMetric: the HPA was unable to compute the replica count: failed to get cpu utilization: ${missing}`,
  ])
  expect(cluster.events('HorizontalPodAutoscaler')).toEqual([
    'SuccessfulRescale: New size: 2; reason: Current number of replicas below Spec.MinReplicas',
    `FailedGetResourceMetric: failed to get cpu utilization: ${missing}`,
    `FailedComputeMetricsReplicas: invalid metrics (1 invalid out of 1), first error is: failed to get cpu resource metric value: failed to get cpu utilization: ${missing}`,
  ])
})
