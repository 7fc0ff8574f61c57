import { ageOf } from '../../../api/duration.ts'
import type { KubeObject } from '../../../api/object.ts'
import type { ServiceAccount } from '../../../api/types.ts'
import type { Resource } from '../../resource.ts'
import { columns, VERBS } from '../define.ts'

export const serviceaccounts: Resource<ServiceAccount & KubeObject> = {
  group: '',
  version: 'v1',
  kind: 'ServiceAccount',
  plural: 'serviceaccounts',
  singular: 'serviceaccount',
  shortNames: ['sa'],
  namespaced: true,
  schema: 'io.k8s.api.core.v1.ServiceAccount',
  verbs: VERBS,
  subresources: ['token'],
  columns: columns('Name|Age'),
  cells: (account, now) => [account.metadata.name ?? '', ageOf(account.metadata.creationTimestamp, now)],
}
