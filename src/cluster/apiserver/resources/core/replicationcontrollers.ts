import { equal } from '../../../api/json.ts'
import { labelMatcher } from '../../../api/label-selector.ts'
import { formatLabels } from '../../../api/label-text.ts'
import type { KubeObject } from '../../../api/object.ts'
import type { ReplicationController, ReplicationControllerSpec } from '../../../api/types.ts'
import type { Resource } from '../../resource.ts'
import { absent } from '../../schema/written-empty.ts'
import { ANNOUNCED } from '../announced.ts'
import { replicasTable } from '../apps/replicasets-table.ts'
import { VERBS } from '../define.ts'
import { defaultPodTemplate } from '../pod-spec/defaults.ts'
import { templateWarnings } from '../pod-spec/warnings.ts'
import { FieldErrors, root } from '../validation/errors.ts'
import { validateReplicaCounts, validateRunningTemplate } from '../workload.ts'

const SPEC = root('spec')

export const replicationcontrollers: Resource<ReplicationController & KubeObject> = {
  ...ANNOUNCED.replicationcontrollers,
  verbs: VERBS,
  defaults(controller) {
    controller.spec ??= {}
    controller.status ??= { replicas: 0 }
    const { spec, metadata } = controller
    const labels = spec.template?.metadata?.labels
    if (labels && Object.keys(labels).length > 0) {
      if (Object.keys(spec.selector ?? {}).length === 0) spec.selector = { ...labels }
      if (Object.keys(metadata.labels ?? {}).length === 0) metadata.labels = { ...labels }
    }
    spec.replicas ??= 1
    if (spec.template) defaultPodTemplate(spec.template)
  },
  prepareForCreate(controller) {
    controller.status = { replicas: 0 }
    controller.metadata.generation = 1
  },
  prepareForUpdate(controller, old) {
    controller.status = old.status
    if (!equal(controller.spec, old.spec)) controller.metadata.generation = (old.metadata.generation ?? 0) + 1
  },
  prepareForStatusUpdate(controller, old) {
    controller.spec = old.spec
  },
  validate(controller) {
    const errors = new FieldErrors()
    validateControllerSpec(errors, controller.spec ?? {})
    return errors.list
  },
  validateUpdate(controller, old) {
    const errors = new FieldErrors()
    if (controller.spec !== old.spec) validateControllerSpec(errors, controller.spec ?? {})
    return errors.list
  },
  validateStatusUpdate(controller) {
    const errors = new FieldErrors()
    validateReplicaCounts(errors, root('status'), 'ReplicationController', controller.status)
    return errors.list
  },
  warnings: (controller, old) => templateWarnings('spec.template', controller.spec?.template, controller, old),
  ...replicasTable<ReplicationController & KubeObject>(({ spec }) => formatLabels(spec?.selector)),
}

function validateControllerSpec(errors: FieldErrors, spec: ReplicationControllerSpec): void {
  errors.nonNegative(SPEC, 'minReadySeconds', spec.minReadySeconds)
  const { selector, template } = spec
  if (Object.keys(selector ?? {}).length === 0) errors.required(SPEC, 'selector')
  errors.nonNegative(SPEC, 'replicas', spec.replicas)
  if (!template) return errors.required(SPEC, 'template')
  const labels = template.metadata?.labels
  if (selector && !labelMatcher({ matchLabels: selector })(labels))
    errors.invalid(
      SPEC,
      'template.metadata.labels',
      labels ?? absent(template.metadata, 'labels'),
      '`selector` does not match template `labels`',
    )
  validateRunningTemplate(errors, SPEC, template, 'ReplicationController')
}
