import fc from 'fast-check'
import { expect, test } from 'vitest'
import { deployment, TestCluster, template } from './test-cluster.ts'

const service = (name: string, spec: any, metadata: any = {}): any => ({ metadata: { name, ...metadata }, spec })

function slices(cluster: TestCluster, name: string): any[] {
  return cluster.client.list<any>('endpointslices.discovery.k8s.io', 'default', { labelSelector: `kubernetes.io/service-name=${name}` })
}

/** `address ready/serving/terminating`, sorted. */
function endpoints(cluster: TestCluster, name: string): string[] {
  const all = slices(cluster, name).flatMap((slice) => slice.endpoints ?? [])
  return all
    .map(({ addresses, conditions: { ready, serving, terminating } }) => `${addresses[0]} ${ready}/${serving}/${terminating}`)
    .sort()
}

test('a slice says of each Pod where and how it is', () => {
  const cluster = new TestCluster()
  cluster.create(
    'services',
    service('web', { selector: { app: 'web' }, ports: [{ port: 80, targetPort: 8080 }] }, { labels: { team: 'a' } }),
  )
  cluster.run(50)
  const [empty] = slices(cluster, 'web')
  expect(empty.endpoints ?? []).toEqual([])
  const pod = cluster.create('pods', { metadata: { name: 'one', labels: { app: 'web' } }, spec: template('web')['spec'] })
  cluster.run(500)
  const [slice] = slices(cluster, 'web')
  expect(slice.metadata.name).toBe(empty.metadata.name)
  expect(slice.metadata.name).toMatch(/^web-[a-z0-9]{5}$/)
  expect(slice.metadata.labels).toEqual({
    team: 'a',
    'kubernetes.io/service-name': 'web',
    'endpointslice.kubernetes.io/managed-by': 'endpointslice-controller.k8s.io',
  })
  expect(slice.ports).toEqual([{ name: '', port: 8080, protocol: 'TCP' }])
  expect(slice.endpoints).toEqual([
    {
      addresses: [expect.stringMatching(/^10\.244\./)],
      conditions: { ready: true, serving: true, terminating: false },
      nodeName: 'node-1',
      targetRef: { kind: 'Pod', namespace: 'default', name: 'one', uid: pod.metadata.uid },
    },
  ])
  expect(slice.metadata.annotations).toHaveProperty(['endpoints.kubernetes.io/last-change-trigger-time'])
  const old = cluster.get('endpoints', 'web')
  expect(old.metadata.labels).toEqual({ team: 'a', 'endpoints.kubernetes.io/managed-by': 'endpoint-controller' })
  expect(old['subsets']).toMatchObject([
    { addresses: [{ nodeName: 'node-1', targetRef: { name: 'one' } }], ports: [{ port: 8080, protocol: 'TCP' }] },
  ])
  cluster.client.delete('services', 'default', 'web')
  cluster.run(500)
  expect(slices(cluster, 'web')).toEqual([])
  expect(cluster.client.get('endpoints', 'default', 'web').ok).toBe(false)
})

test('not ready, terminating and published all the same', () => {
  const cluster = new TestCluster()
  cluster.endsAfter = 1000
  cluster.create('services', service('web', { selector: { app: 'web' }, ports: [{ port: 80 }] }))
  cluster.create('services', service('all', { clusterIP: 'None', selector: { app: 'web' }, publishNotReadyAddresses: true }))
  cluster.create('pods', { metadata: { name: 'one', labels: { app: 'web' } }, spec: template('web')['spec'] })
  cluster.run(300)
  cluster.setReady(cluster.pods()[0], false)
  cluster.run(100)
  expect(endpoints(cluster, 'web')).toEqual([expect.stringContaining('false/false/false')])
  expect(endpoints(cluster, 'all')).toEqual([expect.stringContaining('true/false/false')])
  expect(cluster.get('endpoints', 'web')['subsets'][0]).toHaveProperty('notReadyAddresses')
  cluster.setReady(cluster.pods()[0], true)
  cluster.client.delete('pods', 'default', 'one')
  cluster.run(100)
  expect(endpoints(cluster, 'web')).toEqual([expect.stringContaining('false/true/true')])
  expect(cluster.get('endpoints', 'web')['subsets']).toBeUndefined()
  expect(slices(cluster, 'all')[0].metadata.labels).toHaveProperty(['service.kubernetes.io/headless'], '')
})

