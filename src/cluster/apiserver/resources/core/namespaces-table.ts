import { ageOf } from '../../../api/duration.ts'
import type { KubeObject } from '../../../api/object.ts'
import type { Namespace } from '../../../api/types.ts'
import type { ResourceTable } from '../../resource.ts'
import { columns } from '../define.ts'

export const namespacesTable: ResourceTable<Namespace & KubeObject> = {
  columns: columns('Name|Status|Age'),
  cells: (namespace, now) => [
    namespace.metadata.name ?? '',
    namespace.status?.phase ?? '',
    ageOf(namespace.metadata.creationTimestamp, now),
  ],
  selectableFields: (namespace) => ({ name: namespace.metadata.name ?? '', 'status.phase': namespace.status?.phase ?? '' }),
}
