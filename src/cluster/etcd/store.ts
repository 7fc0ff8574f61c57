import { deepFreeze } from '../api/json.ts'
import type { KubeObject } from '../api/object.ts'

/** Tests freeze what is stored, so that a writer that forgets to copy is found. */
const FREEZE = (import.meta as { env?: Record<string, unknown> }).env?.['MODE'] === 'test'

/** How many changes of one resource a watch may go back. */
const HISTORY = 1_000

/** A stored object and what the API server remembers of its writers (nothing that clients see). */
export interface Stored {
  readonly object: KubeObject
  readonly writers: unknown
}

export interface Change {
  readonly revision: number
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED'
  /** the object after the write; for DELETED its last state, with the revision of the deletion */
  readonly object: KubeObject
  readonly old: KubeObject | undefined
}

/** A namespace's objects of one resource; `names` in order, once somebody has asked. */
interface Bucket {
  readonly objects: Map<string, Stored>
  names: readonly string[] | undefined
}

/** A resource's objects in a snapshot: read by every store that begins with it, written by none. */
interface Shelf {
  readonly buckets: ReadonlyMap<string, Bucket>
  /** in order */
  readonly namespaces: readonly string[]
  /** in key order */
  readonly objects: readonly KubeObject[]
}

const EMPTY: Shelf = { buckets: new Map(), namespaces: [], objects: [] }

const shelves = new WeakMap<TableSnapshot, Shelf>()

function shelfOf(contents: TableSnapshot): Shelf {
  let shelf = shelves.get(contents)
  if (!shelf) {
    const buckets = new Map<string, Bucket>()
    for (const [namespace, objects] of contents) buckets.set(namespace, { objects: objects as Map<string, Stored>, names: undefined })
    const objects: KubeObject[] = []
    const namespaces = [...buckets.keys()].sort(byText)
    for (const namespace of namespaces) listInto(objects, buckets.get(namespace))
    shelf = { buckets, namespaces, objects }
    shelves.set(contents, shelf)
  }
  return shelf
}

function listInto(out: KubeObject[], bucket: Bucket | undefined): void {
  if (!bucket) return
  bucket.names ??= [...bucket.objects.keys()].sort(byText)
  for (const name of bucket.names) out.push((bucket.objects.get(name) as Stored).object)
}

/** By namespace, then by name. */
type TableSnapshot = ReadonlyMap<string, ReadonlyMap<string, Stored>>

/** The contents of a store at one revision: cheap to take and to start from, objects are shared. */
export interface StoreSnapshot {
  readonly revision: number
  readonly tables: ReadonlyMap<string, TableSnapshot>
}

/**
 * etcd as the API server uses it: plain objects by resource, namespace and name, one revision for
 * every write, and watchers that are told of all writes in order. Indexes hear of a write at once
 * (`onWrite`); watchers hear of it after those before it, also when a watcher writes itself.
 */
export class Store {
  revision: number
  /** objects that it takes in all: a lab that runs strangers' manifests has a bound */
  capacity = Number.POSITIVE_INFINITY
  /** a new object was turned away since */
  overfull = false
  #size = 0
  readonly #snapshot: StoreSnapshot | undefined
  /** those that somebody has asked for: most of a snapshot's tables nobody does */
  readonly #tables = new Map<string, Table>()
  #queue: [Table, Change][] = []
  /** called before anything is written, until somebody takes it away */
  beforeFirstWrite: (() => void) | undefined
  readonly #listeners: ((resource: string, change: Change) => void)[] = []
  #draining = false

  constructor(snapshot?: StoreSnapshot) {
    this.revision = snapshot?.revision ?? 1
    this.#snapshot = snapshot
    if (snapshot) this.#size = sizeOf(snapshot)
  }

  get size(): number {
    return this.#size
  }

