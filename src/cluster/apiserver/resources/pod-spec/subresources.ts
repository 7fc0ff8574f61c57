import { equal } from '../../../api/json.ts'
import type { KubeObject } from '../../../api/object.ts'
import type { Container, Pod, PodSpec } from '../../../api/types.ts'
import type { FieldError } from '../../field-error.ts'
import { qosClassOf } from '../core/qos.ts'
import { FieldErrors, item, root } from '../validation/errors.ts'
import { structureDiff } from './diff.ts'
import { internalEphemeralContainer } from './go-form.ts'
import { validateAnnotationUpdate } from './update.ts'
import { validatePod } from './validate.ts'

const SPEC = root('spec')
const MIRROR = 'kubernetes.io/config.mirror'

type StoredPod = Pod & KubeObject

/** `pods/ephemeralcontainers`: containers may come, none may go or change. */
export function validateEphemeralUpdate(pod: StoredPod, old: StoredPod): FieldError[] {
  const errors = new FieldErrors()
  validatePod(errors, pod.spec as PodSpec, pod.metadata)
  validateAnnotationUpdate(errors, pod.metadata.annotations, old.metadata.annotations)
  if (isStatic(old)) return forbidden('static pods do not support ephemeral containers')
  for (const before of old.spec?.ephemeralContainers ?? []) {
    const now = pod.spec?.ephemeralContainers?.find(({ name }) => name === before.name)
    const name = JSON.stringify(before.name)
    if (!now) errors.forbidden(SPEC, 'ephemeralContainers', `existing ephemeral containers ${name} may not be removed\n`)
    else if (!equal(now, before)) {
      const diff = structureDiff(internalEphemeralContainer(before), internalEphemeralContainer(now))
      errors.forbidden(SPEC, 'ephemeralContainers', `existing ephemeral containers ${name} may not be changed\n${diff}`)
    }
  }
  return errors.list
}

/** `pods/resize`: more or less of what a container asks for, in the same class of service. */
export function validateResize(pod: StoredPod, old: StoredPod): FieldError[] {
  const errors = new FieldErrors()
  validatePod(errors, pod.spec as PodSpec, pod.metadata)
  if (isStatic(old)) return forbidden('static pods cannot be resized')
  if (old.spec?.os?.name === 'windows') return forbidden('windows pods cannot be resized')
  const before = old.status?.qosClass ?? qosClassOf(old.spec)
  if (qosClassOf(pod.spec) !== before) errors.invalid(SPEC, '', before, 'Pod QOS Class may not change as a result of resizing')
  for (const list of ['initContainers', 'containers'] as const)
    old.spec?.[list]?.forEach((container: Container, i) => {
      for (const what of ['limits', 'requests'] as const) {
        const now = pod.spec?.[list]?.[i]?.resources?.[what]
        for (const name in container.resources?.[what])
          if (now?.[name] === undefined) errors.forbidden(item(SPEC, list, i), `resources.${what}`, `resource ${what} cannot be removed`)
      }
    })
  return errors.list
}

function isStatic(pod: StoredPod): boolean {
  return pod.metadata.annotations?.[MIRROR] !== undefined
}

function forbidden(why: string): FieldError[] {
  const errors = new FieldErrors()
  errors.forbidden(root(''), '', why)
  return errors.list
}
