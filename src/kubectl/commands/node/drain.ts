import type { Pod } from '../../../cluster/api/types.ts'
import { sleep, type Task } from '../../../sim/task.ts'
import type { Command } from '../../command.ts'
import { DRY_RUN_FLAG, SELECTOR_FLAG } from '../../common-flags.ts'
import { Aggregate, CommandError, isNotFound, raise, StatusError } from '../../errors.ts'
import type { Invocation } from '../../invocation.ts'
import { matchesSelector, requirementsOf } from '../../selectors.ts'
import { dryRunOf, dryRunSuffix } from '../../writing.ts'
import { nodesOf, setSchedulable } from './cordon.ts'

export const drain: Command = {
  name: 'drain',
  use: 'drain NODE',
  short: 'Drain node in preparation for maintenance',
  group: 'Cluster Management Commands',
  long: "Drain node in preparation for maintenance. The node is marked unschedulable, then its Pods are evicted (or deleted, where evictions are not served). DaemonSets' Pods, Pods without a controller and Pods with emptyDir volumes stop it unless flags say otherwise.",
  flags: `${DRY_RUN_FLAG}${SELECTOR_FLAG}
--chunk-size int64=500  Read long lists in pieces of this size; 0 reads them whole.
--delete-emptydir-data bool  Go on where Pods use emptyDir; its data is lost.
--disable-eviction bool  Delete instead of evicting, past disruption budgets.
--force bool  Go on where Pods have no controller.
--grace-period int=-1  Seconds that each Pod gets to end; negative leaves it to the Pod.
--ignore-daemonsets bool  Leave the Pods of DaemonSets alone.
--pod-selector string  Only Pods with these labels.
--skip-wait-for-delete-timeout int  Do not wait for Pods that have been going longer than this.
--timeout duration  How long to wait before giving up; 0 for ever.
`,
  run: runDrain,
}

/** Why a Pod may not simply go, and what is said when it goes all the same. */
interface Obstacle {
  applies: (pod: Pod) => boolean
  flag: string
  fatal: string
  warning: string
  /** the Pod stays where it is */
  spare?: boolean
}

const controllerOf = (pod: Pod) => pod.metadata?.ownerReferences?.find(({ controller }) => controller)

const OBSTACLES: readonly Obstacle[] = [
  {
    applies: (pod) => controllerOf(pod)?.kind === 'DaemonSet',
    flag: 'ignore-daemonsets',
    fatal: 'DaemonSet-managed Pods (use --ignore-daemonsets to ignore)',
    warning: 'ignoring DaemonSet-managed Pods',
    spare: true,
  },
  {
    applies: (pod) => !isDone(pod) && (pod.spec?.volumes ?? []).some(({ emptyDir }) => emptyDir),
    flag: 'delete-emptydir-data',
    fatal: 'Pods with local storage (use --delete-emptydir-data to override)',
    warning: 'deleting Pods with local storage',
  },
  {
    applies: (pod) => !isDone(pod) && !controllerOf(pod),
    flag: 'force',
    // kubectl itself says it twice: `cannot delete cannot delete Pods …`
    fatal: 'cannot delete Pods that declare no controller (use --force to override)',
    warning: 'deleting Pods that declare no controller',
  },
]

function isDone({ status }: Pod): boolean {
  return status?.phase === 'Succeeded' || status?.phase === 'Failed'
}

/** ms until a Pod that a budget protects is asked for again */
const RETRY = 5_000

function* runDrain(k: Invocation): Task<void> {
  checkPodSelector(k)
  const dryRun = dryRunOf(k)
  const infos = yield* nodesOf(k)
  for (const info of infos) setSchedulable(k, info, true, dryRun)
  const failed: { name: string; error: unknown }[] = []
  for (const { name } of infos) {
    try {
      const pods = podsToEvict(k, name)
      try {
        yield* empty(k, pods)
      } catch (error) {
        if (error instanceof Aggregate) tellPending(k, name, error)
        throw error
      }
      k.out(`node/${name} drained${dryRunSuffix(dryRun)}\n`)
    } catch (error) {
      if (!(error instanceof CommandError || error instanceof StatusError || error instanceof Aggregate)) throw error
      k.err(`error: unable to drain node ${JSON.stringify(name)} due to error: ${error.message}, continuing command...\n`)
      failed.push({ name, error })
    }
  }
  if (failed.length > 0) k.err(`There are pending nodes to be drained:\n${failed.map(({ name }) => ` ${name}\n`).join('')}`)
  raise(failed.map(({ error }) => error))
}

function checkPodSelector(k: Invocation): void {
  try {
    requirementsOf(k.str('pod-selector'))
  } catch {
    throw new CommandError('--pod-selector=<pod_selector> must be a valid label selector')
  }
}

/** What is left of a node whose draining failed. */
function tellPending(k: Invocation, node: string, { message }: Aggregate): void {
  const pods = podsToEvict(k, node)
  if (pods.length === 0) return
  k.err(`There are pending pods in node ${JSON.stringify(node)} when an error occurred: ${message}\n`)
  for (const { metadata } of pods) k.err(`pod/${metadata?.name}\n`)
}

