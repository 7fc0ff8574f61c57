import { expect, test } from 'vitest'
import { TestCluster, template } from './test-cluster.ts'

const claim = (storage: string): any => ({
  metadata: { name: 'data' },
  spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage } } },
})
const volume = (name: string, storage: string): any => ({
  metadata: { name, namespace: '' },
  spec: { capacity: { storage }, accessModes: ['ReadWriteOnce'], hostPath: { path: `/srv/${name}` } },
})
const user: any = {
  metadata: { name: 'user' },
  spec: { ...template('user')['spec'], volumes: [{ name: 'data', persistentVolumeClaim: { claimName: 'data' } }] },
}

test('a Pod waits for its claim, the claim for a volume, and takes the smallest that fits', () => {
  const cluster = new TestCluster()
  const message = (): string => cluster.pods()[0]?.status?.conditions?.[0]?.message as string
  cluster.create('pods', user)
  cluster.run(200)
  expect(message()).toBe('0/1 nodes are available: persistentvolumeclaim "data" not found. not found')
  cluster.create('persistentvolumeclaims', claim('1Gi'))
  cluster.run(3000)
  expect(message()).toBe('0/1 nodes are available: pod has unbound immediate PersistentVolumeClaims. not found')
  expect(cluster.events('PersistentVolumeClaim')).toEqual([
    'FailedBinding: no persistent volumes available for this claim and no storage class is set',
  ])
  for (const [name, size] of [
    ['large', '5Gi'],
    ['fitting', '2Gi'],
    ['small', '500Mi'],
  ] as const)
    cluster.create('persistentvolumes', volume(name, size))
  cluster.run(20_000)
  expect(cluster.get('persistentvolumeclaims', 'data')).toMatchObject({
    spec: { volumeName: 'fitting' },
    status: { phase: 'Bound', capacity: { storage: '2Gi' } },
  })
  expect(cluster.get('persistentvolumes', 'fitting', '')['status'].phase).toBe('Bound')
  expect(cluster.get('persistentvolumes', 'large', '')['status'].phase).toBe('Available')
  expect(cluster.pods()[0]?.spec.nodeName).toBe('node-1')
  // A claim in use stays until its user is gone.
  cluster.client.delete('persistentvolumeclaims', 'default', 'data')
  cluster.run(500)
  expect(cluster.get('persistentvolumeclaims', 'data').metadata.deletionTimestamp).toBeDefined()
  cluster.client.delete('pods', 'default', 'user')
  cluster.run(500)
  expect(cluster.client.get('persistentvolumeclaims', 'default', 'data').ok).toBe(false)
  expect(cluster.get('persistentvolumes', 'fitting', '')['status'].phase).toBe('Released')
})
