import { ageOf } from '../../cluster/api/duration.ts'
import type { JsonObject } from '../../cluster/api/object.ts'
import type { Invocation } from '../invocation.ts'
import type { Info } from '../resource-builder.ts'
import type { Description } from './description.ts'

/** The events about an object, oldest first. */
export function eventsAbout(k: Invocation, { mapping, object, namespace, name }: Info): JsonObject[] {
  const selector = [`involvedObject.name=${name}`]
  if (namespace) selector.push(`involvedObject.namespace=${namespace}`)
  selector.push(`involvedObject.kind=${mapping.kind}`)
  if (object['metadata']?.uid && mapping.kind !== 'Node') selector.push(`involvedObject.uid=${object['metadata'].uid}`)
  const events = k.mapper.resourceFor('events')
  const list: JsonObject[] = k.client.list(events, namespace, { query: { fieldSelector: selector.join(',') } })['items'] ?? []
  return sortByLast(list)
}

/** By last time; those without one come first. */
function sortByLast(events: readonly JsonObject[]): JsonObject[] {
  const time = (event: JsonObject): string => event['lastTimestamp'] ?? ''
  return [...events].sort((a, b) => (time(a) < time(b) ? -1 : time(a) > time(b) ? 1 : 0))
}

export function describeEvents(k: Invocation, text: Description, info: Info): void {
  const events = eventsAbout(k, info)
  if (events.length === 0) return text.line(0, 'Events:\t<none>')
  text.flush()
  text.line(0, 'Events:')
  text.line(1, 'Type\tReason\tAge\tFrom\tMessage')
  text.line(1, '----\t------\t----\t----\t-------')
  for (const event of events) {
    const source = event['source']?.component || event['reportingComponent'] || ''
    const path = event['involvedObject']?.fieldPath
    const message = `${path ? `${path}: ` : ''}${String(event['message'] ?? '').trim()}`
    text.line(1, `${event['type']}\t${event['reason']}\t${eventAge(event, k.now)}\t${source}\t${message}`)
  }
}

/** `5s`, `10s (x3 over 2m)` */
export function eventAge(event: JsonObject, now: number): string {
  const first = ageOf(event['eventTime'] ?? event['firstTimestamp'], now)
  if (event['series']) return `${ageOf(event['series'].lastObservedTime, now)} (x${event['series'].count} over ${first})`
  return event['count'] > 1 ? `${ageOf(event['lastTimestamp'], now)} (x${event['count']} over ${first})` : first
}
