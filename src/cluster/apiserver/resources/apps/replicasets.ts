import { ageOf } from '../../../api/duration.ts'
import type { KubeObject } from '../../../api/object.ts'
import type { PodTemplateSpec, ReplicaSet, ReplicaSetSpec } from '../../../api/types.ts'
import { equal } from '../../json.ts'
import type { Resource } from '../../resource.ts'
import { ANNOUNCED } from '../announced.ts'
import { columns, VERBS } from '../define.ts'
import { defaultPodTemplate } from '../pod-spec/defaults.ts'
import { templateWarnings } from '../pod-spec/warnings.ts'
import { imagesOf, namesOf, selectorText } from '../table-text.ts'
import { FieldErrors, IMMUTABLE, type Path, root } from '../validation/errors.ts'
import {
  selectorIsUsable,
  validateReplicaCounts,
  validateRequiredSelector,
  validateRunningTemplate,
  validateSelected,
} from '../workload.ts'

const SPEC = root('spec')

export const replicasets: Resource<ReplicaSet & KubeObject> = {
  ...ANNOUNCED.replicasets,
  verbs: VERBS,
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
  validate(set) {
    const errors = new FieldErrors()
    validateReplicaSetSpec(errors, SPEC, set.spec as ReplicaSetSpec)
    return errors.list
  },
  validateUpdate(set, old) {
    const errors = new FieldErrors()
    if (set.spec === old.spec) return errors.list
    validateReplicaSetSpec(errors, SPEC, set.spec as ReplicaSetSpec, old.spec)
    if (!equal(set.spec?.selector, old.spec?.selector)) errors.invalid(SPEC, 'selector', set.spec?.selector, IMMUTABLE)
    return errors.list
  },
  validateStatusUpdate(set) {
    const errors = new FieldErrors()
    validateReplicaCounts(errors, root('status'), 'ReplicaSet', set.status)
    return errors.list
  },
  warnings: (set, old) => templateWarnings('spec.template', set.spec?.template, set, old),
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

function validateReplicaSetSpec(errors: FieldErrors, path: Path, spec: ReplicaSetSpec, old?: ReplicaSetSpec): void {
  errors.nonNegative(path, 'replicas', spec.replicas)
  errors.nonNegative(path, 'minReadySeconds', spec.minReadySeconds)
  validateRequiredSelector(errors, path, spec.selector, 'deployment')
  if (!selectorIsUsable(spec.selector)) return errors.invalid(path, 'selector', spec.selector, 'invalid label selector')
  // Scaling leaves the template as it is stored, and found good.
  if (old && spec.template === old.template && spec.selector === old.selector) return
  validateSelected(errors, path, spec.selector, spec.template)
  validateRunningTemplate(errors, path, spec.template as PodTemplateSpec, 'ReplicaSet')
}
