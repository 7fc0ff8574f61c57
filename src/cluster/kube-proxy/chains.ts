import { sha256Bytes } from '../../sim/digest/sha256.ts'
import type { Protocol } from '../network/trace.ts'
import type { ServicePortRule } from './service-port.ts'

/** kube-proxy's name of a Service port: `default/web:http`, without a name `default/web`. */
export function servicePortName(rule: Pick<ServicePortRule, 'namespace' | 'service' | 'portName'>): string {
  return `${rule.namespace}/${rule.service}${rule.portName === '' ? '' : `:${rule.portName}`}`
}

type ChainKind = 'SVC' | 'SVL' | 'FW' | 'EXT'

const names = new Map<string, string>()

function chainName(kind: string, text: string): string {
  let hash = names.get(text)
  if (hash === undefined) {
    if (names.size > 10_000) names.clear()
    hash = base32(sha256Bytes(new TextEncoder().encode(text)), 16)
    names.set(text, hash)
  }
  return `KUBE-${kind}-${hash}`
}

/** `KUBE-SVC-…`: 16 letters of base 32 of the SHA-256 of port name and protocol. */
export function serviceChain(kind: ChainKind, portName: string, protocol: Protocol): string {
  return chainName(kind, portName + protocol.toLowerCase())
}

/** `KUBE-SEP-…`: the same with the endpoint behind. */
export function endpointChain(portName: string, protocol: Protocol, endpoint: string): string {
  return chainName('SEP', portName + protocol.toLowerCase() + endpoint)
}

const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

/** The first `length` letters of the bytes in base 32 (RFC 4648). */
function base32(bytes: Uint8Array, length: number): string {
  let out = ''
  let bits = 0
  let held = 0
  for (const byte of bytes) {
    held = ((held << 8) | byte) & 0xffff
    bits += 8
    while (bits >= 5) {
      bits -= 5
      out += BASE32[(held >> bits) & 31]
      if (out.length === length) return out
    }
  }
  return out
}
