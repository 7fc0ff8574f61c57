import { expect, test } from 'vitest'
import { Clock } from '../../sim/clock.ts'
import { Random } from '../../sim/random.ts'
import type { KubeObject } from '../api/object.ts'
import { createApiServer } from '../apiserver/apiserver.ts'
import { resources } from '../apiserver/resources/index.ts'
import { createEventRecorder, type EventRecorderOptions } from './event-recorder.ts'

function recording(options: Partial<EventRecorderOptions> = {}) {
  const clock = new Clock()
  const random = new Random(1)
  const client = createApiServer({ clock, random, resources }).client('test')
  client.create('namespaces', { metadata: { name: 'default' } })
  const recorder = createEventRecorder({ clock, random, client, component: 'kubelet', host: 'node-1', ...options })
  const events = (): any[] =>
    client.list('events', 'default').sort((a, b) => Number(a.metadata.resourceVersion) - Number(b.metadata.resourceVersion))
  return { clock, recorder, events }
}

const POD: KubeObject = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'web', namespace: 'default', uid: 'u', resourceVersion: '7' } }
const NODE: KubeObject = { apiVersion: 'v1', kind: 'Node', metadata: { name: 'node-1', uid: 'n' } }

test('an event as a core recorder writes it', () => {
  const { recorder, events } = recording()
  recorder.event(POD, 'Normal', 'Started', 'Container started', { fieldPath: 'spec.containers{web}' })
  const [event] = events()
  expect(event).toMatchObject({
    involvedObject: {
      apiVersion: 'v1',
      kind: 'Pod',
      namespace: 'default',
      name: 'web',
      uid: 'u',
      resourceVersion: '7',
      fieldPath: 'spec.containers{web}',
    },
    type: 'Normal',
    reason: 'Started',
    message: 'Container started',
    source: { component: 'kubelet', host: 'node-1' },
    firstTimestamp: '2026-05-04T01:00:00Z',
    lastTimestamp: '2026-05-04T01:00:00Z',
    count: 1,
    eventTime: null,
    reportingComponent: 'kubelet',
    reportingInstance: 'node-1',
  })
  expect(event.metadata.name).toMatch(/^web\.[0-9a-f]{16}$/)
  recorder.event(NODE, 'Normal', 'Starting', 'Starting kubelet.')
  expect(events()[1].metadata.namespace).toBe('default')
})

test('the same again raises the count', () => {
  const { clock, recorder, events } = recording()
  for (let i = 0; i < 3; i++) {
    recorder.event(POD, 'Warning', 'BackOff', 'Back-off restarting failed container')
    clock.advance(10_000)
  }
  expect(events()).toHaveLength(1)
  expect(events()[0]).toMatchObject({ count: 3, firstTimestamp: '2026-05-04T01:00:00Z', lastTimestamp: '2026-05-04T01:00:20Z' })
})

test('many similar events are combined, too many are dropped', () => {
  const { clock, recorder, events } = recording()
  for (let i = 0; i < 40; i++) recorder.event(POD, 'Normal', 'SuccessfulCreate', `Created pod: web-${i}`)
  expect(events()).toHaveLength(10)
  expect(events().at(-1)).toMatchObject({ message: '(combined from similar events): Created pod: web-24', count: 16 })
  // One more every five minutes.
  clock.advance(300_000)
  recorder.event(POD, 'Normal', 'Killing', 'Stopping container web')
  recorder.event(POD, 'Normal', 'Started', 'Container started')
  expect(events()).toHaveLength(11)
})

test('the scheduler writes series', () => {
  const { clock, recorder, events } = recording({ component: 'default-scheduler', instance: 'default-scheduler-node-1' })
  for (let i = 0; i < 4; i++) {
    recorder.event(POD, 'Warning', 'FailedScheduling', '0/1 nodes are available', { action: 'Scheduling' })
    clock.advance(1500)
  }
  expect(events()).toHaveLength(1)
  expect(events()[0]).toMatchObject({
    action: 'Scheduling',
    eventTime: '2026-05-04T01:00:00.000000Z',
    firstTimestamp: null,
    lastTimestamp: null,
    reportingComponent: 'default-scheduler',
    reportingInstance: 'default-scheduler-node-1',
    series: { count: 2, lastObservedTime: '2026-05-04T01:00:01.500000Z' },
    source: {},
  })
  expect(events()[0].count).toBeUndefined()
})

test('names keep the order of events of one millisecond', () => {
  const { recorder, events } = recording()
  for (const reason of ['Pulling', 'Failed', 'BackOff', 'Killing', 'Started', 'Created']) recorder.event(POD, 'Normal', reason, reason)
  const names = events().map((event) => event.metadata.name)
  expect(names).toEqual([...names].sort())
})
