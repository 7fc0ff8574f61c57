import { labelPairs, labelsInclude } from '../cluster/api/label-selector.ts'
import type { KubeObject } from '../cluster/api/object.ts'
import type { Container, Pod, Service } from '../cluster/api/types.ts'
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
  /** the name or address by which it was asked for: `backend.stock` */
  asked: string
  /** the image of the container that answered, and its program */
  image: string | undefined
  program: string | undefined
  /** the container's readiness probe asks that very program, and its Service listens to it */
  probed: boolean
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

function metBy(lab: Lab, { hops, target, from }: Trace): Met | undefined {
  const listener = hops.findLast((hop): hop is Extract<Hop, { kind: 'listener' }> => hop.kind === 'listener')
  if (!listener?.found) return undefined
  const rule = hops.findLast((hop): hop is Extract<Hop, { kind: 'rule' }> => hop.kind === 'rule')
  const pod = listener.pod ? lab.cluster.informers.for<Pod & KubeObject>('pods').get(listener.namespace as string, listener.pod) : undefined
  const asked = /^http:\/\/([^/:]+)/.exec(target)?.[1] ?? ''
  const service = rule ? serviceAt(lab, rule.namespace, rule.service) : headlessService(lab, asked, from)
  const { container, program } = whoListens(lab, pod, listener.port)
  const { namespace, name } = rule ? { namespace: rule.namespace, name: rule.service } : (service?.metadata ?? {})
  return {
    at: `${listener.at}:${listener.port}`,
    service: name && `${namespace}/${name}`,
    selected: pod !== undefined && service?.spec?.selector !== undefined && labelsInclude(pod.metadata.labels, service.spec.selector),
    pod,
    asked,
    image: container?.image,
    program,
    probed: container !== undefined && isProbed(container, listener.port) && !service?.spec?.publishNotReadyAddresses,
  }
}

function serviceAt(lab: Lab, namespace: string, name: string): (Service & KubeObject) | undefined {
  return lab.cluster.informers.for<Service & KubeObject>('services').get(namespace, name)
}

/** The Service whose name led to a Pod without a rule. `from`: the machine that asked. */
function headlessService(lab: Lab, asked: string, from: string): (Service & KubeObject) | undefined {
  const [name = '', namespace = from.split('/')[1] ?? ''] = asked.split('.')
  const found = serviceAt(lab, namespace, name)
  return found?.spec?.clusterIP === 'None' ? found : undefined
}

/** The container behind a port of a Pod, and its program. */
function whoListens(
  lab: Lab,
  pod: (Pod & KubeObject) | undefined,
  port: number,
): { container: Container | undefined; program: string | undefined } {
  const { namespace = '', name = '' } = pod?.metadata ?? {}
  for (const container of pod ? runningContainers(pod) : []) {
    const machine = lab.cluster.container(namespace, name, container.name as string)
    const listener = machine?.net.listeners.find((each) => each.port === port)
    if (!machine || !listener) continue
    const process = listener.owner?.machine === machine ? machine.processes.get(listener.owner.pid) : undefined
    if (process?.machine === machine && basename(process.argv[0] ?? '') === listener.program)
      return { container, program: listener.program }
  }
  return { container: undefined, program: undefined }
}

/** The containers that go on running: those that begin first and stay among them. */
export function runningContainers({ spec }: Pod): Container[] {
  return [...(spec?.initContainers ?? []).filter(({ restartPolicy }) => restartPolicy === 'Always'), ...(spec?.containers ?? [])]
}

/** Does a container's readiness probe knock at that port of its own, or run a command in it? */
function isProbed({ readinessProbe, ports = [] }: Container, port: number): boolean {
  const { exec, httpGet, tcpSocket } = readinessProbe ?? {}
  const knock = httpGet ?? tcpSocket
  if (!knock) return exec !== undefined
  const number = typeof knock.port === 'string' ? ports.find(({ name }) => name === knock.port)?.containerPort : knock.port
  return !knock.host && number === port
}

/** Is it the way that an exercise wants? */
export function isWanted(met: readonly Met[], wanted: readonly Station[]): boolean {
  return met.length === wanted.length && met.every((each, index) => fits(each, wanted[index] as Station))
}

function fits(met: Met, { pods, image, service, at, asked, probed }: Station): boolean {
  return (
    (pods === undefined || (met.pod !== undefined && isOneOf(met.pod, pods))) &&
    (image === undefined || runsItsOwn(met, image)) &&
    (service === undefined || (met.service === service && (pods === undefined || met.selected))) &&
    (at === undefined || (met.pod === undefined && met.at === at)) &&
    (asked === undefined || new RegExp(asked).test(met.asked)) &&
    (!probed || met.probed)
  )
}

/** `<namespace>?<labels>` */
export function isOneOf({ metadata }: KubeObject, pods: string): boolean {
  const [namespace, labels = ''] = pods.split('?')
  return metadata.namespace === namespace && labelsInclude(metadata.labels, labelPairs(labels))
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

/** A way in a line: `Service default/backend → Pod default/backend-x (hello-backend:1.0)`; of names and probes where they are `wanted`. */
export function shownWay(met: readonly Met[], wanted: readonly Station[]): string {
  return met
    .flatMap(({ at, service, selected, pod, image, program, asked, probed }, index) => [
      ...(wanted[index]?.asked ? [asked] : []),
      ...(service ? [`Service ${service}${pod && !selected ? ' (without a selector for it)' : ''}`] : []),
      (pod ? `Pod ${pod.metadata.namespace}/${pod.metadata.name} (${image ?? '?'}${program ? `, ${program}` : ''})` : at) +
        (wanted[index]?.probed && !probed ? ' (readiness probe: no)' : ''),
    ])
    .join(' → ')
}

/** The same of what an exercise wants. */
export function wantedWay(wanted: readonly Station[]): string {
  return wanted
    .flatMap(({ pods, image, service, at, asked, probed }) => [
      ...(asked ? [asked] : []),
      ...(service ? [`Service ${service}`] : []),
      ...(pods || image ? [`Pod ${pods ?? ''}${image ? ` (${image})` : ''}`.replace('Pod  (', 'Pod (')] : []),
      ...(at ? [at] : []),
      ...(probed ? ['(readiness probe: yes)'] : []),
    ])
    .join(' → ')
}
