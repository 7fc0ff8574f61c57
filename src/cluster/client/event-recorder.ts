import type { Clock, Instant } from '../../sim/clock.ts'
import { hex8, type Random } from '../../sim/random.ts'
import type { JsonObject, KubeObject } from '../api/object.ts'
import { rfc3339, rfc3339Micro } from '../api/time.ts'
import type { Client } from './client.ts'

export interface EventRecorder {
  /** Tells that something happened to `object`. Repetitions only raise a count. `fieldPath`: `spec.containers{web}`. */
  event(
    object: KubeObject,
    type: 'Normal' | 'Warning',
    reason: string,
    message: string,
    options?: { fieldPath?: string; action?: string },
  ): void
}

export interface EventRecorderOptions {
  clock: Clock
  random: Random
  client: Client
  /** `deployment-controller`, `kubelet`, `default-scheduler` */
  component: string
  /** the node of a kubelet */
  host?: string
  /** writes as events.k8s.io does (eventTime, series, action) under this instance name: the scheduler's way */
  instance?: string
}

// client-go's correlator: limits of tools/record and of tools/events.
const SIMILAR_LIMIT = 10
const SIMILAR_WINDOW = 600_000
const BURST = 25
const REFILL_MS = 300_000
const REMEMBERED = 4096
/** messages remembered of one group */
const MESSAGES = 200
const SERIES_LIFE = 360_000

interface Logged {
  name: string
  namespace: string
  count: number
}

/** Events of one type and reason about one object. */
interface Group {
  /** different messages of the last ten minutes */
  messages: Set<string>
  last: Instant
  /** by message; the combined event has none */
  logged: Map<string | undefined, Logged>
}

/** What is remembered of one object: the tokens that its next events cost, and what was told. */
interface About {
  tokens: number
  at: Instant
  groups: Map<string, Group>
}

interface Series {
  name: string
  namespace: string
  count: number
  last: Instant
}

/** A component's recorder, with the deduplication, aggregation and spam filter of client-go. */
export function createEventRecorder(options: EventRecorderOptions): EventRecorder {
  return options.instance === undefined ? new CoreRecorder(options) : new SeriesRecorder(options, options.instance)
}

/**
 * `web.18a8d1f0c3e2a4b1`: the object's name and the nanosecond. Virtual time has none of its own: chance stands for them,
 * later for what was told later, as lists keep the order of names.
 */
function eventName(object: KubeObject, { clock, random }: EventRecorderOptions): string {
  // Too many digits for a number: the last five are split off.
  const now = Math.floor(clock.now)
  const low = (now % LOW) * 1_000_000 + nanosecond(clock, now, random)
  const high = Math.floor(now / LOW) * 1_000_000 + Math.floor(low / LOW)
  // Sixteen digits, from 2006 until 2554.
  const digits = hex8(Math.floor(high / WORD)).slice(5) + hex8(high % WORD) + hex8(low % LOW).slice(3)
  return `${object.metadata.name}.${digits}`
}
const LOW = 0x10_0000
const WORD = 0x1_0000_0000

/** One within this millisecond, after those that were given before. */
function nanosecond(clock: Clock, now: Instant, random: Random): number {
  const before = LAST.get(clock)
  const from = before?.now === now ? before.nanosecond + 1 : 0
  // A small part of what is left: many events share a millisecond.
  const nanosecond = from + random.below(Math.max(1, Math.floor((1_000_000 - from) / 8)))
  LAST.set(clock, { now, nanosecond })
  return nanosecond
}
const LAST = new WeakMap<Clock, { now: Instant; nanosecond: number }>()

function referenceTo(object: KubeObject, fieldPath?: string): JsonObject {
  const { namespace, name, uid, resourceVersion } = object.metadata
  const reference: JsonObject = { apiVersion: object.apiVersion, kind: object.kind, name }
  if (namespace) reference['namespace'] = namespace
  if (uid) reference['uid'] = uid
  if (resourceVersion) reference['resourceVersion'] = resourceVersion
  if (fieldPath) reference['fieldPath'] = fieldPath
  return reference
}

/** A cache in two generations: when the young one is full, the old one is forgotten. */
class Memory<T> {
  #young: Map<string, T> | undefined
  #old: ReadonlyMap<string, T> | undefined

  get(key: string): T | undefined {
    return this.#young?.get(key) ?? this.#old?.get(key)
  }

  set(key: string, value: T): T {
    if (!this.#young || this.#young.size >= REMEMBERED / 2) {
      this.#old = this.#young
      this.#young = new Map()
    }
    this.#young.set(key, value)
    return value
  }
}

/** tools/record: firstTimestamp, lastTimestamp, count. */
class CoreRecorder implements EventRecorder {
  readonly #options: EventRecorderOptions
  readonly #objects = new Memory<About>()

