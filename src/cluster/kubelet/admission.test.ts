import { expect, test } from 'vitest'
import { programsFor } from '../../shell/programs.ts'
import { Classroom } from './classroom.fixture.ts'

const CONTAINER = { name: 'web', image: 'hello-backend:1.0' }
const asking = (cpu: string) => ({ ...CONTAINER, resources: { requests: { cpu } } })
const onLinux = (key: string) => ({
  nodeAffinity: {
    requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [{ matchExpressions: [{ key, operator: 'Exists' }] }] },
  },
})

test.each([
  [
    'needs too much, before all else',
    { containers: [asking('900')], nodeSelector: { disk: 'ssd' } },
    /^OutOfcpu Node didn't have enough resource: cpu, requested: 900000, used: \d+, capacity: \d+$/,
  ],
  ['needs too much before it starts', { containers: [CONTAINER], initContainers: [{ ...asking('900'), name: 'first' }] }, /^OutOfcpu /],
  [
    'wants another node by its labels',
    { containers: [CONTAINER], nodeSelector: { disk: 'ssd' } },
    "NodeAffinity Predicate NodeAffinity failed: node(s) didn't match Pod's node affinity/selector",
  ],
  ['wants another node by its affinity', { containers: [CONTAINER], affinity: onLinux('disk') }, /^NodeAffinity /],
  ['wants this node', { containers: [CONTAINER], affinity: onLinux('kubernetes.io/hostname') }, undefined],
])('a Pod that was put on a node past the scheduler and %s', (_, spec, why) => {
  const room = new Classroom(programsFor)
  room.pod('web', { ...spec, nodeName: 'node-1' })
  if (why === undefined) return void room.untilReady('web')
  room.cluster.clock.advance(5_000)
  const { status } = room.get('web')
  expect(status.phase).toBe('Failed')
  expect(`${status.reason} ${status.message?.replace(/^Pod was rejected: /, '')}`).toMatch(why)
})
