import { labelMatcher } from '../api/label-selector.ts'
import { controllerOf, type KubeObject, keyOf, splitKey } from '../api/object.ts'
import type { DaemonSetSpec, DaemonSetStatus, PodSpec, PodTemplateSpec, Toleration } from '../api/types.ts'
import { matchesNodeAffinity } from '../scheduler/node-affinity.ts'
import { untolerated } from '../scheduler/taints.ts'
import { type ControllerContext, recorderFor } from './controller.ts'
import { currentRevision, type RevisionObject, revisionsOf, truncateHistory } from './controller-history.ts'
import { semanticEqual } from './equal.ts'
import { intOrPercent } from './int-or-percent.ts'
import type { NodeObject } from './nodelifecycle.ts'
import { claim, indexOwners } from './owners.ts'
import { isNamespaceGoing, PodControl, podFromTemplate } from './pod-control.ts'
import { isPodReady, isPodTerminal, type PodObject, untilAvailable } from './pods.ts'
import { type SyncResult, WorkQueue } from './work-queue.ts'

type DaemonSetObject = KubeObject & { spec: DaemonSetSpec; status: DaemonSetStatus }

const HASH_LABEL = 'controller-revision-hash'
const GENERATION_LABEL = 'pod-template-generation'
const GENERATION_ANNOTATION = 'deprecated.daemonset.template.generation'

/** What every Pod of a DaemonSet tolerates, so that a node in trouble keeps its daemons. */
const TOLERATIONS: readonly Toleration[] = [
  { effect: 'NoExecute', key: 'node.kubernetes.io/not-ready', operator: 'Exists' },
  { effect: 'NoExecute', key: 'node.kubernetes.io/unreachable', operator: 'Exists' },
  { effect: 'NoSchedule', key: 'node.kubernetes.io/disk-pressure', operator: 'Exists' },
  { effect: 'NoSchedule', key: 'node.kubernetes.io/memory-pressure', operator: 'Exists' },
  { effect: 'NoSchedule', key: 'node.kubernetes.io/pid-pressure', operator: 'Exists' },
  { effect: 'NoSchedule', key: 'node.kubernetes.io/unschedulable', operator: 'Exists' },
]
const HOST_NETWORK: Toleration = { effect: 'NoSchedule', key: 'node.kubernetes.io/network-unavailable', operator: 'Exists' }

