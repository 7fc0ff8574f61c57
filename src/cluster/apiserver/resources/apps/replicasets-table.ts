import { ageOf } from '../../../api/duration.ts'
import { formatLabelSelector } from '../../../api/label-text.ts'
import type { KubeObject } from '../../../api/object.ts'
import type { ReplicaSet, ReplicaSetSpec, ReplicaSetStatus } from '../../../api/types.ts'
import type { ResourceTable } from '../../resource.ts'
import { columns } from '../define.ts'
import { imagesOf, namesOf } from '../table-text.ts'

interface Replicas {
  spec?: Pick<ReplicaSetSpec, 'replicas' | 'template'> | undefined
  status?: Pick<ReplicaSetStatus, 'replicas' | 'readyReplicas'> | undefined
}

/** The table of what keeps a number of Pods of a template. */
export function replicasTable<T extends KubeObject & Replicas>(selector: (object: T) => string): ResourceTable<T> {
  return {
    columns: columns('Name|#Desired|#Current|#Ready|Age|+Containers|+Images|+Selector'),
    cells(object, now) {
      const { spec, status } = object
      const containers = spec?.template?.spec?.containers
      return [
        object.metadata.name ?? '',
        spec?.replicas ?? 0,
        status?.replicas ?? 0,
        status?.readyReplicas ?? 0,
        ageOf(object.metadata.creationTimestamp, now),
        namesOf(containers),
        imagesOf(containers),
        selector(object),
      ]
    },
    selectableFields: ({ status }) => ({ 'status.replicas': String(status?.replicas ?? 0) }),
  }
}

export const replicasetsTable = replicasTable<ReplicaSet & KubeObject>(({ spec }) => formatLabelSelector(spec?.selector))
