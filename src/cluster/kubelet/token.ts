import { base64Url } from '../../sim/base64.ts'
import { Random } from '../../sim/random.ts'
import type { Pod } from '../api/types.ts'

/** A service account's token bound to its Pod: the claims of a real one; nobody here checks its signature. */
export function serviceAccountToken(pod: Pod, now: number, audience: string | undefined, seconds: number): string {
  const { name = '', namespace = '', uid = '' } = pod.metadata ?? {}
  const account = pod.spec?.serviceAccountName ?? 'default'
  const issued = Math.floor(now / 1000)
  const random = new Random(`token/${uid}/${issued}`)
  const claims = {
    aud: [audience ?? 'https://kubernetes.default.svc.cluster.local'],
    exp: issued + 365 * 24 * 3600 + 7,
    iat: issued,
    iss: 'https://kubernetes.default.svc.cluster.local',
    jti: random.uuid(),
    'kubernetes.io': {
      namespace,
      node: { name: pod.spec?.nodeName ?? '' },
      pod: { name, uid },
      serviceaccount: { name: account },
      warnafter: issued + seconds,
    },
    nbf: issued,
    sub: `system:serviceaccount:${namespace}:${account}`,
  }
  const header = { alg: 'RS256', kid: new Random('kid').hex(43) }
  return `${base64Url(JSON.stringify(header))}.${base64Url(JSON.stringify(claims))}.${random.hex(342)}`
}
