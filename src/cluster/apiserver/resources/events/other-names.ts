import type { KubeObject } from '../../../api/object.ts'
import type { Event, EventsV1Event } from '../../../api/types.ts'

export type NewEvent = EventsV1Event & KubeObject
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

function renamed(object: KubeObject, apiVersion: string, from: 0 | 1): KubeObject {
  const names = new Map<string, string>(NAMES.map((pair) => [pair[from], pair[from === 0 ? 1 : 0]]))
  const entries = Object.entries(object).map(([name, value]) => [names.get(name) ?? name, value] as const)
  return { ...Object.fromEntries(entries), apiVersion } as KubeObject
}

export function toCore(event: NewEvent): CoreEvent {
  return renamed(event, 'v1', 0) as CoreEvent
}

export function fromCore(event: CoreEvent): NewEvent {
  return renamed(event, 'events.k8s.io/v1', 1) as NewEvent
}
