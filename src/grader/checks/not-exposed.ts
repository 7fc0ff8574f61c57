import type { KubeObject } from '../../cluster/api/object.ts'
import type { Pod, Service } from '../../cluster/api/types.ts'
import { slicesOf } from '../../cluster/kube-proxy/endpoint-slices.ts'
import type { Lab } from '../../lab/lab.ts'
import type { CheckOf } from '../exercise.ts'
import { customer } from '../place.ts'
import { message } from '../report.ts'
import { isOneOf, runningContainers } from '../way.ts'
import { connectsTo } from './request.ts'
import type { CheckContext, Verdict } from './verdict.ts'

/** How often a door is tried that may lead to one of several. */
const KNOCKS = 20

/** No port of any node leads to these Pods: every door there is, is tried from outside. */
export function notExposed({ lab }: CheckContext, { pods }: CheckOf<'notExposed'>): Verdict {
  const expected = message('expected.notExposed', { pods })
  for (const { address, port, several } of doors(lab)) {
    for (let knock = 0; knock < (several ? KNOCKS : 1); knock++) {
      const { met, trace } = connectsTo(lab, customer(lab), address, port)
      const pod = met && lab.cluster.informers.for<Pod & KubeObject>('pods').get(met.namespace, met.name)
      if (pod && isOneOf(pod, pods))
        return { pass: false, expected, seen: message('seen.exposed', { address: `${address}:${port}`, pod: met.name }), trace }
    }
  }
  for (const pod of lab.cluster.informers.for<Pod & KubeObject>('pods').list())
    if (pod.spec?.hostNetwork && isOneOf(pod, pods))
      return {
        pass: false,
        expected,
        seen: message('seen.exposed', { address: pod.status?.hostIP ?? '', pod: pod.metadata.name as string }),
      }
  return { pass: true, expected, seen: message('seen.notExposed') }
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
    const several = endpointsOf(lab, service) > 1
    for (const { port, nodePort } of service.spec?.ports ?? []) {
      for (const address of nodes) open(address, nodePort, several)
      for (const address of service.spec?.externalIPs ?? []) open(address, port, several)
    }
  }
  for (const pod of informers.for<Pod & KubeObject>('pods').list())
    for (const { ports } of runningContainers(pod))
      for (const { hostPort } of ports ?? []) for (const address of nodes) open(address, hostPort)
  return [...found.values()]
}

/** Addresses behind a Service, ready or not. */
function endpointsOf(lab: Lab, { metadata }: KubeObject): number {
  const slices = slicesOf(lab.cluster.informers, metadata.namespace as string, metadata.name as string)
  return slices.reduce((sum, { endpoints }) => sum + (endpoints ?? []).length, 0)
}

function addressesOf(node: any): string[] {
  return (node.status?.addresses ?? []).flatMap(({ type, address }: any) => (type === 'InternalIP' ? [address] : []))
}