function* empty(k: Invocation, pods: readonly Pod[]): Task<void> {
  const dryRun = dryRunOf(k)
  if (dryRun !== 'none') {
    for (const { metadata } of pods) k.out(`evicting pod ${metadata?.namespace}/${metadata?.name}${dryRunSuffix(dryRun)}\n`)
    return
  }
  const timeout = Number(k.flags.value('timeout'))
  const deadline = timeout > 0 ? k.now + timeout : Number.POSITIVE_INFINITY
  const errors: Error[] = []
  // Each Pod goes its own way: one that a budget protects holds up no other.
  let left = pods.map((pod) => ({ pod, evicted: false, late: false, retryAt: k.now }))
  for (;;) {
    for (const going of left) {
      if (!going.evicted && going.retryAt <= k.now) {
        const { pod } = going
        k.out(`evicting pod ${pod.metadata?.namespace}/${pod.metadata?.name}\n`)
        // who waits for another try is told of the timeout when that comes
        if (k.now < deadline) going.evicted = evict(k, pod)
        else going.late = true
        going.retryAt = k.now + RETRY
      }
    }
    yield* k.flush()
    left = left.filter(({ pod, evicted, late }) => {
      const { name, namespace } = pod.metadata ?? {}
      if (evicted && isGone(k, pod)) {
        k.out(`pod/${name} evicted\n`)
        return false
      }
      if (k.now < deadline || !(evicted || late)) return true
      const what = evicted
        ? `when waiting for pod ${JSON.stringify(name)} in namespace ${JSON.stringify(namespace)} to terminate`
        : `when evicting pods/${JSON.stringify(name)} -n ${JSON.stringify(namespace)}`
      errors.push(new CommandError(`error ${what}: global timeout reached: ${goDuration(timeout)}`))
      return false
    })
    if (left.length === 0) break
    yield* sleep(1_000)
  }
  if (errors.length > 0) throw new Aggregate(errors)
}

function podsToEvict(k: Invocation, node: string): Pod[] {
  const mapping = k.mapper.resourceFor('pods')
  const all = k.client.list(mapping, '', { query: { fieldSelector: `spec.nodeName=${node}` } })['items'] as Pod[]
  const chosen = all.filter(
    (pod) =>
      !pod.metadata?.annotations?.['kubernetes.io/config.mirror'] &&
      (!k.str('pod-selector') || matchesSelector(k.str('pod-selector'), pod.metadata?.labels)),
  )
  const errors: CommandError[] = []
  const warnings: string[] = []
  const spared = new Set<Pod>()
  for (const { applies, flag, fatal, warning, spare } of OBSTACLES) {
    const stopped = chosen.filter((pod) => !spared.has(pod) && applies(pod))
    if (stopped.length === 0) continue
    const names = stopped.map(({ metadata }) => `${metadata?.namespace}/${metadata?.name}`).join(', ')
    if (!k.bool(flag)) errors.push(new CommandError(`cannot delete ${fatal}: ${names}`))
    else warnings.push(`${warning}: ${names}`)
    if (spare) for (const pod of stopped) spared.add(pod)
  }
  if (errors.length > 0) throw new Aggregate(errors)
  if (warnings.length > 0) k.err(`Warning: ${warnings.join('; ')}\n`)
  return chosen.filter((pod) => !spared.has(pod))
}

/** Asks for a Pod's eviction; false when a disruption budget does not allow it now. */
function evict(k: Invocation, { metadata }: Pod): boolean {
  const grace = k.int('grace-period')
  const options = grace >= 0 ? { gracePeriodSeconds: grace } : {}
  const path = `/api/v1/namespaces/${metadata?.namespace}/pods/${metadata?.name}`
  try {
    if (k.bool('disable-eviction')) k.client.request('DELETE', path, { body: options })
    else
      k.client.request('POST', `${path}/eviction`, {
        body: {
          apiVersion: 'policy/v1',
          kind: 'Eviction',
          metadata: { name: metadata?.name, namespace: metadata?.namespace },
          deleteOptions: options,
        },
      })
  } catch (error) {
    if (isNotFound(error)) return true
    if (!(error instanceof StatusError) || error.reason !== 'TooManyRequests') throw error
    k.err(
      `error when evicting pods/${JSON.stringify(metadata?.name)} -n ${JSON.stringify(metadata?.namespace)} (will retry after 5s): ${error.message}\n`,
    )
    return false
  }
  return true
}

function isGone(k: Invocation, { metadata }: Pod): boolean {
  const answer = k.client.door.handle(k.client.shape('GET', `/api/v1/namespaces/${metadata?.namespace}/pods/${metadata?.name}`))
  return answer.status === 404 || (answer.body as Pod).metadata?.uid !== metadata?.uid
}

/** As Go prints a duration in ms: `8s`, `1m0s`, `1h0m0.5s`. */
function goDuration(ms: number): string {
  const hours = Math.floor(ms / 3_600_000)
  const minutes = Math.floor(ms / 60_000) % 60
  return `${hours > 0 ? `${hours}h` : ''}${ms >= 60_000 ? `${minutes}m` : ''}${(ms % 60_000) / 1000}s`
}