test('a named port may be another number in each Pod, or in none', () => {
  const cluster = new TestCluster()
  const pod = (name: string, ports: any[]): void => {
    cluster.create('pods', { metadata: { name, labels: { app: 'web' } }, spec: { containers: [{ name: 'c', image: 'nginx', ports }] } })
  }
  pod('one', [{ name: 'http', containerPort: 8080 }])
  pod('two', [{ name: 'http', containerPort: 9000 }])
  pod('three', [])
  cluster.create('services', service('web', { selector: { app: 'web' }, ports: [{ port: 80, targetPort: 'http' }] }))
  cluster.run(500)
  const found = slices(cluster, 'web').map((slice) => [slice.ports?.[0]?.port, slice.endpoints[0].targetRef.name])
  expect(new Map(found as [number, string][])).toEqual(
    new Map([
      [8080, 'one'],
      [9000, 'two'],
      [undefined, 'three'],
    ]),
  )
})

test('more than a hundred endpoints fill several slices, and a change touches one', () => {
  const cluster = new TestCluster({ nodes: 4 })
  cluster.create('services', service('web', { selector: { app: 'web' }, ports: [{ port: 80 }] }))
  cluster.create('deployments.apps', deployment('web', 250))
  cluster.run(5000)
  const before = slices(cluster, 'web')
  expect(before.reduce((sum, slice) => sum + slice.endpoints.length, 0)).toBe(250)
  expect(Math.max(...before.map((slice) => slice.endpoints.length))).toBeLessThanOrEqual(100)
  cluster.setReady(cluster.pods()[7], false)
  cluster.run(200)
  const after = slices(cluster, 'web')
  expect(after.filter((slice, i) => slice.metadata.resourceVersion !== before[i].metadata.resourceVersion)).toHaveLength(1)
})

test('hand-made Endpoints of a Service without selector are mirrored', () => {
  const cluster = new TestCluster()
  cluster.create('services', service('db', { ports: [{ port: 5432 }] }))
  const made = { metadata: { name: 'db' }, subsets: [{ addresses: [{ ip: '192.0.2.30' }], ports: [{ port: 5432 }] }] }
  cluster.create('endpoints', made)
  cluster.run(100)
  const [slice] = slices(cluster, 'db')
  expect(slice.endpoints).toEqual([{ addresses: ['192.0.2.30'], conditions: { ready: true } }])
  expect(slice.metadata.labels['endpointslice.kubernetes.io/managed-by']).toBe('endpointslicemirroring-controller.k8s.io')
  cluster.client.delete('endpoints', 'default', 'db')
  cluster.run(200)
  expect(slices(cluster, 'db')).toEqual([])
})

test('a slice that somebody deletes or spoils comes back', () => {
  const cluster = new TestCluster()
  cluster.create('services', service('web', { selector: { app: 'web' }, ports: [{ port: 80 }] }))
  cluster.create('deployments.apps', deployment('web', 2))
  cluster.run(500)
  const before = endpoints(cluster, 'web')
  const [slice] = slices(cluster, 'web')
  cluster.patch('endpointslices.discovery.k8s.io', slice.metadata.name, { endpoints: [] })
  cluster.run(100)
  expect(endpoints(cluster, 'web')).toEqual(before)
  cluster.client.delete('endpointslices.discovery.k8s.io', 'default', slice.metadata.name)
  cluster.run(100)
  expect(endpoints(cluster, 'web')).toEqual(before)
})

