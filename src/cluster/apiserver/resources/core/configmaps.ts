import { ageOf } from '../../../api/duration.ts'
import type { KubeObject } from '../../../api/object.ts'
import type { ConfigMap } from '../../../api/types.ts'
import type { Resource } from '../../resource.ts'
import { columns, VERBS } from '../define.ts'

export const configmaps: Resource<ConfigMap & KubeObject> = {
  group: '',
  version: 'v1',
  kind: 'ConfigMap',
  plural: 'configmaps',
  singular: 'configmap',
  shortNames: ['cm'],
  namespaced: true,
  schema: 'io.k8s.api.core.v1.ConfigMap',
  verbs: VERBS,
  columns: columns('Name|Data|Age'),
  cells: (map, now) => [
    map.metadata.name ?? '',
    Object.keys(map.data ?? {}).length + Object.keys(map.binaryData ?? {}).length,
    ageOf(map.metadata.creationTimestamp, now),
  ],
}
