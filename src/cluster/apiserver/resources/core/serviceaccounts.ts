import { ageOf } from '../../../api/duration.ts'
import type { KubeObject } from '../../../api/object.ts'
import type { ServiceAccount } from '../../../api/types.ts'
import type { Resource } from '../../resource.ts'
import { ANNOUNCED } from '../announced.ts'
import { columns, VERBS } from '../define.ts'

export const serviceaccounts: Resource<ServiceAccount & KubeObject> = {
  ...ANNOUNCED.serviceaccounts,
  verbs: VERBS,
  columns: columns('Name|Age'),
  cells: (account, now) => [account.metadata.name ?? '', ageOf(account.metadata.creationTimestamp, now)],
}
