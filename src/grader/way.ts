import { labelsInclude } from '../cluster/api/label-selector.ts'
import type { KubeObject } from '../cluster/api/object.ts'
import type { Pod, Service } from '../cluster/api/types.ts'
import { imageNamed } from '../cluster/images/catalog.ts'
import { parseReference } from '../cluster/images/reference.ts'
import { basename } from '../cluster/machine/filesystem.ts'
import type { Hop, Trace } from '../cluster/network/trace.ts'
import type { Lab } from '../lab/lab.ts'
import type { Station } from './exercise.ts'

/** Stations that are looked at: who calls itself in a circle has no more. */
const MOST = 8

/** Whom a request met, as it really was. */
interface Met {
  /** `10.244.0.4:8080` */
  at: string
  /** `namespace/name` of the Service whose rule led here */
  service: string | undefined
  /** the Service's selector picks that Pod: nobody wrote its address down */
  selected: boolean
  pod: (Pod & KubeObject) | undefined
  /** the image of the container that answered, and its program */
  image: string | undefined
  program: string | undefined
}

/**
 * The way of a request that was answered: from its own attempt on through those that its answerers
 * made meanwhile, each by the very program that was asked. `traces`: all attempts since it was sent, its own last of them.
 */
export function wayOf(lab: Lab, traces: readonly Trace[]): Met[] {
  const way: Met[] = []
  let next = traces.findLast((each) => each.program === 'check')
  while (next && way.length < MOST) {
    const met = metBy(lab, next)
    if (!met) break
    way.push(met)
    const { pod, program } = met
    const from = pod && `pod/${pod.metadata.namespace}/${pod.metadata.name}`
    const before: Trace = next
    next = traces.findLast((each) => each.id < before.id && each.from === from && each.program === program && isAnswered(each))
  }
  return way
}

function isAnswered({ outcome, hops }: Trace): boolean {
  return outcome === 'connected' && hops.some((hop) => hop.kind === 'response')
}

function metBy(lab: Lab, { hops }: Trace): Met | undefined {
  const listener = hops.findLast((hop): hop is Extract<Hop, { kind: 'listener' }> => hop.kind === 'listener')
  if (!listener?.found) return undefined
  const rule = hops.findLast((hop): hop is Extract<Hop, { kind: 'rule' }> => hop.kind === 'rule')
  const pod = listener.pod ? lab.cluster.informers.for<Pod & KubeObject>('pods').get(listener.namespace as string, listener.pod) : undefined
  const selector = rule && lab.cluster.informers.for<Service & KubeObject>('services').get(rule.namespace, rule.service)?.spec?.selector
  return {
    at: `${listener.at}:${listener.port}`,
    service: rule && `${rule.namespace}/${rule.service}`,
    selected: pod !== undefined && selector !== undefined && labelsInclude(pod.metadata.labels, selector),
    pod,
    ...whoListens(lab, pod, listener.port),
  }
}

/** The image and the program behind a port of a Pod. */
function whoListens(
  lab: Lab,
  pod: (Pod & KubeObject) | undefined,
  port: number,
): { image: string | undefined; program: string | undefined } {
  const { namespace = '', name = '' } = pod?.metadata ?? {}
  for (const { name: container, image } of pod?.spec?.containers ?? []) {
    const machine = lab.cluster.container(namespace, name, container as string)
    const listener = machine?.net.listeners.find((each) => each.port === port)
    if (!machine || !listener) continue
    const process = listener.owner?.machine === machine ? machine.processes.get(listener.owner.pid) : undefined
    if (process?.machine === machine && basename(process.argv[0] ?? '') === listener.program) return { image, program: listener.program }
  }
  return { image: undefined, program: undefined }
}

/** Is it the way that an exercise wants? */
export function isWanted(met: readonly Met[], wanted: readonly Station[]): boolean {
  return met.length === wanted.length && met.every((each, index) => fits(each, wanted[index] as Station))
}

function fits(met: Met, { pods, image, service, at }: Station): boolean {
  return (
    (pods === undefined || (met.pod !== undefined && isOneOf(met.pod, pods))) &&
    (image === undefined || runsItsOwn(met, image)) &&
    (service === undefined || (met.service === service && (pods === undefined || met.selected))) &&
    (at === undefined || (met.pod === undefined && met.at === at))
  )
}

/** `<namespace>?<labels>` */
export function isOneOf({ metadata }: KubeObject, pods: string): boolean {
  const [namespace, labels = ''] = pods.split('?')
  const wanted = Object.fromEntries(labels.split(',').map((pair) => pair.split('=') as [string, string]))
  return metadata.namespace === namespace && labelsInclude(metadata.labels, wanted)
}

/** Did a program of the image itself answer, and not one that somebody started in it? */
function runsItsOwn({ image = '', program }: Met, wanted: string): boolean {
  if (!isSameImage(image, wanted)) return false
  const found = imageNamed(image)
  if (!found) return false
  return [...(found.image.entrypoint ?? []), ...(found.image.command ?? [])].some((word) => basename(word) === program)
}

/** Do two names mean the same image, one with its registry and one without, perhaps? */
export function isSameImage(one: string, other: string): boolean {
  const [a, b] = [parseReference(one), parseReference(other)]
  return typeof a !== 'string' && typeof b !== 'string' && a.repository === b.repository && a.tag === b.tag
}

/** A way in a line: `Service default/backend → Pod default/backend-x (hello-backend:1.0)`. */
export function shownWay(met: readonly Met[]): string {
  return met
    .flatMap(({ at, service, selected, pod, image, program }) => [
      ...(service ? [`Service ${service}${pod && !selected ? ' (without a selector for it)' : ''}`] : []),
      pod ? `Pod ${pod.metadata.namespace}/${pod.metadata.name} (${image ?? '?'}${program ? `, ${program}` : ''})` : at,
    ])
    .join(' → ')
}

/** The same of what an exercise wants. */
export function wantedWay(wanted: readonly Station[]): string {
  return wanted
    .flatMap(({ pods, image, service, at }) => [
      ...(service ? [`Service ${service}`] : []),
      ...(pods || image ? [`Pod ${pods ?? ''}${image ? ` (${image})` : ''}`.replace('Pod  (', 'Pod (')] : []),
      ...(at ? [at] : []),
    ])
    .join(' → ')
}
