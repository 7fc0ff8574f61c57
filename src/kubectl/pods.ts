import { selectorText } from '../cluster/api/label-text.ts'
import type { JsonObject } from '../cluster/api/object.ts'
import type { Pod } from '../cluster/api/types.ts'
import type { Task } from '../sim/task.ts'
import { kindPrefix } from './discovery.ts'
import { CommandError } from './errors.ts'
import type { Invocation } from './invocation.ts'
import { type Info, infoOf } from './resource-builder.ts'
import { watchPath } from './watching.ts'

/** The selector of the Pods that belong to an object; throws as kubectl does for kinds that have none. */
export function podSelectorOf({ mapping, object, name }: Info): string {
  switch (kindPrefix(mapping)) {
    case 'service': {
      const selector = object['spec']?.selector
      if (!selector || Object.keys(selector).length === 0)
        throw new CommandError(`invalid service '${name}': Service is defined without a selector`)
      return selectorText({ matchLabels: selector })
    }
    case 'replicationcontroller':
      return selectorText({ matchLabels: object['spec']?.selector })
    case 'deployment.apps':
    case 'replicaset.apps':
    case 'statefulset.apps':
    case 'daemonset.apps':
    case 'job.batch':
      return selectorText(object['spec']?.selector)
    default:
      throw new CommandError(`selector for *${mapping.version}.${mapping.kind} not implemented`)
  }
}

/** Orders Pods: the one a person most likely means comes first. */
type PodOrder = (a: Pod, b: Pod) => number

const ready = (pod: Pod): boolean => (pod.status?.conditions ?? []).some(({ type, status }) => type === 'Ready' && status === 'True')
const readySince = (pod: Pod): string => (pod.status?.conditions ?? []).find(({ type }) => type === 'Ready')?.lastTransitionTime ?? ''
const restarts = (pod: Pod): number => Math.max(0, ...(pod.status?.containerStatuses ?? []).map(({ restartCount }) => restartCount))
const phaseRank = (pod: Pod): number => ({ Pending: 0, Unknown: 1, Running: 2 })[pod.status?.phase ?? ''] ?? 0
const created = (pod: Pod): string => pod.metadata?.creationTimestamp ?? ''
const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

/** Assigned, running, ready, ready for longest. */
const byReadiness: PodOrder = (a, b) =>
  Number(Boolean(b.spec?.nodeName)) - Number(Boolean(a.spec?.nodeName)) ||
  phaseRank(b) - phaseRank(a) ||
  Number(ready(b)) - Number(ready(a)) ||
  compareText(readySince(a), readySince(b))

/** For exec, attach, port-forward: of equally ready ones that with the fewest restarts, the oldest. */
export const MOST_ACTIVE: PodOrder = (a, b) => byReadiness(a, b) || restarts(a) - restarts(b) || compareText(created(a), created(b))

/** For logs: those that restarted more and newer ones are more telling. */
export const MOST_TELLING: PodOrder = (a, b) => byReadiness(a, b) || restarts(b) - restarts(a) || compareText(created(b), created(a))

export function podsMatching(k: Invocation, namespace: string, labelSelector: string): Pod[] {
  const pods = k.mapper.resourceFor('pods')
  return (k.client.list(pods, namespace, { query: { labelSelector } })['items'] as Pod[]).map((pod) => ({
    ...pod,
    apiVersion: 'v1',
    kind: 'Pod',
  }))
}

/** The first Pod by `order` that a selector finds; waits `timeout` ms for one to appear. */
export function* firstPod(
  k: Invocation,
  namespace: string,
  selector: string,
  timeout: number,
  order: PodOrder,
): Task<{ pod: Pod; count: number }> {
  const found = podsMatching(k, namespace, selector).sort(order)
  if (found[0]) return { pod: found[0], count: found.length }
  const mapping = k.mapper.resourceFor('pods')
  let pod: Pod | undefined
  const path = `/api/v1/namespaces/${namespace}/${mapping.resource}`
  yield* watchPath(k, path, { query: { labelSelector: selector } }, k.now + timeout, ({ type, object }) => {
    if (type === 'ADDED' || type === 'MODIFIED') pod = object as Pod
    return pod !== undefined
  })
  if (!pod) throw new CommandError('timed out waiting for the condition')
  return { pod, count: 1 }
}

/** Refuses a --pod-running-timeout that is no time at all. */
export function checkRunningTimeout(k: Invocation): void {
  if (Number(k.flags.value('pod-running-timeout')) <= 0) throw k.usageError('--pod-running-timeout must be higher than zero')
}

/** The Pod to attach to for an object: itself, or the most active one of those it selects. */
export function* attachablePod(k: Invocation, info: Info, timeout: number): Task<Pod> {
  if (kindPrefix(info.mapping) === 'pod') return info.object as Pod
  let selector: string
  try {
    selector = podSelectorOf(info)
  } catch (error) {
    throw new CommandError(`cannot attach to *${info.mapping.version}.${info.mapping.kind}: ${(error as Error).message}`)
  }
  return (yield* firstPod(k, info.namespace, selector, timeout, MOST_ACTIVE)).pod
}

const DEFAULT_CONTAINER = 'kubectl.kubernetes.io/default-container'

/** All containers of a Pod, init and ephemeral ones with their mark: `setup (init)`. */
function containerNames({ spec }: Pod): { name: string; shown: string }[] {
  const named = (list: { name: string }[] | undefined, mark: string) => (list ?? []).map(({ name }) => ({ name, shown: name + mark }))
  return [...named(spec?.containers, ''), ...named(spec?.initContainers, ' (init)'), ...named(spec?.ephemeralContainers as any, ' (ephem)')]
}

/** The container that was asked for, or the Pod's default; says which one it took when there are several. */
export function containerOf(k: Invocation, pod: Pod, asked: string, quiet = false): string {
  const all = containerNames(pod)
  const shown = all.map((one) => one.shown).join(', ')
  const name = pod.metadata?.name
  if (asked) {
    if (all.some((one) => one.name === asked)) return asked
    throw new CommandError(`container ${asked} is not valid for pod ${name} out of: ${shown}`)
  }
  const byAnnotation = pod.metadata?.annotations?.[DEFAULT_CONTAINER]
  if (byAnnotation) {
    if (all.some((one) => one.name === byAnnotation)) return byAnnotation
    k.err(`Default container name "${byAnnotation}" not found in pod ${name}\n`)
  }
  const [first] = pod.spec?.containers ?? []
  if (!first) throw new CommandError(`unable to find container in pod ${name}`)
  if (all.length > 1 && !quiet) k.err(`Defaulted container "${first.name}" out of: ${shown}\n`)
  return first.name
}

/** A fetched Pod as an Info. */
export function podInfo(k: Invocation, pod: JsonObject): Info {
  return infoOf(k.mapper.resourceFor('pods'), pod, '')
}
