import { ageOf } from '../../../api/duration.ts'
import { equal } from '../../../api/json.ts'
import type { KubeObject } from '../../../api/object.ts'
import type { IngressClass } from '../../../api/types.ts'
import type { Resource } from '../../resource.ts'
import { ANNOUNCED } from '../announced.ts'
import { validateDomainPath } from '../batch/job-spec.ts'
import { columns, VERBS } from '../define.ts'
import { child, FieldErrors, IMMUTABLE, root } from '../validation/errors.ts'
import { labelFaults } from '../validation/names.ts'
import { validateLocalReference } from './ingresses.ts'

const SPEC = root('spec')
const LONGEST_CONTROLLER = 250

export const ingressclasses: Resource<IngressClass & KubeObject> = {
  ...ANNOUNCED.ingressclasses,
  verbs: VERBS,
  defaults(ingressClass) {
    ingressClass.spec ??= {}
    if (ingressClass.spec.parameters) ingressClass.spec.parameters.scope ??= 'Cluster'
  },
  prepareForCreate(ingressClass) {
    ingressClass.metadata.generation = 1
  },
  prepareForUpdate(ingressClass, old) {
    if (!equal(ingressClass.spec, old.spec)) ingressClass.metadata.generation = (old.metadata.generation ?? 0) + 1
  },
  validate(ingressClass) {
    const errors = new FieldErrors()
    validateClassSpec(errors, ingressClass)
    return errors.list
  },
  validateUpdate(ingressClass, old) {
    const errors = new FieldErrors()
    const controller = ingressClass.spec?.controller
    if (controller !== old.spec?.controller) errors.invalid(SPEC, 'controller', controller ?? '', IMMUTABLE)
    validateClassSpec(errors, ingressClass)
    return errors.list
  },
  columns: columns('Name|Controller|Parameters|Age'),
  cells({ metadata, spec }, now) {
    const { parameters } = spec ?? {}
    const kind = parameters?.apiGroup ? `${parameters.kind}.${parameters.apiGroup}` : parameters?.kind
    return [
      metadata.name ?? '',
      spec?.controller ?? '',
      parameters ? `${kind}/${parameters.name}` : '<none>',
      ageOf(metadata.creationTimestamp, now),
    ]
  },
}

function validateClassSpec(errors: FieldErrors, { spec = {} }: IngressClass): void {
  const { controller, parameters } = spec
  if (!controller) return errors.required(SPEC, 'controller', 'at least one controller is required')
  if (controller.length > LONGEST_CONTROLLER) errors.tooLong(SPEC, 'controller', LONGEST_CONTROLLER)
  validateDomainPath(errors, SPEC, 'controller', controller)
  if (!parameters) return
  const path = child(SPEC, 'parameters')
  validateLocalReference(errors, path, parameters)
  const { scope, namespace } = parameters
  if (scope === 'Namespace') {
    if (namespace === undefined) errors.required(path, 'namespace', "`parameters.scope` is set to 'Namespace'")
    else errors.invalidAll(path, 'namespace', namespace, labelFaults(namespace))
  } else if (scope !== 'Cluster') errors.notSupported(path, 'scope', scope ?? '', ['Cluster', 'Namespace'])
  else if (namespace !== undefined) errors.forbidden(path, 'namespace', "`parameters.scope` is set to 'Cluster'")
}
