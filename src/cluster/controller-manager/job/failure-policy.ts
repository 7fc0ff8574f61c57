import { keyOf } from '../../api/object.ts'
import type { ContainerStatus, JobSpec, PodFailurePolicyRule } from '../../api/types.ts'
import type { PodObject } from '../pods.ts'

/** What a Job's podFailurePolicy says of a failed Pod: how it counts, and why the whole Job fails. */
export interface Verdict {
  action: 'Count' | 'Ignore' | 'FailJob' | 'FailIndex'
  message?: string
}

/** The first rule that fits speaks; without any the failure counts. */
export function judgeFailure({ podFailurePolicy }: JobSpec, pod: PodObject): Verdict {
  for (const [index, rule] of (podFailurePolicy?.rules ?? []).entries()) {
    const why = fits(rule, pod)
    if (why === undefined) continue
    const action = rule.action as Verdict['action']
    return action === 'FailJob' ? { action, message: `${why} matching ${action} rule at index ${index}` } : { action }
  }
  return { action: 'Count' }
}

function fits({ onExitCodes, onPodConditions }: PodFailurePolicyRule, pod: PodObject): string | undefined {
  if (onExitCodes) {
    const { containerName, operator, values } = onExitCodes
    const statuses = [...(pod.status?.containerStatuses ?? []), ...(pod.status?.initContainerStatuses ?? [])]
    const failed = statuses.find((status) => {
      const code = exitCode(status)
      if (code === undefined || code === 0 || (containerName && containerName !== status.name)) return false
      return values.includes(code) === (operator === 'In')
    })
    return failed && `Container ${failed.name} for pod ${keyOf(pod)} failed with exit code ${exitCode(failed)}`
  }
  const condition = pod.status?.conditions?.find((each) =>
    onPodConditions?.some((pattern) => pattern.type === each.type && (pattern.status ?? 'True') === each.status),
  )
  return condition && `Pod ${keyOf(pod)} has condition ${condition.type}`
}

function exitCode(status: ContainerStatus): number | undefined {
  return status.state?.terminated?.exitCode
}
