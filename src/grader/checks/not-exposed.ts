import type { KubeObject } from '../../cluster/api/object.ts'
import type { Pod, Service } from '../../cluster/api/types.ts'
import { slicesOf } from '../../cluster/kube-proxy/endpoint-slices.ts'
import type { Trace } from '../../cluster/network/trace.ts'
import type { Lab } from '../../lab/lab.ts'
import type { CheckOf } from '../exercise.ts'
import { isOwnProgram, runningContainers } from '../listening.ts'
import { type Message, message } from '../report.ts'
import { customer } from '../standpoint.ts'
import { isOneOf } from '../station.ts'
import { type Met, wayOf } from '../way.ts'
import { ask } from './request.ts'
import type { CheckContext, Verdict } from './verdict.ts'

/** How often a door is tried that may lead to one of several. */
const KNOCKS = 20

/** No port of any node and no load balancer leads to these Pods: every door there is, is tried from outside. */
export function notExposed({ lab }: CheckContext, { pods, through }: CheckOf<'notExposed'>): Verdict {
  const expected = message('expected.notExposed', { pods })
  for (const { address, port, several } of doors(lab)) {
    for (let knock = 0; knock < (several ? KNOCKS : 1); knock++) {
      const { open, trace } = leadsTo(lab, address, port, pods, through)
      if (open) return { pass: false, expected, seen: seenOpen(`${address}:${port}`, open), trace }
    }
  }
  const found = lab.cluster.informers
    .for<Pod & KubeObject>('pods')
    .list()
    .filter((pod) => isOneOf(pod, pods))
  for (const service of lab.cluster.informers.for<Service & KubeObject>('services').list()) {
    if (service.spec?.type !== 'LoadBalancer') continue
    const behind = addressesBehind(lab, service)
    const open = found.find((pod) => behind.includes(pod.status?.podIP ?? ''))
    if (open) return { pass: false, expected, seen: seenOpen(`LoadBalancer ${service.metadata.name}`, open) }
  }
  const onHost = found.find(({ spec }) => spec?.hostNetwork)
  if (onHost) return { pass: false, expected, seen: seenOpen(onHost.status?.hostIP ?? '', onHost) }
  return { pass: true, expected, seen: message('seen.notExposed') }
}

function seenOpen(address: string, { metadata }: KubeObject): Message {
  return message('seen.exposed', { address, pod: metadata.name as string })
}

/**
 * The Pod of these that a door leads to, at once or by others that pass requests on. Who comes in through
 * the image that is there for it has not come in by a door of theirs.
 */
function leadsTo(
  lab: Lab,
  address: string,
  port: number,
  pods: string,
  through: string | undefined,
): { open: KubeObject | undefined; trace: Trace | undefined } {
  let way: Met[] = []
  const { trace } = ask(lab, customer(lab), `http://${address}:${port}/`, 1, (_, traces) => {
    way = wayOf(lab, traces)
    return true
  })
  const at = way.findIndex(({ pod }) => pod !== undefined && isOneOf(pod, pods))
  const passed =
    through !== undefined && way.slice(0, at).some(({ container, program }) => isOwnProgram(container?.image, program, through))
  return { open: passed ? undefined : way[at]?.pod, trace }
}

/** A way in from outside. `several`: more than one address lies behind it. */
interface Door {
  address: string
  port: number
  several: boolean
}

/** Every address and port by which somebody outside might get in. */
function doors(lab: Lab): Door[] {
  const { informers } = lab.cluster
  const nodes = informers
    .for('nodes')
    .list()
    .flatMap((node: any) => addressesOf(node))
  const found = new Map<string, Door>()
  const open = (address: string, port: number | undefined, several = false): void => {
    // Packets to other external addresses find no way to a node.
    if (!port || !nodes.includes(address)) return
    const known = found.get(`${address}:${port}`)
    found.set(`${address}:${port}`, { address, port, several: several || known?.several === true })
  }
  for (const service of informers.for<Service & KubeObject>('services').list()) {
    const several = addressesBehind(lab, service).length > 1
    for (const { port, nodePort } of service.spec?.ports ?? []) {
      for (const address of nodes) open(address, nodePort, several)
      for (const address of service.spec?.externalIPs ?? []) open(address, port, several)
    }
  }
  for (const pod of informers.for<Pod & KubeObject>('pods').list())
    for (const { ports } of runningContainers(pod))
      for (const { hostPort } of ports ?? []) for (const address of nodes) open(address, hostPort)
  // And what containers in a node's own network listen to.
  for (const node of informers.for('nodes').list()) {
    const machine = lab.machine(`node/${node.metadata.name}`)
    for (const { port, owner } of machine?.net.listeners ?? [])
      if (owner && owner.machine !== machine) for (const address of addressesOf(node)) open(address, port)
  }
  return [...found.values()]
}

/** Addresses behind a Service, ready or not. */
function addressesBehind(lab: Lab, { metadata }: KubeObject): string[] {
  const slices = slicesOf(lab.cluster.informers, metadata.namespace as string, metadata.name as string)
  return slices.flatMap(({ endpoints }) => (endpoints ?? []).flatMap(({ addresses }) => addresses))
}

function addressesOf(node: any): string[] {
  return (node.status?.addresses ?? []).flatMap(({ type, address }: any) => (type === 'InternalIP' ? [address] : []))
}
