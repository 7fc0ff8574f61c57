import type { PodSpec } from '../../../api/types.ts'
import { structureDiff } from './diff.ts'
import { internalPodSpec } from './go-form.ts'

/** What differs between two specs, as the server shows it to who wanted to change too much. */
export function podSpecDiff(before: PodSpec, now: PodSpec): string {
  return structureDiff(internalPodSpec(before), internalPodSpec(now))
}
