import { ageOf } from '../../../api/duration.ts'
import type { KubeObject } from '../../../api/object.ts'
import type { Resource } from '../../resource.ts'
import { columns } from '../define.ts'

/** The object behind every `scale` subresource, which is read and written and never stored. */
export const scales: Pick<Resource, 'group' | 'plural' | 'kind' | 'columns' | 'cells'> & { schema: string } = {
  group: 'autoscaling',
  plural: 'scales',
  kind: 'Scale',
  schema: 'autoscalingv1.Scale',
  columns: columns('Name|#Desired|#Available|Age'),
  cells: (scale: KubeObject, now: number) => [
    scale.metadata.name ?? '',
    scale['spec']?.replicas ?? 0,
    scale['status']?.replicas ?? 0,
    ageOf(scale.metadata.creationTimestamp, now),
  ],
}