  /** Is there room for one more object? */
  hasRoom(): boolean {
    if (this.#size < this.capacity) return true
    this.overfull = true
    return false
  }

  /** Told by tables of each write that is about to happen. */
  writing(): void {
    this.beforeFirstWrite?.()
  }

  /** Told by tables of each object that comes (1) or goes (-1). */
  count(change: 1 | -1): void {
    this.#size += change
  }

  table(resource: string): Table {
    let table = this.#tables.get(resource)
    if (!table) {
      const contents = this.#snapshot?.tables.get(resource)
      table = new Table(this, resource, contents && shelfOf(contents))
      this.#tables.set(resource, table)
    }
    return table
  }

  snapshot(): StoreSnapshot {
    // Tables stay in the order in which they came.
    const tables = new Map(this.#snapshot?.tables)
    for (const [resource, table] of this.#tables) tables.set(resource, table.copy())
    return { revision: this.revision, tables }
  }

  /** All objects, table by table; nothing is copied. */
  objects(): KubeObject[] {
    const objects: KubeObject[] = []
    for (const resource of new Set([...(this.#snapshot?.tables.keys() ?? []), ...this.#tables.keys()])) {
      const table = this.#tables.get(resource)
      if (table) for (const object of table.objects()) objects.push(object)
      else
        for (const bucket of this.#snapshot?.tables.get(resource)?.values() ?? [])
          for (const { object } of bucket.values()) objects.push(object)
    }
    return objects
  }

  /** Called for every later change of any resource, in order, after that resource's watchers. */
  onChange(listener: (resource: string, change: Change) => void): void {
    this.#listeners.push(listener)
  }

  /** Passes a change on to the table's watchers, in the order of the writes. */
  publish(table: Table, change: Change): void {
    if (this.#draining) {
      this.#queue.push([table, change])
      return
    }
    this.#draining = true
    try {
      this.#tell(table, change)
      // Watchers that write have more to tell; mostly none does.
      while (this.#queue.length > 0) for (const [to, what] of this.#queue.splice(0)) this.#tell(to, what)
    } finally {
      if (this.#queue.length > 0) this.#queue = []
      this.#draining = false
    }
  }

  #tell(table: Table, change: Change): void {
    table.notify(change)
    for (const listener of this.#listeners) listener(table.resource, change)
  }
}

const sizes = new WeakMap<StoreSnapshot, number>()

function sizeOf(snapshot: StoreSnapshot): number {
  let size = sizes.get(snapshot)
  if (size === undefined) {
    size = 0
    for (const contents of snapshot.tables.values()) size += shelfOf(contents).objects.length
    sizes.set(snapshot, size)
  }
  return size
}

/** The objects of one resource. */
export class Table {
  readonly resource: string
  readonly #store: Store
  /** what it began with: copied, namespace by namespace, when there is something to write */
  readonly #shelf: Shelf
  readonly #own = new Map<string, Bucket>()
  #namespaces: readonly string[]
  readonly #indexes: ((change: Change) => void)[] = []
  #watchers: Set<(change: Change) => void> | undefined
  #history: Change[] = []
  /** changes up to this revision are forgotten */
  #compacted: number
  #size: number

  constructor(store: Store, resource: string, shelf: Shelf = EMPTY) {
    this.#store = store
    this.resource = resource
    this.#compacted = store.revision
    this.#shelf = shelf
    this.#namespaces = shelf.namespaces
    this.#size = shelf.objects.length
  }

  get size(): number {
    return this.#size
  }

  get(namespace: string, name: string): KubeObject | undefined {
    return this.#bucket(namespace)?.objects.get(name)?.object
  }

  stored(namespace: string, name: string): Stored | undefined {
    return this.#bucket(namespace)?.objects.get(name)
  }

  #bucket(namespace: string): Bucket | undefined {
    return this.#own.get(namespace) ?? this.#shelf.buckets.get(namespace)
  }

  /** In key order: by namespace, then by name. Cluster-scoped objects live in namespace ''. */
  list(namespace?: string): readonly KubeObject[] {
    if (namespace === undefined && this.#own.size === 0) return this.#shelf.objects
    const out: KubeObject[] = []
    if (namespace !== undefined) listInto(out, this.#bucket(namespace))
    else for (const name of this.#namespaces) listInto(out, this.#bucket(name))
    return out
  }

  /** Stores `object`, which the caller owns down to its metadata: it gets its resourceVersion here. */
  put(namespace: string, name: string, object: KubeObject, writers: unknown): KubeObject {
    this.#store.writing()
    const bucket = this.#writable(namespace)
    const revision = ++this.#store.revision
    object.metadata.resourceVersion = String(revision)
    if (FREEZE) deepFreeze(object)
    const old = bucket.objects.get(name)?.object
    bucket.objects.set(name, { object, writers })
    if (!old) {
      if (bucket.names) bucket.names = withName(bucket.names, name)
      this.#size++
      this.#store.count(1)
    }
    this.#changed({ revision, type: old ? 'MODIFIED' : 'ADDED', object, old })
    return object
  }

  /** Takes an object away; returns its last state. */
  remove(namespace: string, name: string): KubeObject | undefined {
    const old = this.get(namespace, name)
    if (!old) return undefined
    this.#store.writing()
    const bucket = this.#writable(namespace)
    bucket.objects.delete(name)
    bucket.names = undefined
    this.#size--
    this.#store.count(-1)
    const revision = ++this.#store.revision
    const object = { ...old, metadata: { ...old.metadata, resourceVersion: String(revision) } }
    if (FREEZE) deepFreeze(object)
    this.#changed({ revision, type: 'DELETED', object, old })
    return object
  }

  /** A bucket to write to. */
  #writable(namespace: string): Bucket {
    let bucket = this.#own.get(namespace)
    if (!bucket) {
      const shared = this.#shelf.buckets.get(namespace)
      bucket = { objects: new Map(shared?.objects), names: shared?.names }
      this.#own.set(namespace, bucket)
      if (!shared) this.#namespaces = withName(this.#namespaces, namespace)
    }
    return bucket
  }

  #changed(change: Change): void {
    for (const index of this.#indexes) index(change)
    this.#history.push(change)
    if (this.#history.length > 2 * HISTORY) {
      const dropped = this.#history.splice(0, HISTORY)
      this.#compacted = (dropped.at(-1) as Change).revision
    }
    this.#store.publish(this, change)
  }

  /** Called inside the write, before any watcher. */
  onWrite(index: (change: Change) => void): void {
    this.#indexes.push(index)
  }

  /** Called for every later change, in order. */
  watch(watcher: (change: Change) => void): () => void {
    this.#watchers ??= new Set()
    this.#watchers.add(watcher)
    return () => void this.#watchers?.delete(watcher)
  }

  notify(change: Change): void {
    if (this.#watchers) for (const watcher of this.#watchers) watcher(change)
  }

  /** The changes after `revision`; undefined when they are not all remembered. */
  since(revision: number): readonly Change[] | undefined {
    if (revision < this.#compacted) return undefined
    const first = this.#history.findIndex((change) => change.revision > revision)
    return first < 0 ? [] : this.#history.slice(first)
  }

  /** All objects, in the order in which `copy` has them. */
  *objects(): Iterable<KubeObject> {
    for (const namespace of this.#namespacesAsTheyCame())
      for (const { object } of (this.#bucket(namespace) as Bucket).objects.values()) yield object
  }

  #namespacesAsTheyCame(): Iterable<string> {
    return new Set([...this.#shelf.buckets.keys(), ...this.#own.keys()])
  }

  copy(): TableSnapshot {
    const copy = new Map<string, ReadonlyMap<string, Stored>>()
    for (const namespace of this.#namespacesAsTheyCame()) {
      const bucket = this.#bucket(namespace) as Bucket
      if (bucket.objects.size > 0) copy.set(namespace, new Map(bucket.objects))
    }
    return copy
  }
}

/** The names with one more, in order. */
function withName(names: readonly string[], name: string): readonly string[] {
  let low = 0
  let high = names.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((names[middle] as string) < name) low = middle + 1
    else high = middle
  }
  return [...names.slice(0, low), name, ...names.slice(low)]
}

function byText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
