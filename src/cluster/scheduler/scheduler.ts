import type { Clock, Instant, Timer } from '../../sim/clock.ts'
import type { Random } from '../../sim/random.ts'
import { keyOf } from '../api/object.ts'
import { rfc3339 } from '../api/time.ts'
import type { PodCondition } from '../api/types.ts'
import type { Client, Informers } from '../client/client.ts'
import { createEventRecorder } from '../client/event-recorder.ts'
import { ActiveQueue } from './active-queue.ts'
import { claimFault } from './claims.ts'
import { filterNodes, type Refusal } from './filters.ts'
import { schedulingFailure } from './fit-error.ts'
import { type NodeObject, type PodObject, podInfo } from './node-info.ts'
import { preempt } from './preemption.ts'
import { gonePodMayHelp, newPodMayHelp, nodeMayHelp, type Waiting } from './queueing-hints.ts'
import { SchedulingState } from './scheduling-state.ts'
import { bestNode } from './scores.ts'

export interface SchedulerOptions {
  clock: Clock
  random: Random
  client: Client
  informers: Informers
  /** the Pods that exist already need no scheduling: a snapshot of a cluster that had settled */
  settled?: boolean
}

const NAME = 'default-scheduler'
/** from a Pod's creation to its turn, and from one turn to the next, ms */
const LATENCY = 3
const TURN = 0.5
const FIRST_BACK_OFF = 1000
const LONGEST_BACK_OFF = 10_000

/** A Pod that could not be placed: when it was last tried and who refused it. */
interface Unschedulable extends Waiting {
  attempts: number
  tried: Instant
  retry?: Timer | undefined
}

