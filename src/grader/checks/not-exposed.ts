import type { KubeObject } from '../../cluster/api/object.ts'
import type { Pod, Service } from '../../cluster/api/types.ts'
import type { Lab } from '../../lab/lab.ts'
import type { CheckOf } from '../exercise.ts'
import { customer } from '../place.ts'
import { message } from '../report.ts'
import { isOneOf } from '../way.ts'
import { connectsTo } from './request.ts'
import type { CheckContext, Verdict } from './verdict.ts'

/** No port of any node leads to these Pods: every door there is, is tried from outside. */
export function notExposed({ lab }: CheckContext, { pods }: CheckOf<'notExposed'>): Verdict {
  const expected = message('expected.notExposed', { pods })
  for (const { address, port } of doors(lab)) {
    const { met, trace } = connectsTo(lab, customer(lab), address, port)
    const pod = met && lab.cluster.informers.for<Pod & KubeObject>('pods').get(met.namespace, met.name)
    if (pod && isOneOf(pod, pods))
      return { pass: false, expected, seen: message('seen.exposed', { address: `${address}:${port}`, pod: met.name }), trace }
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

/** Every address and port by which somebody outside might get in. */
function doors(lab: Lab): { address: string; port: number }[] {
  const { informers } = lab.cluster
  const nodes = informers
    .for('nodes')
    .list()
    .flatMap((node: any) => addressesOf(node))
  const ports = new Map(nodes.map((address) => [address, new Set<number>()]))
  const open = (address: string, port: number | undefined): void => {
    if (port) ports.get(address)?.add(port)
  }
  for (const { spec } of informers.for<Service & KubeObject>('services').list())
    for (const { port, nodePort } of spec?.ports ?? []) {
      for (const address of nodes) open(address, nodePort)
      // Packets to other external addresses find no way to a node.
      for (const address of spec?.externalIPs ?? []) open(address, port)
    }
  for (const { spec } of informers.for<Pod & KubeObject>('pods').list())
    for (const container of spec?.containers ?? [])
      for (const { hostPort } of container.ports ?? []) for (const address of nodes) open(address, hostPort)
  return [...ports].flatMap(([address, own]) => [...own].map((port) => ({ address, port })))
}

function addressesOf(node: any): string[] {
  return (node.status?.addresses ?? []).flatMap(({ type, address }: any) => (type === 'InternalIP' ? [address] : []))
}
