import { ageOf } from '../../../api/duration.ts'
import type { KubeObject } from '../../../api/object.ts'
import type { ReplicaSet } from '../../../api/types.ts'
import { equal } from '../../json.ts'
import type { Resource } from '../../resource.ts'
import { columns, VERBS } from '../define.ts'
import { defaultPodTemplate } from '../pod-spec-defaults.ts'
import { imagesOf, namesOf, selectorText } from '../table-text.ts'

export const replicasets: Resource<ReplicaSet & KubeObject> = {
  group: 'apps',
  version: 'v1',
  kind: 'ReplicaSet',
  plural: 'replicasets',
  singular: 'replicaset',
  shortNames: ['rs'],
  categories: ['all'],
  namespaced: true,
  schema: 'io.k8s.api.apps.v1.ReplicaSet',
  verbs: VERBS,
  subresources: ['scale', 'status'],
  defaults(set) {
    set.spec ??= {} as NonNullable<ReplicaSet['spec']>
    set.status ??= { replicas: 0 }
    set.spec.template ??= {}
    defaultPodTemplate(set.spec.template)
    set.spec.replicas ??= 1
  },
  prepareForCreate(set) {
    set.status = { replicas: 0 }
    set.metadata.generation = 1
  },
  prepareForUpdate(set, old) {
    set.status = old.status
    if (!equal(set.spec, old.spec)) set.metadata.generation = (old.metadata.generation ?? 0) + 1
  },
  prepareForStatusUpdate(set, old) {
    set.spec = old.spec
  },
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
  scale: { replicas: 'spec.replicas', selector: 'spec.selector', status: 'status.replicas' },
}
