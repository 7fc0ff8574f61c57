import { compareQuantities } from '../api/quantity.ts'
import type { PodSpec } from '../api/types.ts'

/** A Pod's quality of service class: Guaranteed, Burstable or BestEffort. */
export function qosClass(spec: PodSpec): string {
  let any = false
  let guaranteed = true
  for (const { resources } of [...(spec.containers ?? []), ...(spec.initContainers ?? [])]) {
    for (const name of ['cpu', 'memory']) {
      const request = resources?.requests?.[name]
      const limit = resources?.limits?.[name]
      const asked = request !== undefined && compareQuantities(request, '0') > 0
      const limited = limit !== undefined && compareQuantities(limit, '0') > 0
      if (asked || limited) any = true
      if (!limited || (asked && compareQuantities(request, limit) !== 0)) guaranteed = false
    }
  }
  return !any ? 'BestEffort' : guaranteed ? 'Guaranteed' : 'Burstable'
}
