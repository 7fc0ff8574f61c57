import type { PodSpec } from '../api/types.ts'
import type { Image } from '../images/image.ts'
import type { Spec } from './container.ts'

export interface LinuxUser {
  name: string
  uid: number
  gid: number
  groups: number[]
  home: string
}

/** Whom a container's processes belong to: its security context, the Pod's, or what the image says. */
export function userOf(pod: PodSpec, spec: Spec, image: Image): LinuxUser {
  const own = spec.securityContext
  const shared = pod.securityContext
  const uid = own?.runAsUser ?? shared?.runAsUser ?? image.user?.uid ?? 0
  const byImage = image.user && image.user.uid === uid ? image.user : undefined
  const gid = own?.runAsGroup ?? shared?.runAsGroup ?? byImage?.gid ?? 0
  const groups = [gid, ...(shared?.supplementalGroups ?? [])]
  if (shared?.fsGroup !== undefined) groups.push(shared.fsGroup)
  // The image's /etc/group has root in `wheel` (busybox); `Strict` leaves such memberships out.
  if (uid === 0 && image.flavour === 'busybox' && shared?.supplementalGroupsPolicy !== 'Strict') groups.push(10)
  return {
    name: uid === 0 ? 'root' : (byImage?.name ?? String(uid)),
    uid,
    gid,
    groups: groups.length > 1 ? [...new Set(groups)].sort((a, b) => a - b) : groups,
    home: uid === 0 ? '/root' : (byImage?.home ?? '/'),
  }
}