/** Keeps one Pod of each DaemonSet on every node that fits. */
export function startDaemonSetController(context: ControllerContext): void {
  const { clock, client, informers } = context
  const sets = informers.for<DaemonSetObject>('daemonsets.apps')
  const pods = informers.for<PodObject>('pods')
  const nodes = informers.for<NodeObject>('nodes')
  const revisions = informers.for<RevisionObject>('controllerrevisions.apps')
  indexOwners(pods)
  indexOwners(revisions)
  const recorder = recorderFor(context, 'daemonset-controller')
  const control = new PodControl(client, recorder)
  const queue = new WorkQueue(clock, sync, { backOff: { first: 1000, longest: 900_000 } })

  sets.onChange((set, old) => {
    if (!context.settled) queue.add(keyOf((set ?? old) as KubeObject))
  })
  pods.onChange((pod, old) => {
    if (context.settled) return
    for (const each of [pod, old]) {
      const owner = each && controllerOf(each)
      if (owner?.kind === 'DaemonSet') queue.add(`${each?.metadata.namespace}/${owner.name}`)
    }
    if (!pod || controllerOf(pod)) return
    for (const set of sets.list(pod.metadata.namespace)) if (labelMatcher(set.spec.selector)(pod.metadata.labels)) queue.add(keyOf(set))
  })
  nodes.onChange((node, old) => {
    const same = node && old && node.spec === old.spec && node.metadata.labels === old.metadata.labels
    if (!context.settled && !same) for (const set of sets.list()) queue.add(keyOf(set))
  })

  function sync(key: string): SyncResult {
    const { namespace, name } = splitKey(key)
    const set = sets.get(namespace, name)
    if (!set) return queue.remind(key, undefined)
    const matches = labelMatcher(set.spec.selector)
    const owned = claim(client, 'pods', pods, set, (pod) => matches(pod.metadata.labels))
    if (set.metadata.deletionTimestamp) return
    const revision = currentRevision(client, set, revisionsOf(revisions, set), HASH_LABEL)
    if (!revision) return 'retry'
    const hash = revision.metadata.labels?.[HASH_LABEL] as string
    let ok = place(set, byNode(owned), hash)
    if (ok && set.spec.updateStrategy?.type !== 'OnDelete') ok = roll(set, byNode(current(set)), hash)
    queue.remind(key, writeStatus(set, hash))
    const live = new Set([revision.metadata.name as string])
    for (const pod of owned) live.add(`${name}-${pod.metadata.labels?.[HASH_LABEL]}`)
    truncateHistory(client, set, revisionsOf(revisions, set), live)
    return ok ? undefined : 'retry'
  }

  function current(set: DaemonSetObject): PodObject[] {
    return pods.byIndex('owner', set.metadata.uid as string)
  }

  /** One Pod where there is none and should be; none where there should not be, or more than one. */
  function place(set: DaemonSetObject, existing: ReadonlyMap<string, PodObject[]>, hash: string): boolean {
    let ok = true
    for (const node of nodes.list()) {
      const name = node.metadata.name as string
      const { run, stay } = fits(set, node)
      const here = existing.get(name) ?? []
      const alive: PodObject[] = []
      for (const pod of here) {
        if (pod.metadata.deletionTimestamp) continue
        if (!isPodTerminal(pod)) alive.push(pod)
        else {
          const [type, reason, what] =
            pod.status?.phase === 'Failed'
              ? (['Warning', 'FailedDaemonPod', 'failed'] as const)
              : (['Normal', 'SucceededDaemonPod', 'succeeded'] as const)
          recorder.event(
            set,
            type,
            reason,
            `Found ${what} daemon pod ${keyOf(pod)} on node ${name}, will try to ${what === 'failed' ? 'kill' : 'delete'} it`,
          )
          ok = remove(set, pod) && ok
        }
      }
      if (run && here.length === 0) ok = create(set, name, hash) && ok
      if (!stay) for (const pod of alive) ok = remove(set, pod) && ok
      else if (alive.length > 1 && !surges(set)) {
        alive.sort((a, b) => ((a.metadata.creationTimestamp ?? '') < (b.metadata.creationTimestamp ?? '') ? -1 : 1))
        for (const pod of alive.slice(1)) ok = remove(set, pod) && ok
      }
    }
    return ok
  }

  /** Replaces Pods of old templates: those that do not work first, then working ones while few enough are missing. */
  function roll(set: DaemonSetObject, existing: ReadonlyMap<string, PodObject[]>, hash: string): boolean {
    const eligible = nodes.list().filter((node) => fits(set, node).run)
    const { maxUnavailable = 1, maxSurge = 0 } = set.spec.updateStrategy?.rollingUpdate ?? {}
    const mayMiss = intOrPercent(maxUnavailable, eligible.length, 'up')
    const maySurge = intOrPercent(maxSurge, eligible.length, 'up')
    let missing = 0
    let surging = 0
    const broken: PodObject[] = []
    const working: { node: string; pod: PodObject; successor: PodObject | undefined }[] = []
    for (const node of eligible) {
      const name = node.metadata.name as string
      const here = (existing.get(name) ?? []).filter((pod) => !isPodTerminal(pod))
      const successor = here.find((pod) => pod.metadata.labels?.[HASH_LABEL] === hash)
      const old = here.find((pod) => pod.metadata.labels?.[HASH_LABEL] !== hash)
      const leaving = old?.metadata.deletionTimestamp !== undefined
      if (!old) {
        if (!successor || !isAvailable(set, successor)) missing++
      } else if (leaving) missing++
      else if (!isAvailable(set, old)) {
        broken.push(old)
        missing++
      } else {
        working.push({ node: name, pod: old, successor })
        if (successor) surging++
      }
    }
    let ok = true
    for (const pod of broken) ok = remove(set, pod) && ok
    for (const { node, pod, successor } of working) {
      if (maySurge > 0) {
        if (successor && isAvailable(set, successor)) ok = remove(set, pod) && ok
        else if (!successor && surging < maySurge) {
          surging++
          ok = create(set, node, hash) && ok
        }
      } else if (missing < mayMiss) {
        missing++
        ok = remove(set, pod) && ok
      }
    }
    return ok
  }

  function create(set: DaemonSetObject, node: string, hash: string): boolean {
    const result = control.create(podFromTemplate(forNode(set, node, hash), set), set)
    return result.ok || isNamespaceGoing(result)
  }

  function remove(set: DaemonSetObject, pod: PodObject): boolean {
    const result = control.delete(pod, set)
    return result.ok || result.code === 404
  }

  function isAvailable(set: DaemonSetObject, pod: PodObject): boolean {
    return untilAvailable(pod, set.spec.minReadySeconds ?? 0, clock.now) === 0
  }

  function writeStatus(set: DaemonSetObject, hash: string): number {
    const existing = byNode(current(set))
    const status: DaemonSetStatus = { currentNumberScheduled: 0, desiredNumberScheduled: 0, numberMisscheduled: 0, numberReady: 0 }
    let updated = 0
    let available = 0
    let wait = Number.POSITIVE_INFINITY
    for (const node of nodes.list()) {
      const here = (existing.get(node.metadata.name as string) ?? []).sort((a, b) =>
        (a.metadata.creationTimestamp ?? '') < (b.metadata.creationTimestamp ?? '') ? -1 : 1,
      )
      const oldest = here[0]
      if (!fits(set, node).run) {
        if (oldest) status.numberMisscheduled++
        continue
      }
      status.desiredNumberScheduled++
      if (!oldest) continue
      status.currentNumberScheduled++
      if (oldest.metadata.labels?.[HASH_LABEL] === hash) updated++
      if (!isPodReady(oldest)) continue
      status.numberReady++
      const until = untilAvailable(oldest, set.spec.minReadySeconds ?? 0, clock.now)
      if (until === 0) available++
      else wait = Math.min(wait, until)
    }
    if (updated) status.updatedNumberScheduled = updated
    if (available) status.numberAvailable = available
    const unavailable = status.desiredNumberScheduled - available
    if (unavailable) status.numberUnavailable = unavailable
    status.observedGeneration = set.metadata.generation
    if (set.status?.conditions) status.conditions = set.status.conditions
    if (!semanticEqual(status, set.status)) client.update('daemonsets.apps', { ...set, status }, 'status')
    return wait
  }
}

