import { macOf, textHash } from './ip.ts'
import type { Interface, Route } from './namespace.ts'
import type { NetworkNode } from './stack.ts'

export const LOOPBACK: Interface = { name: 'lo', address: '127.0.0.1', prefix: 8, mac: '00:00:00:00:00:00', mtu: 65_536 }

export function lanRoutes(lan: string, address: string): Route[] {
  return [
    { destination: 'default', via: `${lan}.1`, device: 'eth0' },
    { destination: `${lan}.0/24`, device: 'eth0', source: address },
  ]
}

export function podInterface(node: NetworkNode, ip: string): Interface {
  return { name: 'eth0', address: ip, prefix: node.pool.cidr.prefix, mac: macOf(ip), mtu: 1500 }
}

export function nodeInterfaces(node: NetworkNode): Interface[] {
  const out: Interface[] = [LOOPBACK, { name: 'eth0', address: node.address, prefix: 24, mac: macOf(node.address), mtu: 1500 }]
  if (node.pods.size > 0)
    out.push({ name: 'cni0', address: node.pool.gateway, prefix: node.pool.cidr.prefix, mac: macOf(node.pool.gateway), mtu: 1500 })
  for (const pod of node.pods) out.push({ name: vethOf(pod.address), address: '', prefix: 0, mac: macOf(`veth${pod.address}`), mtu: 1500 })
  return out
}

/** The node's end of a Pod's cable. */
export function vethOf(podAddress: string): string {
  return `veth${textHash(podAddress).toString(16).padStart(8, '0')}`
}

const cidrText = (node: NetworkNode): string => `${node.pool.gateway.replace(/\d+$/, '0')}/${node.pool.cidr.prefix}`

export function podRoutes(node: NetworkNode, ip: string): Route[] {
  return [
    { destination: 'default', via: node.pool.gateway, device: 'eth0' },
    { destination: cidrText(node), device: 'eth0', source: ip },
  ]
}

export function nodeRoutes(node: NetworkNode, nodes: ReadonlyMap<string, NetworkNode>, lan: string): Route[] {
  const out: Route[] = [{ destination: 'default', via: `${lan}.1`, device: 'eth0' }]
  for (const other of nodes.values()) {
    if (other !== node) out.push({ destination: cidrText(other), via: other.address, device: 'eth0' })
    else if (node.pods.size > 0) out.push({ destination: cidrText(node), device: 'cni0', source: node.pool.gateway })
  }
  out.push({ destination: `${lan}.0/24`, device: 'eth0', source: node.address })
  return out
}
