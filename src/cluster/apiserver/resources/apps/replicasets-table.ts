import { ageOf } from '../../../api/duration.ts'
import type { KubeObject } from '../../../api/object.ts'
import type { ReplicaSet } from '../../../api/types.ts'
import type { ResourceTable } from '../../resource.ts'
import { columns } from '../define.ts'
import { imagesOf, namesOf, selectorText } from '../table-text.ts'

export const replicasetsTable: ResourceTable<ReplicaSet & KubeObject> = {
  columns: columns('Name|#Desired|#Current|#Ready|Age|+Containers|+Images|+Selector'),
  cells(set, now) {
    const { spec, status } = set
    const containers = spec?.template?.spec?.containers
    return [
      set.metadata.name ?? '',
      spec?.replicas ?? 0,
      status?.replicas ?? 0,
      status?.readyReplicas ?? 0,
      ageOf(set.metadata.creationTimestamp, now),
      namesOf(containers),
      imagesOf(containers),
      selectorText(spec?.selector),
    ]
  },
  selectableFields: (set) => ({ 'status.replicas': String(set.status?.replicas ?? 0) }),
}
