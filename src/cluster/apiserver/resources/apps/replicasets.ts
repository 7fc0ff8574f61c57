import { equal } from '../../../api/json.ts'
import type { KubeObject } from '../../../api/object.ts'
import type { PodTemplateSpec, ReplicaSet, ReplicaSetSpec } from '../../../api/types.ts'
import type { ResourceRules } from '../../resource.ts'
import { ANNOUNCED } from '../announced.ts'
import { VERBS } from '../define.ts'
import { defaultPodTemplate } from '../pod-spec/defaults.ts'
import { templateWarnings } from '../pod-spec/warnings.ts'
import { FieldErrors, IMMUTABLE, type Path, root } from '../validation/errors.ts'
import {
  selectorIsUsable,
  validateReplicaCounts,
  validateRequiredSelector,
  validateRunningTemplate,
  validateSelected,
} from '../workload.ts'

const SPEC = root('spec')

export const replicasets: ResourceRules<ReplicaSet & KubeObject> = {
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
