import type { JsonObject } from '../cluster/api/object.ts'
import { Lab } from '../lab/lab.ts'
import type { Scenario } from '../lab/scenario.ts'

/** What an exercise's cluster holds before anybody has touched it. */
export interface Start {
  /** uids by `Kind namespace/name` */
  uids: ReadonlyMap<string, string>
  /** the cluster's own objects, as texts that are equal while nobody has changed them */
  system: ReadonlyMap<string, string>
  /** these objects themselves: mostly the very same are in every lab */
  own: ReadonlySet<JsonObject>
}

const known = new WeakMap<Scenario, Map<string, Start>>()
/** Seeds of one scenario that are remembered. */
const SEEDS = 8

/** The start of a scenario with a seed: made once, since it is always the same. */
export function startingPoint(scenario: Scenario, seed: string): Start {
  let bySeed = known.get(scenario)
  if (!bySeed) {
    bySeed = new Map()
    known.set(scenario, bySeed)
  }
  let start = bySeed.get(seed)
  if (!start) {
    start = asItStands(Lab.open({ scenario, seed }))
    if (bySeed.size >= SEEDS) bySeed.clear()
    bySeed.set(seed, start)
  }
  return start
}

/** What a lab holds now that nobody has touched it yet. */
export function asItStands({ cluster }: Lab): Start {
  const objects = cluster.objects()
  const own = ownOf(objects)
  return { uids: new Map(objects.map((object) => [labelOf(object), object['metadata'].uid])), system: textsOf(own), own: new Set(own) }
}

/** `Pod default/web` */
export function labelOf({ kind, metadata }: JsonObject): string {
  return `${kind} ${metadata.namespace ? `${metadata.namespace}/` : ''}${metadata.name}`
}

/** Where the cluster keeps what it is made of. */
const SYSTEM_NAMESPACES = new Set(['kube-system', 'kube-public', 'kube-node-lease'])
/** What comes and goes there by itself. */
const PASSING_KINDS = new Set(['Event', 'Lease', 'Endpoints'])
const PASSING_FIELDS = new Set(['resourceVersion', 'managedFields', 'generation'])

/**
 * What of the cluster's own has been changed, added or taken away since its start; undefined: nothing.
 * Who alters the name server can make any wrong name right.
 */
export function changedSystem(lab: Lab, start: Start): string | undefined {
  const own = ownOf(lab.cluster.objects())
  if (own.length === start.own.size && own.every((object) => start.own.has(object))) return undefined
  const now = textsOf(own)
  for (const [label, text] of now) if (start.system.get(label) !== text) return label
  for (const label of start.system.keys()) if (!now.has(label)) return label
  return undefined
}

function ownOf(objects: readonly JsonObject[]): JsonObject[] {
  return objects.filter(
    ({ kind, metadata }) => SYSTEM_NAMESPACES.has(metadata.namespace) && !metadata.ownerReferences && !PASSING_KINDS.has(kind),
  )
}

function textsOf(own: readonly JsonObject[]): Map<string, string> {
  return new Map(own.map((object) => [labelOf(object), textOf(object)]))
}

const texts = new WeakMap<JsonObject, string>()

/** Objects are frozen, and most of these are shared by all labs. */
function textOf(object: JsonObject): string {
  let text = texts.get(object)
  if (text === undefined) {
    const { status, metadata, ...rest } = object
    const written = Object.fromEntries(Object.entries(metadata).filter(([field]) => !PASSING_FIELDS.has(field)))
    text = JSON.stringify([written, rest])
    texts.set(object, text)
  }
  return text
}
