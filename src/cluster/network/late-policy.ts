import { Code } from '../../sim/code.ts'
import { SELDOM_RESOURCES } from '../apiserver/resources/later.ts'
import type { Informers } from '../client/client.ts'
import type { PolicyCheck } from './policy.ts'

/** Comes with the resource: nobody can have made a NetworkPolicy without it. */
const POLICIES = new Code('network policies', () => import('./network-policy.ts'))
SELDOM_RESOURCES.bring(POLICIES)

/** Enforces NetworkPolicies as soon as there are any; without them everything passes. */
export function lateCheck(informers: Informers): PolicyCheck {
  const policies = informers.for('networkpolicies.networking.k8s.io')
  let check: PolicyCheck | undefined
  return (...flow) => {
    if (!check && policies.list().length === 0) return true
    check ??= POLICIES.value.networkPolicyCheck(informers)
    return check(...flow)
  }
}
