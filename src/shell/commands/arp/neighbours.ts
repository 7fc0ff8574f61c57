import { macOf } from '../../../cluster/network/ip.ts'
import type { NetworkNamespace } from '../../../cluster/network/namespace.ts'
import { nodeBehind } from '../../../cluster/network/stack.ts'

export interface Neighbour {
  address: string
  mac: string
  device: string
}

/** Whom a machine knows on its links: the gateway, and on a node the Pods behind its bridge. */
export function neighbours(net: NetworkNamespace): Neighbour[] {
  const out: Neighbour[] = []
  const gateway = net.routes.find(({ destination }) => destination === 'default')
  if (gateway?.via !== undefined) out.push({ address: gateway.via, mac: macOf(gateway.via), device: gateway.device })
  for (const pod of nodeBehind(net)?.pods ?? []) out.push({ address: pod.address, mac: macOf(pod.address), device: 'cni0' })
  return out
}