/** kube-scheduler: one Pod after the other to the best node that can take it; what finds none waits for a change that may help. */
export function startScheduler(options: SchedulerOptions): void {
  const { clock, random, client, informers } = options
  const pods = informers.for<PodObject>('pods')
  const nodes = informers.for<NodeObject>('nodes')
  const state = new SchedulingState(informers)
  const instance = `${NAME}-${nodes.list()[0]?.metadata.name ?? 'node-1'}`
  const recorder = createEventRecorder({ clock, random, client, component: NAME, instance })
  const active = new ActiveQueue()
  const unschedulable = new Map<string, Unschedulable>()
  let turn: Timer | undefined
  let watchingClaims = false
  let settled = options.settled ?? false

  nodes.onChange((node, old) => {
    if (!node) return state.removeNode(old?.metadata.name as string)
    state.setNode(node)
    retry((failed) => nodeMayHelp(failed, node, old))
  })
  pods.onChange((pod, old) => {
    if (!pod) return removed(old as PodObject)
    const done = pod.status?.phase === 'Succeeded' || pod.status?.phase === 'Failed'
    if (done) return removed(pod)
    const { nodeName } = pod.spec
    // The kubelet writes often; only what the sums and counts are made of matters here.
    if (nodeName && old?.spec === pod.spec && old.metadata.labels === pod.metadata.labels && !pod.metadata.deletionTimestamp) return
    const key = keyOf(pod)
    if (nodeName) {
      active.delete(key)
      settle(key)
      state.place(nodeName, pod)
      retry(({ plugins }) => newPodMayHelp(plugins))
      return
    }
    if (pod.metadata.deletionTimestamp || pod.spec.schedulerName !== NAME || pod.spec.schedulingGates?.length) return
    if (old && old.spec === pod.spec && old.metadata.labels === pod.metadata.labels) return
    if (settled) return
    settle(key)
    enqueue(key)
  })
  settled = false

  function removed(pod: PodObject): void {
    const key = keyOf(pod)
    active.delete(key)
    settle(key)
    if (state.unplace(pod.metadata.uid as string)) retry(({ plugins }) => gonePodMayHelp(plugins))
  }

  /** Forgets that a Pod was unschedulable. */
  function settle(key: string): void {
    if (unschedulable.size === 0) return
    clock.cancel(unschedulable.get(key)?.retry)
    unschedulable.delete(key)
  }

  function enqueue(key: string): void {
    const slash = key.indexOf('/')
    const pod = pods.get(key.slice(0, slash), key.slice(slash + 1))
    if (!pod) return
    active.add(key, pod.spec.priority ?? 0)
    if (!turn) turn = clock.after(LATENCY, next)
  }

  /** Tries those again that the change may help, each after its back-off. */
  function retry(helps: (failed: Unschedulable) => boolean): void {
    for (const [key, failed] of unschedulable) {
      if (failed.retry || active.has(key) || !helps(failed)) continue
      const backOff = Math.min(FIRST_BACK_OFF * 2 ** (failed.attempts - 1), LONGEST_BACK_OFF)
      const wait = failed.tried + backOff - clock.now
      if (wait <= 0) enqueue(key)
      else {
        failed.retry = clock.after(wait, () => {
          failed.retry = undefined
          enqueue(key)
        })
      }
    }
  }

  function next(): void {
    turn = undefined
    const key = active.take() ?? ''
    const slash = key.indexOf('/')
    const pod = pods.get(key.slice(0, slash), key.slice(slash + 1))
    if (pod) schedule(pod)
    if (active.size > 0 && !turn) turn = clock.after(TURN, next)
  }

  function schedule(pod: PodObject): void {
    const unbound = claimFault(pod, informers)
    if (unbound !== undefined) {
      watchClaims()
      const refused = { plugin: 'VolumeBinding', reasons: [], unresolvable: true }
      // What stops before any node is looked at leaves the plugins after it without their state: "not found".
      return fail(pod, new Map([['', refused]]), `0/${state.nodes.size} nodes are available: ${unbound}. not found`, undefined)
    }
    const incoming = podInfo(pod)
    const { feasible, refusals } = filterNodes(incoming, state)
    if (feasible.length > 0) return bind(pod, bestNode(incoming, feasible, state, random).name)
    if (state.nodes.size === 0) return fail(pod, refusals, 'no nodes available to schedule pods', undefined)
    const attempt = preempt(incoming, refusals, { state, client, recorder })
    fail(pod, refusals, schedulingFailure(refusals, attempt.message), attempt.node)
  }

  /** Claims are looked after from the first Pod on that waits for one. */
  function watchClaims(): void {
    if (watchingClaims) return
    watchingClaims = true
    informers.for('persistentvolumeclaims').onChange(() => retry((failed) => failed.plugins.has('VolumeBinding')))
  }

  function bind(pod: PodObject, node: string): void {
    const { namespace = '', name = '', uid } = pod.metadata
    const binding = { apiVersion: 'v1', kind: 'Binding', metadata: { name, namespace, uid }, target: { kind: 'Node', name: node } }
    const result = client.post('pods', namespace, name, 'binding', binding)
    if (result.ok)
      recorder.event(pod, 'Normal', 'Scheduled', `Successfully assigned ${namespace}/${name} to ${node}`, { action: 'Binding' })
  }

  function fail(pod: PodObject, refusals: ReadonlyMap<string, Refusal>, message: string, nominated: string | undefined): void {
    const key = keyOf(pod)
    const attempts = (unschedulable.get(key)?.attempts ?? 0) + 1
    const plugins = new Set([...refusals.values()].map((refusal) => refusal.plugin))
    unschedulable.set(key, { attempts, tried: clock.now, pod, plugins })
    recorder.event(pod, 'Warning', 'FailedScheduling', message, { action: 'Scheduling' })
    const conditions = pod.status?.conditions ?? []
    const before = conditions.find((condition) => condition.type === 'PodScheduled')
    const changed = before?.status !== 'False' || before.reason !== 'Unschedulable' || before.message !== message
    if (!changed && (nominated ?? '') === (pod.status?.nominatedNodeName ?? '')) return
    const condition: PodCondition = {
      type: 'PodScheduled',
      status: 'False',
      reason: 'Unschedulable',
      message,
      ...(pod.metadata.generation === undefined ? {} : { observedGeneration: pod.metadata.generation }),
      lastProbeTime: null as unknown as string,
      lastTransitionTime: before?.status === 'False' ? (before.lastTransitionTime as string) : rfc3339(clock.now),
    }
    const status = {
      ...pod.status,
      conditions: before ? conditions.map((each) => (each === before ? condition : each)) : [...conditions, condition],
      ...(nominated === undefined ? {} : { nominatedNodeName: nominated }),
    }
    client.update('pods', { ...pod, status }, 'status')
  }
}
