import { ageOf } from '../../../api/duration.ts'
import type { KubeObject } from '../../../api/object.ts'
import type { ServiceAccount } from '../../../api/types.ts'
import type { ResourceTable } from '../../resource.ts'
import { columns } from '../define.ts'

export const serviceaccountsTable: ResourceTable<ServiceAccount & KubeObject> = {
  columns: columns('Name|Age'),
  cells: (account, now) => [account.metadata.name ?? '', ageOf(account.metadata.creationTimestamp, now)],
}
