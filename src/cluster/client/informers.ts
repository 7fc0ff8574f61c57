import { type KubeObject, keyOf } from '../api/object.ts'
import type { Change, Store, Table } from '../etcd/store.ts'
import type { Informer, Informers, ResourceName } from './client.ts'

type Handler = (object: KubeObject | undefined, old: KubeObject | undefined) => void

interface Index {
  valuesOf: (object: any) => readonly string[]
  basis: ((object: any) => unknown) | undefined
  /** objects by value, then by uid; undefined until somebody asks or something changes: most are never needed */
  groups: Map<string, Map<string, KubeObject>> | undefined
  /** the values of each object, by uid */
  values: Map<string, readonly string[]> | undefined
}

/** An index that is in use. */
type Filled = Index & { values: Map<string, readonly string[]>; groups: Map<string, Map<string, KubeObject>> }

const NOTHING: readonly string[] = []

/** Reads go to the table itself, indexes are kept inside each write: both are always as new as the store. */
class TableInformer implements Informer<any> {
  readonly #table: Table
  #indexes: Map<string, Index> | undefined
  readonly #handlers: Handler[] = []

  constructor(table: Table) {
    this.#table = table
  }

  get(namespace: string, name: string): KubeObject | undefined {
    return this.#table.get(namespace, name)
  }

  list(namespace?: string): readonly KubeObject[] {
    return this.#table.list(namespace)
  }

  byIndex(index: string, value: string): KubeObject[] {
    const found = this.#indexes?.get(index)
    if (!found) throw new Error(`informer has no index "${index}"`)
    const group = (found.groups ?? this.#fill(found).groups).get(value)
    return group ? [...group.values()] : []
  }

  addIndex(name: string, valuesOf: (object: any) => readonly string[], basis?: (object: any) => unknown): void {
    if (!this.#indexes) {
      const indexes = new Map<string, Index>()
      this.#indexes = indexes
      this.#table.onWrite((change) => this.#reindex(indexes, change))
    }
    if (!this.#indexes.has(name)) this.#indexes.set(name, { valuesOf, basis, groups: undefined, values: undefined })
  }

  /** Puts all objects in; inside of a write, as they were before it. */
  #fill(index: Index, change?: Change): Filled {
    index.groups = new Map()
    index.values = new Map()
    for (const each of this.#table.list()) {
      const object = each === change?.object ? change.old : each
      if (object) put(index as Filled, identityOf(object), object, index.valuesOf(object))
    }
    return index as Filled
  }

  #reindex(indexes: ReadonlyMap<string, Index>, change: Change): void {
    const { object, old } = change
    const key = identityOf(object)
    for (const each of indexes.values()) {
      const index = each.groups ? (each as Filled) : this.#fill(each, change)
      const before = old ? (index.values.get(key) ?? NOTHING) : NOTHING
      if (change.type === 'DELETED') {
        take(index.groups, key, before, NOTHING)
        index.values.delete(key)
        continue
      }
      const same = old !== undefined && index.basis !== undefined && index.basis(object) === index.basis(old)
      if (same) replace(index.groups, key, object, before)
      else {
        const now = index.valuesOf(object)
        take(index.groups, key, before, now)
        put(index, key, object, now)
      }
    }
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

/** What an object is kept under: a text that is there already. Only those that nobody created have no uid. */
function identityOf(object: KubeObject): string {
  return object.metadata.uid ?? keyOf(object)
}

/** Puts the newer object in the place of the one before it. */
function replace(groups: ReadonlyMap<string, Map<string, KubeObject>>, key: string, object: KubeObject, values: readonly string[]): void {
  for (const value of values) groups.get(value)?.set(key, object)
}

function put({ groups, values: known }: Filled, key: string, object: KubeObject, values: readonly string[]): void {
  known.set(key, values)
  for (const value of values) {
    let group = groups.get(value)
    if (!group) {
      group = new Map()
      groups.set(value, group)
    }
    group.set(key, object)
  }
}

/** Takes an object out of the groups that it was in and is in no more. */
function take(groups: Map<string, Map<string, KubeObject>>, key: string, before: readonly string[], now: readonly string[]): void {
  for (const value of before) {
    if (now.includes(value)) continue
    const group = groups.get(value)
    group?.delete(key)
    if (group?.size === 0) groups.delete(value)
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
