import type { KubeObject } from '../../../api/object.ts'
import type { Event, EventsV1Event } from '../../../api/types.ts'
import type { Resource } from '../../resource.ts'
import { ANNOUNCED } from '../announced.ts'
import { events as core } from '../core/events.ts'

type NewEvent = EventsV1Event & KubeObject
type CoreEvent = Event & KubeObject

/** What is called otherwise in the core group. */
const NAMES: readonly (readonly [keyof EventsV1Event, keyof Event])[] = [
  ['note', 'message'],
  ['regarding', 'involvedObject'],
  ['reportingController', 'reportingComponent'],
  ['deprecatedSource', 'source'],
  ['deprecatedFirstTimestamp', 'firstTimestamp'],
  ['deprecatedLastTimestamp', 'lastTimestamp'],
  ['deprecatedCount', 'count'],
]

/** The Events of events.k8s.io: those of the core group, with other names for their fields. */
export const eventsV1: Resource<NewEvent> = {
  ...(core as Resource),
  ...ANNOUNCED.eventsV1,
  otherForm: { table: 'events', to: toCore, from: fromCore },
  validate: (event, context) => core.validate?.(toCore(event), context) ?? [],
  cells: (event, now) => core.cells(toCore(event), now),
  selectableFields(event) {
    const fields = core.selectableFields?.(toCore(event)) ?? {}
    return Object.fromEntries(
      Object.entries(fields).map(([name, value]) => [
        name.replace('involvedObject', 'regarding').replace('reportingComponent', 'reportingController'),
        value,
      ]),
    )
  },
}

function renamed(object: KubeObject, apiVersion: string, from: 0 | 1): KubeObject {
  const names = new Map<string, string>(NAMES.map((pair) => [pair[from], pair[from === 0 ? 1 : 0]]))
  const entries = Object.entries(object).map(([name, value]) => [names.get(name) ?? name, value] as const)
  return { ...Object.fromEntries(entries), apiVersion } as KubeObject
}

function toCore(event: NewEvent): CoreEvent {
  return renamed(event, 'v1', 0) as CoreEvent
}

function fromCore(event: CoreEvent): NewEvent {
  return renamed(event, 'events.k8s.io/v1', 1) as NewEvent
}
