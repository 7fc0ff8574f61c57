import type { KubeObject } from '../../api/object.ts'
import type { Stored } from '../../etcd/store.ts'

/** What is remembered of a write, so that managedFields can be told when somebody asks. */
export interface Write {
  readonly manager: string
  readonly subresource: string | undefined
  readonly time: string
  /** the object as it was before; undefined for a new one */
  readonly before: KubeObject | undefined
  /** what was remembered before this write */
  readonly earlier: Writers | undefined
}

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
  stored: Stored | undefined,
  before: KubeObject | undefined,
  writer: Writer,
  time: string,
  given: unknown,
): Writers {
  if (Array.isArray(given) && given.length > 0) return { entries: given }
  const last = stored?.writers as Writers | undefined
  if (last && 'manager' in last && last.manager === writer.manager && last.subresource === writer.subresource)
    return { manager: writer.manager, subresource: writer.subresource, time, before: last.before, earlier: last.earlier }
  return { manager: writer.manager, subresource: writer.subresource, time, before, earlier: last }
}