const APPS = ['a', 'b']
const action = fc.oneof(
  fc.record({ do: fc.constant('deploy'), app: fc.constantFrom(...APPS), size: fc.integer({ min: 0, max: 6 }) }),
  fc.record({ do: fc.constant('scale'), app: fc.constantFrom(...APPS), size: fc.integer({ min: 0, max: 8 }) }),
  fc.record({ do: fc.constantFrom('roll', 'remove', 'serve', 'unserve', 'reselect'), app: fc.constantFrom(...APPS), size: fc.nat(1) }),
  fc.record({
    do: fc.constantFrom('kill', 'force', 'unready', 'ready', 'relabel', 'finish'),
    app: fc.constantFrom(...APPS),
    size: fc.nat(20),
  }),
)

test('whatever happens in whatever order, endpoints end up equal to the Pods that match', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(action, fc.integer({ min: 0, max: 150 })), { maxLength: 25 }), (actions) => {
      const cluster = new TestCluster({ nodes: 2 })
      const { client } = cluster
      cluster.create('services', service('a', { selector: { app: 'a' }, ports: [{ port: 80 }] }))
      for (const [{ do: what, app, size }, pause] of actions) {
        const pods = cluster.pods()
        const pod = pods[size % Math.max(1, pods.length)]
        const name = pod?.metadata.name ?? ''
        if (what === 'deploy')
          client.create('deployments.apps', { ...deployment(app, size), metadata: { name: app, namespace: 'default' } })
        if (what === 'scale') client.patch('deployments.apps', 'default', app, { spec: { replicas: size } }, { type: 'merge' })
        if (what === 'roll') {
          const metadata = { annotations: { at: String(cluster.clock.now) } }
          client.patch('deployments.apps', 'default', app, { spec: { template: { metadata } } }, { type: 'merge' })
        }
        if (what === 'remove') client.delete('deployments.apps', 'default', app, { propagationPolicy: size ? 'Background' : 'Foreground' })
        if (what === 'serve')
          client.create('services', { ...service(app, { selector: { app }, ports: [{ port: 80 }] }, { namespace: 'default' }) })
        if (what === 'unserve') client.delete('services', 'default', app)
        if (what === 'reselect') client.patch('services', 'default', app, { spec: { selector: { app: APPS[size] } } }, { type: 'merge' })
        if (!pod) continue
        if (what === 'kill') client.delete('pods', 'default', name)
        if (what === 'force') client.delete('pods', 'default', name, { gracePeriodSeconds: 0 })
        if (what === 'ready' || what === 'unready') cluster.setReady(pod, what === 'ready')
        if (what === 'relabel') client.patch('pods', 'default', name, { metadata: { labels: { app } } }, { type: 'merge' })
        if (what === 'finish') cluster.finish(pod, 'Failed')
        cluster.run(pause)
      }
      cluster.run(30_000)
      for (const each of client.list<any>('services', 'default')) {
        const { selector } = each.spec
        const wanted = cluster
          .pods(`app=${selector.app}`)
          .filter((pod) => pod.status?.podIP && pod.status.phase === 'Running')
          .map((pod) => {
            const serving = pod.status?.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True') ?? false
            const terminating = pod.metadata.deletionTimestamp !== undefined
            return `${pod.status?.podIP} ${serving && !terminating}/${serving}/${terminating}`
          })
        expect(endpoints(cluster, each.metadata.name)).toEqual(wanted.sort())
        const ready = wanted.filter((line) => line.includes(' true/')).map((line) => line.split(' ')[0])
        const subsets: any[] = cluster.get('endpoints', each.metadata.name)['subsets'] ?? []
        expect(
          subsets
            .flatMap((subset) => subset.addresses ?? [])
            .map(({ ip }) => ip)
            .sort(),
        ).toEqual(ready)
      }
      for (const { spec, status, metadata } of client.list<any>('deployments.apps', 'default')) {
        expect([status.replicas ?? 0, status.observedGeneration]).toEqual([spec.replicas, metadata.generation])
      }
      // Nothing is left to do, and nothing ticks.
      expect(cluster.clock.next === undefined || cluster.clock.next > cluster.clock.now + 1000).toBe(true)
    }),
    { numRuns: 60 },
  )
})
