import { labelsInclude } from '../cluster/api/label-selector.ts'
import type { KubeObject } from '../cluster/api/object.ts'
import type { Container, Pod, Service } from '../cluster/api/types.ts'
import type { Hop, Trace } from '../cluster/network/trace.ts'
import type { Lab } from '../lab/lab.ts'
import { nodeAt, whoListens, whoListensOn } from './listening.ts'

/** Stations that are looked at: who calls itself in a circle has no more. */
const MOST = 8

/** Whom a request met, as it really was. */
export interface Met {
  /** `10.244.0.4:8080` */
  at: string
  /** where that is, as traces name it: `pod/default/web`, `node/node-1` */
  machine: string | undefined
  /** `namespace/name` of the Service whose rule led here */
  service: string | undefined
  /** the Service's selector picks that Pod: nobody wrote its address down */
  selected: boolean
  pod: (Pod & KubeObject) | undefined
  /** the name or address by which it was asked for: `backend.stock` */
  asked: string
  /** the container that answered, and its program */
  container: Container | undefined
  program: string | undefined
  /** no other program listens in that container */
  alone: boolean
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
    const { machine, program } = met
    const before: Trace = next
    next = traces.findLast((each) => each.id < before.id && each.from === machine && each.program === program && isAnswered(each))
  }
  return way
}

function isAnswered({ outcome, hops }: Trace): boolean {
  return outcome === 'connected' && hops.some((hop) => hop.kind === 'response')
}

function metBy(lab: Lab, { hops, target, from }: Trace): Met | undefined {
  const listener = hops.findLast((hop): hop is Extract<Hop, { kind: 'listener' }> => hop.kind === 'listener')
  if (!listener?.found) return undefined
  const { at, port } = listener
  const rule = hops.findLast((hop): hop is Extract<Hop, { kind: 'rule' }> => hop.kind === 'rule')
  const pod = listener.pod ? lab.cluster.informers.for<Pod & KubeObject>('pods').get(listener.namespace as string, listener.pod) : undefined
  const asked = /^http:\/\/([^/:]+)/.exec(target)?.[1] ?? ''
  const service = rule ? serviceAt(lab, rule.namespace, rule.service) : headlessService(lab, asked, from)
  const machine = pod ? `pod/${pod.metadata.namespace}/${pod.metadata.name}` : nodeAt(lab, at)
  const { container, program, alone } = pod ? whoListens(lab, pod, port) : whoListensOn(lab, machine ?? '', port)
  const { namespace, name } = rule ? { namespace: rule.namespace, name: rule.service } : (service?.metadata ?? {})
  return {
    at: `${at}:${port}`,
    machine,
    service: name && `${namespace}/${name}`,
    selected: pod !== undefined && service?.spec?.selector !== undefined && labelsInclude(pod.metadata.labels, service.spec.selector),
    pod,
    asked,
    container,
    program,
    alone,
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
