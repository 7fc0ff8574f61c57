import { type KubeObject, keyOf } from '../api/object.ts'
import type { Change, Store, Table } from '../etcd/store.ts'
import type { Informer, Informers, ResourceName } from './client.ts'

type Handler = (object: KubeObject | undefined, old: KubeObject | undefined) => void

interface Index {
  valuesOf: (object: any) => readonly string[]
  groups: Map<string, Map<string, KubeObject>>
}

const NOTHING: readonly string[] = []

/** Reads go to the table itself, indexes are kept inside each write: both are always as new as the store. */
class TableInformer implements Informer<any> {
  readonly #table: Table
  readonly #indexes = new Map<string, Index>()
  readonly #handlers: Handler[] = []
  #indexing = false

  constructor(table: Table) {
    this.#table = table
  }

  get(namespace: string, name: string): KubeObject | undefined {
    return this.#table.get(namespace, name)
  }

  list(namespace?: string): KubeObject[] {
    return this.#table.list(namespace)
  }

  byIndex(index: string, value: string): KubeObject[] {
    const found = this.#indexes.get(index)
    if (!found) throw new Error(`informer has no index "${index}"`)
    const group = found.groups.get(value)
    return group ? [...group.values()] : []
  }

  addIndex(name: string, valuesOf: (object: any) => readonly string[]): void {
    if (this.#indexes.has(name)) return
    const index: Index = { valuesOf, groups: new Map() }
    this.#indexes.set(name, index)
    for (const object of this.#table.list()) reindex(index, object, undefined)
    if (this.#indexing) return
    this.#indexing = true
    this.#table.onWrite((change) => {
      const object = change.type === 'DELETED' ? undefined : change.object
      for (const each of this.#indexes.values()) reindex(each, object, change.old)
    })
  }

  onChange(handler: Handler): void {
    for (const object of this.#table.list()) handler(object, undefined)
    if (this.#handlers.push(handler) > 1) return
    this.#table.watch((change: Change) => {
      const object = change.type === 'DELETED' ? undefined : change.object
      for (const each of this.#handlers) each(object, change.old)
    })
  }
}

function reindex(index: Index, object: KubeObject | undefined, old: KubeObject | undefined): void {
  const key = keyOf((object ?? old) as KubeObject)
  const now = object ? index.valuesOf(object) : NOTHING
  if (old) {
    for (const value of index.valuesOf(old)) {
      if (now.includes(value)) continue
      const group = index.groups.get(value)
      group?.delete(key)
      if (group?.size === 0) index.groups.delete(value)
    }
  }
  for (const value of now) {
    let group = index.groups.get(value)
    if (!group) {
      group = new Map()
      index.groups.set(value, group)
    }
    group.set(key, object as KubeObject)
  }
}

/** One informer a resource, made when first asked for. */
export function createInformers(store: Store): Informers {
  const informers = new Map<ResourceName, TableInformer>()
  return {
    for(resource) {
      let informer = informers.get(resource)
      if (!informer) {
        informer = new TableInformer(store.table(resource))
        informers.set(resource, informer)
      }
      return informer as Informer<any>
    },
    onAnyChange(handler) {
      store.onChange((resource, { type, object, old }) => handler(resource, type === 'DELETED' ? undefined : object, old))
    },
  }
}
