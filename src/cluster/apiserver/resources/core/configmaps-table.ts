import { ageOf } from '../../../api/duration.ts'
import type { KubeObject } from '../../../api/object.ts'
import type { ConfigMap } from '../../../api/types.ts'
import type { ResourceTable } from '../../resource.ts'
import { columns } from '../define.ts'

export const configmapsTable: ResourceTable<ConfigMap & KubeObject> = {
  columns: columns('Name|Data|Age'),
  cells: (map, now) => [
    map.metadata.name ?? '',
    Object.keys(map.data ?? {}).length + Object.keys(map.binaryData ?? {}).length,
    ageOf(map.metadata.creationTimestamp, now),
  ],
}
