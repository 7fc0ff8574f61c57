import fc from 'fast-check'
import { expect, test } from 'vitest'
import { programsFor } from '../../shell/programs.ts'
import { Classroom } from './classroom.fixture.ts'
import type { PodObject } from './node-runtime.ts'

const NAMES = ['a', 'b', 'c'] as const

/** Pods of very different kinds. */
const KINDS: Record<string, object> = {
  server: {
    containers: [
      { name: 'c', image: 'hello-backend:1.0', readinessProbe: { httpGet: { path: '/healthz', port: 8080 }, periodSeconds: 2 } },
    ],
  },
  sleeper: { terminationGracePeriodSeconds: 3, containers: [{ name: 'c', image: 'busybox:1.36', command: ['sleep', '3600'] }] },
  once: { restartPolicy: 'Never', containers: [{ name: 'c', image: 'busybox:1.36', command: ['sleep', '2'] }] },
  crashing: { containers: [{ name: 'c', image: 'busybox:1.36', command: ['sh', '-c', 'exit 1'] }] },
  lost: { containers: [{ name: 'c', image: 'nosuch:1.0' }] },
  prepared: {
    initContainers: [{ name: 'init', image: 'busybox:1.36', command: ['sleep', '1'] }],
    containers: [{ name: 'c', image: 'nginx:1.27' }],
  },
  guarded: {
    terminationGracePeriodSeconds: 1,
    containers: [
      { name: 'c', image: 'hello-backend:1.0', livenessProbe: { tcpSocket: { port: 1 }, periodSeconds: 1, failureThreshold: 2 } },
    ],
  },
}

type Act =
  | { do: 'create'; name: string; kind: string }
  | { do: 'delete'; name: string; grace: number | undefined }
  | { do: 'kill'; name: string }
  | { do: 'image'; name: string; image: string }
  | { do: 'power'; on: boolean }

const name = fc.constantFrom(...NAMES)
const act: fc.Arbitrary<Act> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant('create' as const), name, kind: fc.constantFrom(...Object.keys(KINDS)) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('delete' as const), name, grace: fc.constantFrom(undefined, 0, 1) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('kill' as const), name }) },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('image' as const), name, image: fc.constantFrom('hello-backend:1.0', 'nginx:1.27') }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('power' as const), on: fc.boolean() }) },
)

function perform(room: Classroom, acts: readonly (readonly [Act, number])[]): void {
  const { client } = room.cluster
  for (const [each, seconds] of acts) {
    if (each.do === 'create')
      client.create('pods', { apiVersion: 'v1', kind: 'Pod', metadata: { name: each.name, namespace: 'default' }, spec: KINDS[each.kind] })
    else if (each.do === 'delete')
      client.delete('pods', 'default', each.name, each.grace === undefined ? {} : { gracePeriodSeconds: each.grace })
    else if (each.do === 'kill') room.cluster.container('default', each.name, 'c')?.processes.get(1)?.kill('SIGKILL', 'outside')
    else if (each.do === 'image')
      client.patch('pods', 'default', each.name, { spec: { containers: [{ name: 'c', image: each.image }] } }, { type: 'strategic' })
    else room.cluster.power('node-1', each.on)
    room.pass(seconds)
  }
  room.cluster.power('node-1', true)
}

const plan = fc.array(fc.tuple(act, fc.double({ min: 0, max: 8, noNaN: true })), { maxLength: 14 })
const pods = (room: Classroom): readonly PodObject[] => room.cluster.informers.for<PodObject>('pods').list('default')

test('whatever happens to Pods, the node and the API server agree in the end', () => {
  fc.assert(
    fc.property(plan, (acts) => {
      const room = new Classroom(programsFor)
      perform(room, acts)
      room.pass(120)
      const addresses = room.cluster.informers
        .for<PodObject>('pods')
        .list()
        .filter(({ status }) => status?.phase === 'Running')
        .map(({ status }) => status?.podIP)
      expect(new Set(addresses).size).toBe(addresses.length)
      for (const { metadata, status } of pods(room)) {
        expect(metadata.deletionTimestamp).toBeUndefined()
        for (const { name, state } of status?.containerStatuses ?? []) {
          const machine = room.cluster.container('default', metadata.name as string, name)
          if (state?.running) expect(machine?.processes.size).toBeGreaterThan(0)
        }
        if (status?.phase === 'Succeeded' || status?.phase === 'Failed')
          expect(room.cluster.container('default', metadata.name as string, 'c')).toBeUndefined()
      }
      for (const { metadata } of pods(room)) room.cluster.client.delete('pods', 'default', metadata.name as string)
      room.pass(40)
      expect(pods(room)).toEqual([])
      // Only the DNS server's two Pods are left on the bridge.
      const cables = room.cluster.nodes.get('node-1')?.net.interfaces.filter((each) => each.name.startsWith('veth'))
      expect(cables).toHaveLength(2)
    }),
    { numRuns: 40 },
  )
})

test('the same again gives the same, to the last field', () => {
  fc.assert(
    fc.property(plan, (acts) => {
      const [first, second] = [new Classroom(programsFor), new Classroom(programsFor)]
      perform(first, acts)
      perform(second, acts)
      expect(second.clock.now).toBe(first.clock.now)
      expect(JSON.stringify(second.cluster.objects())).toBe(JSON.stringify(first.cluster.objects()))
    }),
    { numRuns: 15 },
  )
})
