import { ageOf } from '../../../api/duration.ts'
import { formatLabelSelector } from '../../../api/label-text.ts'
import type { KubeObject } from '../../../api/object.ts'
import type { Deployment } from '../../../api/types.ts'
import type { ResourceTable } from '../../resource.ts'
import { columns } from '../define.ts'
import { imagesOf, namesOf } from '../table-text.ts'

export const deploymentsTable: ResourceTable<Deployment & KubeObject> = {
  columns: columns('Name|Ready|#Up-to-date|#Available|Age|+Containers|+Images|+Selector'),
  cells(deployment, now) {
    const { spec, status } = deployment
    const containers = spec?.template?.spec?.containers
    return [
      deployment.metadata.name ?? '',
      `${status?.readyReplicas ?? 0}/${spec?.replicas ?? 0}`,
      status?.updatedReplicas ?? 0,
      status?.availableReplicas ?? 0,
      ageOf(deployment.metadata.creationTimestamp, now),
      namesOf(containers),
      imagesOf(containers),
      formatLabelSelector(spec?.selector),
    ]
  },
}