  constructor(options: EventRecorderOptions) {
    this.#options = options
  }

  event(object: KubeObject, type: 'Normal' | 'Warning', reason: string, message: string, options?: { fieldPath?: string }): void {
    const { clock, client, component, host } = this.#options
    const now = clock.now
    const about = this.#about(object, now)
    // The limits are asked in client-go's order: aggregation first, then the filter, which also swallows repetitions.
    const group = groupOf(about, `${type}/${reason}/${options?.fieldPath ?? ''}`, now)
    const similar = isSimilar(group, message, now)
    const key = similar ? undefined : message
    const text = similar ? `(combined from similar events): ${message}` : message
    if (!takeToken(about, now)) return
    const logged = group.logged.get(key)
    const stamp = rfc3339(now)
    if (logged) {
      logged.count++
      const patch: JsonObject = { count: logged.count, lastTimestamp: stamp }
      if (similar) patch['message'] = text
      if (client.patch('events', logged.namespace, logged.name, patch, { type: 'merge' }).ok) return
    }
    const entry: Logged = {
      name: eventName(object, this.#options),
      namespace: object.metadata.namespace || 'default',
      count: logged?.count ?? 1,
    }
    const created = client.create(
      'events',
      {
        apiVersion: 'v1',
        kind: 'Event',
        metadata: { name: entry.name, namespace: entry.namespace },
        involvedObject: referenceTo(object, options?.fieldPath),
        reason,
        message: text,
        source: host === undefined ? { component } : { component, host },
        firstTimestamp: stamp,
        lastTimestamp: stamp,
        count: entry.count,
        type,
        eventTime: null,
        reportingComponent: component,
        reportingInstance: host ?? '',
      },
      true,
    )
    if (!created.ok) return
    if (group.logged.size >= MESSAGES) group.logged.clear()
    group.logged.set(key, entry)
  }

  #about({ kind, metadata: { namespace, name, uid } }: KubeObject, now: Instant): About {
    const key = uid ?? `${kind}/${namespace}/${name}`
    return this.#objects.get(key) ?? this.#objects.set(key, { tokens: BURST, at: now, groups: new Map() })
  }
}

function groupOf({ groups }: About, key: string, now: Instant): Group {
  let group = groups.get(key)
  if (!group) {
    group = { messages: new Set(), last: now, logged: new Map() }
    groups.set(key, group)
  }
  return group
}

/** From the tenth different message on within ten minutes, one combined event takes them all. */
function isSimilar(group: Group, message: string, now: Instant): boolean {
  if (now - group.last > SIMILAR_WINDOW) group.messages.clear()
  group.last = now
  group.messages.add(message)
  if (group.messages.size < SIMILAR_LIMIT) return false
  group.messages.delete(group.messages.values().next().value as string)
  return true
}

function takeToken(about: About, now: Instant): boolean {
  about.tokens = Math.min(BURST, about.tokens + (now - about.at) / REFILL_MS)
  about.at = now
  if (about.tokens < 1) return false
  about.tokens--
  return true
}

/** tools/events: eventTime and a series. */
class SeriesRecorder implements EventRecorder {
  readonly #options: EventRecorderOptions
  readonly #instance: string
  readonly #series = new Memory<Series>()

  constructor(options: EventRecorderOptions, instance: string) {
    this.#options = options
    this.#instance = instance
  }

  event(object: KubeObject, type: 'Normal' | 'Warning', reason: string, message: string, options?: { action?: string }): void {
    const { clock, client, component } = this.#options
    const now = clock.now
    const { namespace, name, uid } = object.metadata
    const action = options?.action ?? ''
    const key = `${type}/${action}/${reason}/${object.kind}/${namespace}/${name}/${uid}/${object.metadata.resourceVersion}`
    const series = this.#series.get(key)
    const stamp = rfc3339Micro(now)
    if (series && now - series.last <= SERIES_LIFE) {
      series.last = now
      // Only the first repetition is written at once; later ones wait for a refresh every half hour.
      if (++series.count > 2) return
      client.patch('events', series.namespace, series.name, { series: { count: series.count, lastObservedTime: stamp } }, { type: 'merge' })
      return
    }
    const entry: Series = { name: eventName(object, this.#options), namespace: namespace || 'default', count: 1, last: now }
    this.#series.set(key, entry)
    client.create(
      'events',
      {
        apiVersion: 'v1',
        kind: 'Event',
        metadata: { name: entry.name, namespace: entry.namespace },
        involvedObject: referenceTo(object),
        reason,
        message: message.length > 1024 ? message.slice(0, 1024) : message,
        source: {},
        firstTimestamp: null,
        lastTimestamp: null,
        type,
        eventTime: stamp,
        action,
        reportingComponent: component,
        reportingInstance: this.#instance,
      },
      true,
    )
  }
}
