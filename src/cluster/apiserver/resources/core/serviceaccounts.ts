import type { KubeObject } from '../../../api/object.ts'
import type { ServiceAccount } from '../../../api/types.ts'
import type { ResourceRules } from '../../resource.ts'
import { ANNOUNCED } from '../announced.ts'
import { VERBS } from '../define.ts'

export const serviceaccounts: ResourceRules<ServiceAccount & KubeObject> = {
  ...ANNOUNCED.serviceaccounts,
  verbs: VERBS,
}
