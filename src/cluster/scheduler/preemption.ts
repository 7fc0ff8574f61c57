import type { Client } from '../client/client.ts'
import type { EventRecorder } from '../client/event-recorder.ts'
import { filtersFor, type Refusal, refusalOf } from './filters.ts'
import { fitError } from './fit-error.ts'
import type { NodeInfo, PodInfo, PodObject } from './node-info.ts'
import type { SchedulingState } from './scheduling-state.ts'

const NOT_HELPFUL = 'Preemption is not helpful for scheduling'
const NO_VICTIMS = 'No preemption victims found for incoming pod'

export interface Preemption {
  /** the node that victims were removed from */
  node?: string | undefined
  /** why nothing was removed */
  message?: string | undefined
}

interface Parts {
  state: SchedulingState
  client: Client
  recorder: EventRecorder
}

/** Makes room for a Pod by deleting Pods of lower priority on the node where that costs least. */
export function preempt(incoming: PodInfo, refusals: ReadonlyMap<string, Refusal>, { state, client, recorder }: Parts): Preemption {
  const { pod } = incoming
  if (pod.spec.preemptionPolicy === 'Never') return { message: 'not eligible due to preemptionPolicy=Never.' }
  const nominated = state.nodes.get(pod.status?.nominatedNodeName ?? '')
  if (
    nominated &&
    [...nominated.pods.values()].some((each) => priorityOf(each.pod) < priorityOf(pod) && each.pod.metadata.deletionTimestamp)
  ) {
    return { node: nominated.name, message: 'not eligible due to a terminating pod on the nominated node.' }
  }
  const reasons: string[] = []
  let best: { info: NodeInfo; victims: PodObject[] } | undefined
  const hopeful = state.hasLowerThan(priorityOf(pod))
  for (const [name, refusal] of refusals) {
    const info = state.nodes.get(name) as NodeInfo
    const victims = refusal.unresolvable || !hopeful ? undefined : victimsOn(incoming, info, state)
    if (!victims?.length) reasons.push(refusal.unresolvable ? NOT_HELPFUL : NO_VICTIMS)
    else if (!best || cheaper(victims, best.victims)) best = { info, victims }
  }
  if (!best) return { message: fitError(refusals.size, reasons) }
  for (const victim of best.victims) {
    const { namespace = '', name = '', uid } = victim.metadata
    if (!client.delete('pods', namespace, name, { preconditions: { uid } }).ok) continue
    recorder.event(victim, 'Normal', 'Preempted', `Preempted by pod ${pod.metadata.uid} on node ${best.info.name}`, {
      action: 'Preempting',
    })
  }
  return { node: best.info.name }
}

/** The fewest, least important Pods whose leaving would make the node fit; undefined when not even all would. */
function victimsOn(incoming: PodInfo, info: NodeInfo, state: SchedulingState): PodObject[] | undefined {
  const lower = [...info.pods.values()].filter(({ pod }) => priorityOf(pod) < priorityOf(incoming.pod))
  if (lower.length === 0) return undefined
  const fits = (): boolean => refusalOf(filtersFor(incoming, state), info) === undefined
  for (const { pod } of lower) state.unplace(pod.metadata.uid as string)
  let victims: PodObject[] | undefined
  if (fits()) {
    victims = []
    // The most important ones stay where they can.
    lower.sort((a, b) => priorityOf(b.pod) - priorityOf(a.pod) || startOf(a.pod).localeCompare(startOf(b.pod)))
    for (const { pod } of lower) {
      state.place(info.name, pod)
      if (fits()) continue
      state.unplace(pod.metadata.uid as string)
      victims.push(pod)
    }
  }
  for (const { pod } of lower) state.place(info.name, pod)
  return victims
}

function cheaper(a: readonly PodObject[], b: readonly PodObject[]): boolean {
  const highest = (pods: readonly PodObject[]): number => Math.max(...pods.map(priorityOf))
  return highest(a) !== highest(b) ? highest(a) < highest(b) : a.length < b.length
}

function priorityOf(pod: PodObject): number {
  return pod.spec.priority ?? 0
}

function startOf(pod: PodObject): string {
  return pod.status?.startTime ?? ''
}
