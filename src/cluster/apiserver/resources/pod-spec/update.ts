import { equal } from '../../../api/json.ts'
import type { Container, Pod, PodSpec } from '../../../api/types.ts'
import { PATCHES } from '../later.ts'
import { type FieldErrors, item, type Path, root } from '../validation/errors.ts'

const METADATA = root('metadata')

/** What an update of a Pod may change. */
export function validatePodUpdate(errors: FieldErrors, pod: Pod, old: Pod): void {
  validateAnnotationUpdate(errors, pod.metadata?.annotations, old.metadata?.annotations)
  const spec = pod.spec as PodSpec
  const before = old.spec as PodSpec
  // The cluster's own parts leave it as it is.
  if (spec !== before && !equal(spec, before)) PATCHES.value.validateSpecUpdate(errors, spec, before)
}

const APPARMOR = 'container.apparmor.security.beta.kubernetes.io/'
const MIRROR = 'kubernetes.io/config.mirror'

type Annotations = Readonly<Record<string, string>>

export function validateAnnotationUpdate(errors: FieldErrors, annotations: Annotations = {}, old: Annotations = {}): void {
  if (annotations === old) return
  const at = (key: string): Path => item(METADATA, 'annotations', key)
  for (const key in old) {
    if (annotations[key] === old[key]) continue
    if (key.startsWith(APPARMOR)) errors.forbidden(at(key), '', 'may not remove or update AppArmor annotations')
    if (key === MIRROR) errors.forbidden(at(key), '', 'may not remove or update mirror pod annotation')
  }
  for (const key in annotations) {
    if (Object.hasOwn(old, key)) continue
    if (key.startsWith(APPARMOR)) errors.forbidden(at(key), '', 'may not add AppArmor annotations')
    if (key === MIRROR) errors.forbidden(at(key), '', 'may not add mirror pod annotation')
  }
}

type Statuses = readonly { name: string; state?: { terminated?: { exitCode: number } } }[] | undefined

/** A status may not bring a container back that is not to be restarted. */
export function validatePodStatusUpdate(errors: FieldErrors, pod: Pod, old: Pod): void {
  const status = root('status')
  if (old.status?.qosClass && pod.status?.qosClass !== old.status.qosClass)
    errors.invalid(status, 'qosClass', pod.status?.qosClass ?? '', 'field is immutable')
  const policy = old.spec?.restartPolicy
  const check = (list: string, statuses: Statuses, before: Statuses, mayRestart: (name: string, exitCode: number) => boolean): void => {
    before?.forEach(({ name, state }, i) => {
      if (!state?.terminated || mayRestart(name, state.terminated.exitCode)) return
      const now = statuses?.find((one) => one.name === name)
      if (now && !now.state?.terminated) errors.forbidden(item(status, list, i), 'state', 'may not be transitioned to non-terminated state')
    })
  }
  if (policy === 'Always') return
  const restarts =
    (containers: readonly Container[] | undefined, isInit: boolean) =>
    (name: string, exitCode: number): boolean => {
      const container = containers?.find((one) => one.name === name)
      const own = container?.restartPolicy ?? (isInit && policy === 'Always' ? 'OnFailure' : policy)
      if (container?.restartPolicyRules?.length) return true
      return own === 'Always' || (own === 'OnFailure' && exitCode !== 0)
    }
  check('containerStatuses', pod.status?.containerStatuses, old.status?.containerStatuses, restarts(old.spec?.containers, false))
  check(
    'initContainerStatuses',
    pod.status?.initContainerStatuses,
    old.status?.initContainerStatuses,
    restarts(old.spec?.initContainers, true),
  )
}
