import type { KubeObject } from '../api/object.ts'
import type { Store } from '../etcd/store.ts'
import type { Resource } from './resource.ts'

const COLUMNS = ['Name', 'Status', 'Message', 'Error']
const COMPONENTS = ['controller-manager', 'etcd-0', 'scheduler']

/** `kubectl get componentstatuses`: deprecated, read only, and all is well. */
export const componentStatuses: Resource = {
  group: '',
  version: 'v1',
  kind: 'ComponentStatus',
  plural: 'componentstatuses',
  singular: 'componentstatus',
  shortNames: ['cs'],
  namespaced: false,
  schema: 'io.k8s.api.core.v1.ComponentStatus',
  verbs: ['get', 'list'],
  columns: COLUMNS.map((name) => ({ name, type: 'string', ...(name === 'Name' ? { format: 'name' } : {}), description: '', priority: 0 })),
  cells: (object) => [object.metadata.name ?? '', 'Healthy', object['conditions'][0].message, ''],
}

/** Puts the objects where a store has none yet. */
export function addComponentStatuses(store: Store): void {
  const table = store.table('componentstatuses')
  if (table.size > 0) return
  for (const name of COMPONENTS) {
    const object: KubeObject = {
      apiVersion: 'v1',
      kind: 'ComponentStatus',
      metadata: { name } as KubeObject['metadata'],
      conditions: [{ type: 'Healthy', status: 'True', message: 'ok' }],
    }
    table.put('', name, object, undefined)
  }
}
