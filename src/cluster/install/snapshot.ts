import type { Stored, StoreSnapshot } from '../etcd/store.ts'

type Rows = [resource: string, [namespace: string, [name: string, object: Stored['object'], writers: unknown][]][]][]

/** A snapshot without history as text. */
export function snapshotText({ revision, tables }: StoreSnapshot): string {
  const rows: Rows = [...tables].map(([resource, namespaces]) => [
    resource,
    [...namespaces].map(([namespace, objects]) => [namespace, [...objects].map(([name, { object, writers }]) => [name, object, writers])]),
  ])
  return JSON.stringify({ revision, rows })
}

/** The snapshot that a text holds. */
export function snapshotOf(text: string): StoreSnapshot {
  const { revision, rows } = JSON.parse(text) as { revision: number; rows: Rows }
  return {
    revision,
    tables: new Map(
      rows.map(([resource, namespaces]) => [
        resource,
        new Map(
          namespaces.map(([namespace, objects]) => [
            namespace,
            new Map(objects.map(([name, object, writers]) => [name, { object, writers }] as const)),
          ]),
        ),
      ]),
    ),
  }
}
