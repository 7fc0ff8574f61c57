import type { JsonObject, KubeObject } from '../api/object.ts'
import type { WatchEvent } from './door.ts'
import type { Server } from './registry/server.ts'
import type { Resource } from './resource.ts'

export type TableInclude = 'None' | 'Metadata' | 'Object'

/** What a table is made with. */
type Rows = Pick<Resource, 'columns' | 'cells'>

/** Does the client take `application/json;as=Table;v=v1;g=meta.k8s.io` first? */
export function wantsTable(accept: string): boolean {
  const first = accept.split(',')[0] ?? ''
  return first.includes('as=Table') && !first.includes('v=v1beta1')
}

export function tableIncludeOf(query: Record<string, string>): TableInclude {
  const given = query['includeObject']
  return given === 'None' || given === 'Object' ? given : 'Metadata'
}

/** An object or a List as the server's own table. */
export function asTable(server: Server, resource: Rows, object: JsonObject, include: TableInclude): JsonObject {
  const items: KubeObject[] = Array.isArray(object['items']) ? object['items'] : [object as KubeObject]
  const metadata = Array.isArray(object['items']) ? object['metadata'] : { resourceVersion: object['metadata']?.resourceVersion }
  return {
    kind: 'Table',
    apiVersion: 'meta.k8s.io/v1',
    metadata: metadata ?? {},
    columnDefinitions: columnsOf(resource),
    rows: items.map((item) => row(server, resource, item, include)),
  }
}

/** A watch's event with a table of one row; the columns come with the first only. */
export function tableEvent(server: Server, resource: Resource, event: WatchEvent, include: TableInclude, first: boolean): WatchEvent {
  if (event.type === 'ERROR') return event
  const object = event.object as KubeObject
  const table: JsonObject = {
    kind: 'Table',
    apiVersion: 'meta.k8s.io/v1',
    metadata: { resourceVersion: object.metadata.resourceVersion },
    columnDefinitions: first ? columnsOf(resource) : null,
    rows: event.type === 'BOOKMARK' ? [{ cells: resource.columns.map(() => ''), object }] : [row(server, resource, object, include)],
  }
  return { type: event.type, object: table }
}

function columnsOf(resource: Rows): JsonObject[] {
  return resource.columns.map((column) => ({ ...column, format: column.format ?? '' }))
}

function row(server: Server, resource: Rows, object: KubeObject, include: TableInclude): JsonObject {
  const cells = resource.cells(object, server.clock.now)
  if (include === 'None') return { cells }
  const shown = include === 'Object' ? object : { kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1', metadata: object.metadata }
  return { cells, object: shown }
}
