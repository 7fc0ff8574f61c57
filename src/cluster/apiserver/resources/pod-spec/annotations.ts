import type { PodSpec } from '../../../api/types.ts'
import type { FieldErrors, Path } from '../validation/errors.ts'
import { item } from '../validation/errors.ts'
import { localDescendingPath } from './file-paths.ts'

const MIRROR = 'kubernetes.io/config.mirror'
const DELETION_COST = 'controller.kubernetes.io/pod-deletion-cost'
const SECCOMP_POD = 'seccomp.security.alpha.kubernetes.io/pod'
const SECCOMP_CONTAINER = 'container.seccomp.security.alpha.kubernetes.io/'
const APPARMOR = 'container.apparmor.security.beta.kubernetes.io/'

/** Annotations of Pods that the API server reads itself. */
export function validatePodAnnotations(
  errors: FieldErrors,
  path: Path,
  annotations: Readonly<Record<string, string>>,
  spec: PodSpec,
): void {
  const at = (key: string): Path => item(path, 'annotations', key)
  const mirror = annotations[MIRROR]
  if (mirror !== undefined && !spec.nodeName)
    errors.invalid(at(MIRROR), '', mirror, 'must set spec.nodeName if mirror pod annotation is set')
  const cost = annotations[DELETION_COST]
  if (cost !== undefined && !(/^(?:0|-?[1-9]\d*)$/.test(cost) && Math.abs(Number(cost)) <= 2147483647))
    errors.invalid(at(DELETION_COST), '', cost, 'must be a 32bit integer')
  for (const key of Object.keys(annotations)) {
    const value = annotations[key] as string
    if (key === SECCOMP_POD || key.startsWith(SECCOMP_CONTAINER)) validateSeccomp(errors, path, `annotations.${key}`, value)
  }
  for (const key of Object.keys(annotations)) {
    if (!key.startsWith(APPARMOR)) continue
    const value = annotations[key] as string
    const name = key.slice(APPARMOR.length)
    const known = [...(spec.initContainers ?? []), ...(spec.containers ?? [])].some((container) => container.name === name)
    if (!known) errors.invalid(at(key), '', name, 'container not found')
    if (value !== '' && value !== 'runtime/default' && value !== 'unconfined' && !value.startsWith('localhost/'))
      errors.invalid(at(key), '', value, `invalid AppArmor profile name: ${JSON.stringify(value)}`)
  }
}

function validateSeccomp(errors: FieldErrors, path: Path, leaf: string, profile: string): void {
  if (profile === 'runtime/default' || profile === 'docker/default' || profile === 'unconfined') return
  if (profile.startsWith('localhost/')) localDescendingPath(errors, path, leaf, profile.slice('localhost/'.length))
  else errors.invalid(path, leaf, profile, 'must be a valid seccomp profile')
}
