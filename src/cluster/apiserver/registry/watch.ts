import type { KubeObject } from '../../api/object.ts'
import type { Change } from '../../etcd/store.ts'
import type { Watch, WatchEvent } from '../door.ts'
import type { Resource } from '../resource.ts'
import { expired, type Refusal } from '../status.ts'
import type { Selection } from './selection.ts'
import { type Server, tableOf } from './server.ts'

export interface WatchOptions {
  namespace: string | undefined
  selection: Selection
  /** '' or undefined: from now, existing objects first as ADDED; '0': the same */
  resourceVersion: string | undefined
  sendInitialEvents: boolean
  bookmarks: boolean
}

/**
 * Watches a resource. An object that begins to match is ADDED, one that stops matching DELETED,
 * as clients of a selector see it. Events come at the moment of the write.
 */
export function watch(server: Server, resource: Resource, options: WatchOptions, onEvent: (event: WatchEvent) => void): Watch | Refusal {
  const table = tableOf(server, resource)
  const { namespace, selection } = options
  const tell = (change: Change): void => {
    const { object, old } = change
    if (namespace !== undefined && (object.metadata.namespace ?? '') !== namespace) return
    const matched = old !== undefined && selection(old)
    const matches = change.type !== 'DELETED' && selection(object)
    if (matches) onEvent({ type: matched ? 'MODIFIED' : 'ADDED', object })
    else if (matched)
      onEvent({ type: 'DELETED', object: change.type === 'DELETED' ? object : departed(old as KubeObject, change.revision) })
  }
  const version = options.resourceVersion
  let stopped = false
  let stop: () => void = () => {}
  const start = (): void => {
    stop = table.watch((change) => {
      if (!stopped) tell(change)
    })
  }
  const initial = !version || version === '0' || options.sendInitialEvents
  if (initial) {
    for (const object of table.list(namespace)) if (selection(object)) onEvent({ type: 'ADDED', object })
    if (options.sendInitialEvents && options.bookmarks) onEvent(bookmark(resource, server.store.revision, true))
    start()
  } else {
    const missed = table.since(Number(version))
    if (!missed) return expired(`too old resource version: ${version} (${server.store.revision})`)
    for (const change of missed) tell(change)
    start()
  }
  return {
    stop() {
      stopped = true
      stop()
    },
  }
}

/** The last state of an object that no longer matches: as it was, at the revision of the write that took it away. */
function departed(old: KubeObject, revision: number): KubeObject {
  return { ...old, metadata: { ...old.metadata, resourceVersion: String(revision) } }
}

function bookmark(resource: Resource, revision: number, initialEventsEnd: boolean): WatchEvent {
  const annotations = initialEventsEnd ? { annotations: { 'k8s.io/initial-events-end': 'true' } } : {}
  const apiVersion = resource.group ? `${resource.group}/${resource.version}` : resource.version
  return {
    type: 'BOOKMARK',
    object: { kind: resource.kind, apiVersion, metadata: { resourceVersion: String(revision), creationTimestamp: null, ...annotations } },
  }
}
