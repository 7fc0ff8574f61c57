import { ageOf } from '../../../api/duration.ts'
import type { KubeObject } from '../../../api/object.ts'
import type { Secret } from '../../../api/types.ts'
import type { ResourceTable } from '../../resource.ts'
import { columns } from '../define.ts'

export const secretsTable: ResourceTable<Secret & KubeObject> = {
  columns: columns('Name|Type|Data|Age'),
  cells: (secret, now) => [
    secret.metadata.name ?? '',
    secret.type ?? '',
    Object.keys(secret.data ?? {}).length,
    ageOf(secret.metadata.creationTimestamp, now),
  ],
  selectableFields: (secret) => ({ type: secret.type ?? '' }),
}
