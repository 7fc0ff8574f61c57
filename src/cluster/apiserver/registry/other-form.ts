import type { KubeObject } from '../../api/object.ts'
import type { Change, Stored, Table } from '../../etcd/store.ts'
import type { OtherForm } from '../resource.ts'

/** Objects as they were converted, for as long as the stored ones live: the same object converts to the same one. */
const converted = new WeakMap<OtherForm, WeakMap<KubeObject, KubeObject>>()

/** A table whose objects are read and written in another form than they are stored in. */
export function inOtherForm(table: Table, form: OtherForm): Table {
  let known = converted.get(form)
  if (!known) converted.set(form, (known = new WeakMap()))
  const from = (object: KubeObject): KubeObject => {
    const seen = known.get(object)
    if (seen) return seen
    const made = form.from(object)
    known.set(object, made)
    return made
  }
  const change = ({ object, old, ...rest }: Change): Change => ({ ...rest, object: from(object), old: old && from(old) })
  const stored = (namespace: string, name: string): Stored | undefined => {
    const found = table.stored(namespace, name)
    return found && { ...found, object: from(found.object) }
  }
  const view: Pick<Table, 'resource' | 'size' | 'get' | 'stored' | 'list' | 'put' | 'remove' | 'watch' | 'since'> = {
    resource: table.resource,
    size: table.size,
    get: (namespace, name) => stored(namespace, name)?.object,
    stored,
    list: (namespace) => table.list(namespace).map(from),
    put: (namespace, name, object, writers) => from(table.put(namespace, name, form.to(object), writers)),
    remove(namespace, name) {
      const removed = table.remove(namespace, name)
      return removed && from(removed)
    },
    watch: (watcher) => table.watch((next) => watcher(change(next))),
    since: (revision) => table.since(revision)?.map(change),
  }
  return view as Table
}