function surges({ spec }: DaemonSetObject): boolean {
  const surge = spec.updateStrategy?.rollingUpdate?.maxSurge
  return surge !== undefined && surge !== 0 && surge !== '0%'
}

/** The node a Pod is on, or is meant for while it waits to be scheduled. */
function byNode(owned: readonly PodObject[]): Map<string, PodObject[]> {
  const groups = new Map<string, PodObject[]>()
  for (const pod of owned) {
    const terms = pod.spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms
    const target = terms?.[0]?.matchFields?.find((field) => field.key === 'metadata.name')?.values?.[0]
    const name = pod.spec.nodeName || target || ''
    groups.set(name, [...(groups.get(name) ?? []), pod])
  }
  return groups
}

/** Should a Pod run on the node; may one that is there stay? */
function fits({ spec }: DaemonSetObject, node: NodeObject): { run: boolean; stay: boolean } {
  const pod = spec.template.spec as PodSpec
  if ((pod.nodeName && pod.nodeName !== node.metadata.name) || !matchesNodeAffinity(pod, node)) return { run: false, stay: false }
  const tolerations = tolerationsOf(pod)
  const taints = node.spec?.taints
  if (!untolerated(taints, tolerations, ['NoSchedule', 'NoExecute'])) return { run: true, stay: true }
  return { run: false, stay: !untolerated(taints, tolerations, ['NoExecute']) }
}

function tolerationsOf(pod: PodSpec): Toleration[] {
  const added = pod.hostNetwork ? [...TOLERATIONS, HOST_NETWORK] : TOLERATIONS
  const own = pod.tolerations ?? []
  return [...own, ...added.filter((toleration) => !own.some((each) => semanticEqual(each, toleration)))]
}

/** The template bound to one node, which the scheduler then finds to be the only one. */
function forNode(set: DaemonSetObject, node: string, hash: string): PodTemplateSpec {
  const { template } = set.spec
  const spec = template.spec as PodSpec
  const generation = set.metadata.annotations?.[GENERATION_ANNOTATION]
  const labels: Record<string, string> = { ...template.metadata?.labels, [HASH_LABEL]: hash }
  if (generation !== undefined) labels[GENERATION_LABEL] = generation
  const field = { key: 'metadata.name', operator: 'In', values: [node] }
  const required = spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution
  const nodeSelectorTerms = required
    ? required.nodeSelectorTerms.map((term) => ({ ...term, matchFields: [field] }))
    : [{ matchFields: [field] }]
  const nodeAffinity = { ...spec.affinity?.nodeAffinity, requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms } }
  return {
    metadata: { ...template.metadata, labels },
    spec: { ...spec, affinity: { ...spec.affinity, nodeAffinity }, tolerations: tolerationsOf(spec) },
  }
}
