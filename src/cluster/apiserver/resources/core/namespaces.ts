import type { KubeObject } from '../../../api/object.ts'
import type { Namespace } from '../../../api/types.ts'
import type { FieldError } from '../../field-error.ts'
import { validateFinalizer } from '../../metadata.ts'
import type { ResourceRules } from '../../resource.ts'
import { ANNOUNCED } from '../announced.ts'
import { nameIsLabel } from '../validation/names.ts'

export const namespaces: ResourceRules<Namespace & KubeObject> = {
  ...ANNOUNCED.namespaces,
  defaults(namespace) {
    namespace.spec ??= {}
    namespace.status ??= {}
    namespace.status.phase ||= 'Active'
    // Every namespace carries its own name as a label, so that selectors can name it.
    const name = namespace.metadata.name
    if (name) namespace.metadata.labels = { ...namespace.metadata.labels, 'kubernetes.io/metadata.name': name }
  },
  prepareForCreate(namespace) {
    namespace.status = { phase: 'Active' }
    const finalizers = namespace.spec?.finalizers ?? []
    namespace.spec = { ...namespace.spec, finalizers: finalizers.includes('kubernetes') ? finalizers : [...finalizers, 'kubernetes'] }
  },
  prepareForUpdate(namespace, old) {
    namespace.spec = { ...namespace.spec, finalizers: old.spec?.finalizers }
    namespace.status = old.status
  },
  prepareForStatusUpdate(namespace, old) {
    namespace.spec = old.spec
  },
  validate(namespace) {
    const errors: FieldError[] = []
    for (const finalizer of namespace.spec?.finalizers ?? []) validateFinalizer(finalizer, 'spec.finalizers', 'spec.finalizers', errors)
    return errors
  },
  validateName: nameIsLabel,
}
