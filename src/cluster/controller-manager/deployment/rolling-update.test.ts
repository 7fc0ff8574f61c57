import fc from 'fast-check'
import { expect, test } from 'vitest'
import { deployment, TestCluster } from '../test-cluster.ts'
import type { DeploymentObject } from './deployment.ts'
import { maxSurge, maxUnavailable, newSetSize } from './replica-sets.ts'
import { oldSetSizes } from './rolling-update.ts'
import { proportionalSizes } from './scale.ts'

function rollout(replicas: number, surge: number | string, unavailable: number | string): DeploymentObject {
  const strategy = { type: 'RollingUpdate', rollingUpdate: { maxSurge: surge, maxUnavailable: unavailable } }
  return { metadata: {}, spec: { replicas, strategy } } as unknown as DeploymentObject
}

function set(name: string, replicas: number, available: number, maxReplicas?: number): any {
  const annotations = maxReplicas === undefined ? {} : { 'deployment.kubernetes.io/max-replicas': String(maxReplicas) }
  return {
    metadata: { name, annotations, creationTimestamp: `2026-05-04T01:00:0${name.length}Z` },
    spec: { replicas },
    status: { availableReplicas: available },
  }
}

test.each([
  [10, '25%', '25%', 3, 2],
  [4, '25%', '25%', 1, 1],
  [3, '25%', '25%', 1, 0],
  [1, '25%', '25%', 1, 0],
  [1, 0, 0, 0, 1],
  [2, 0, '25%', 0, 1],
  [10, 0, 20, 0, 10],
  [0, '25%', '25%', 0, 0],
])('%i replicas, maxSurge %s, maxUnavailable %s: %i more, %i fewer', (replicas, surge, unavailable, more, fewer) => {
  expect(maxSurge(rollout(replicas, surge, unavailable))).toBe(more)
  expect(maxUnavailable(rollout(replicas, surge, unavailable))).toBe(fewer)
})

test('the new ReplicaSet grows into the surge, and no further than asked', () => {
  expect(newSetSize(rollout(10, 3, 2), [set('old', 10, 10)], 0)).toBe(3)
  expect(newSetSize(rollout(10, 3, 2), [set('old', 8, 8)], 3)).toBe(5)
  expect(newSetSize(rollout(10, 3, 2), [set('old', 13, 13)], 0)).toBe(0)
  expect(newSetSize(rollout(10, 3, 2), [set('old', 0, 0)], 9)).toBe(10)
})

test('old ReplicaSets give unhealthy Pods first, then what maxUnavailable leaves', () => {
  const web = rollout(10, 3, 2)
  const sizes = (current: any, ...old: any[]): Record<string, number> =>
    Object.fromEntries([...oldSetSizes(web, current, old)].map(([each, size]) => [each.metadata.name as string, size]))
  expect(sizes(set('new', 3, 0), set('old', 10, 10))).toEqual({ old: 8 })
  expect(sizes(set('new', 5, 0), set('old', 8, 8))).toEqual({})
  expect(sizes(set('new', 5, 2), set('old', 8, 8))).toEqual({ old: 6 })
  expect(sizes(set('new', 0, 0), set('a', 5, 2), set('bb', 8, 8))).toEqual({ a: 0 })
  expect(sizes(set('new', 10, 10), set('old', 3, 3))).toEqual({ old: 0 })
})

test('a change of size in the middle of a rollout is divided by size', () => {
  // The documentation's example: 10 replicas, 3 more allowed, scaled to 15 while 8 old and 5 new ones run.
  const sizes = proportionalSizes(rollout(15, 3, 2), [set('old', 8, 8, 13), set('newer', 5, 0, 13)])
  expect([...sizes.values()]).toEqual([11, 7])
  const fewer = proportionalSizes(rollout(5, 0, 1), [set('old', 6, 6, 10), set('newer', 4, 4, 10)])
  expect([...fewer.values()].reduce((sum, size) => sum + size)).toBe(5)
})

test('during a rolling update never too few are available, never too many are there', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 12 }),
      fc.oneof(fc.integer({ min: 0, max: 5 }), fc.constantFrom('0%', '25%', '50%', '100%')),
      fc.oneof(fc.integer({ min: 0, max: 5 }), fc.constantFrom('0%', '25%', '50%', '100%')),
      fc.integer({ min: 1, max: 400 }),
      (replicas, surge, unavailable, slow) => {
        fc.pre(!(Number.parseInt(String(surge), 10) === 0 && Number.parseInt(String(unavailable), 10) === 0))
        const cluster = new TestCluster({ nodes: 2, seed: `${replicas}${surge}${unavailable}${slow}` })
        let turn = 0
        cluster.readyAfter = () => 20 + ((turn++ * 37) % slow)
        const strategy = { type: 'RollingUpdate', rollingUpdate: { maxSurge: surge, maxUnavailable: unavailable } }
        cluster.create('deployments.apps', deployment('web', replicas, { strategy }))
        cluster.run(5000)
        const fences = rollout(replicas, surge, unavailable)
        cluster.patch('deployments.apps', 'web', { spec: { template: { metadata: { annotations: { version: '2' } } } } })
        const end = cluster.clock.now + 60_000
        while (cluster.clock.step(end)) {
          const alive = cluster.pods().filter((pod) => !pod.metadata.deletionTimestamp)
          const ready = alive.filter((pod) => pod.status?.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True'))
          expect(alive.length).toBeLessThanOrEqual(replicas + maxSurge(fences))
          expect(ready.length).toBeGreaterThanOrEqual(replicas - maxUnavailable(fences))
        }
        const { status } = cluster.get('deployments.apps', 'web') as any
        expect(status).toMatchObject({ replicas, updatedReplicas: replicas, availableReplicas: replicas })
        expect(status.conditions.at(-1)).toMatchObject({ type: 'Progressing', reason: 'NewReplicaSetAvailable' })
      },
    ),
    { numRuns: 40 },
  )
})
