import type { KubeObject } from '../../api/object.ts'
import type { Stored } from '../../etcd/store.ts'
import type { Resource } from '../resource.ts'
import { entriesOf } from './managed-fields.ts'

/** What is remembered of a write, so that managedFields can be told when somebody asks. */
export interface Write {
  /** empty: what is written belongs to nobody */
  readonly manager: string
  readonly subresource: string | undefined
  readonly time: string
  /** the object as it was before; undefined for a new one */
  readonly before: KubeObject | undefined
  /** what was remembered before this write */
  readonly earlier: Writers | undefined
  /** writes since the last settled entries */
  readonly depth: number
  /** fields of a new object's spec that the server filled in: nobody owns them */
  readonly filled?: readonly string[] | undefined
}

/** After so many writes by alternating managers the entries are worked out, so that old states need not be kept. */
const DEPTH_LIMIT = 16

/** Settled entries of managedFields, as server-side apply and long histories leave them. */
export interface Settled {
  readonly entries: readonly Record<string, any>[]
}

export type Writers = Write | Settled

interface Writer {
  readonly manager: string
  readonly subresource?: string | undefined
}

/**
 * Remembers who wrote. Costs next to nothing: which fields changed is found out by comparing, when
 * somebody wants to see managedFields. Repeated writes of one manager count as one.
 */
export function recordWrite(
  resource: Resource,
  stored: Stored | undefined,
  before: KubeObject | undefined,
  writer: Writer,
  time: string,
  given: unknown,
  filled?: readonly string[],
): Writers {
  // An empty list is what an apply leaves that names nothing anybody owns; requests lose theirs when they are read.
  if (Array.isArray(given) && (given.length === 0 || given[0]?.manager)) return { entries: given }
  const { manager, subresource } = writer
  const last = stored?.writers as Writers | undefined
  if (!last || !('manager' in last)) return { manager, subresource, time, before, earlier: last, depth: 1, filled }
  if (last.manager === manager && last.subresource === subresource) return { ...last, time }
  const earlier = last.depth < DEPTH_LIMIT || !before ? last : { entries: entriesOf(resource, before, last) as never }
  return { manager, subresource, time, before, earlier, depth: 'depth' in earlier ? earlier.depth + 1 : 1 }
}
