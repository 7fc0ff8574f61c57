import type { Packet } from '../../../cluster/network/capture.ts'
import { contains, parseCidr, parseIPv4 } from '../../../cluster/network/ip.ts'

export type PacketFilter = (packet: Packet) => boolean

/** Compiles a capture filter: `host`, `net`, `port`, `portrange`, `src`, `dst`, `tcp`, `udp`, `icmp`, `and`, `or`, `not`, parentheses. */
export function compileFilter(words: readonly string[]): PacketFilter | { error: string } {
  const tokens = words
    .join(' ')
    .replace(/([()!]|&&|\|\|)/g, ' $1 ')
    .split(/\s+/)
    .filter((word) => word !== '')
  if (tokens.length === 0) return () => true
  let at = 0
  let problem: string | undefined
  const any = (): PacketFilter => {
    let left = all()
    while (tokens[at] === 'or' || tokens[at] === '||') {
      at++
      const [a, b] = [left, all()]
      left = (packet) => a(packet) || b(packet)
    }
    return left
  }
  const all = (): PacketFilter => {
    let left = single()
    while (tokens[at] !== undefined && tokens[at] !== ')' && tokens[at] !== 'or' && tokens[at] !== '||') {
      if (tokens[at] === 'and' || tokens[at] === '&&') at++
      const [a, b] = [left, single()]
      left = (packet) => a(packet) && b(packet)
      if (problem) break
    }
    return left
  }
  const single = (): PacketFilter => {
    const token = tokens[at++]
    if (token === 'not' || token === '!') {
      const inner = single()
      return (packet) => !inner(packet)
    }
    if (token === '(') {
      const inner = any()
      if (tokens[at++] !== ')') problem ??= 'syntax error'
      return inner
    }
    return primitive(token)
  }
  const primitive = (first: string | undefined): PacketFilter => {
    let token = first
    let side: 'src' | 'dst' | undefined
    let protocol: string | undefined
    if (token === 'ip') return () => true
    if (token === 'tcp' || token === 'udp' || token === 'icmp') {
      protocol = token.toUpperCase()
      if (!/^(src|dst|port|portrange|host|net)$/.test(tokens[at] ?? '')) return (packet) => packet.protocol === protocol
      token = tokens[at++]
    }
    if (token === 'src' || token === 'dst') {
      side = token
      token = tokens[at++]
    }
    const kind = /^(host|net|port|portrange)$/.test(token ?? '') ? token : 'host'
    const value = kind === token ? tokens[at++] : token
    const ends = (packet: Packet) =>
      side === 'src' ? [packet.source] : side === 'dst' ? [packet.destination] : [packet.source, packet.destination]
    const fits = (packet: Packet): boolean => protocol === undefined || packet.protocol === protocol
    if (kind === 'port' || kind === 'portrange') {
      const [low, high = low] = (value ?? '')
        .split('-')
        .map((text) => (text === 'http' ? 80 : text === 'https' ? 443 : text === 'domain' ? 53 : Number(text)))
      if (low === undefined || !Number.isInteger(low)) problem ??= 'syntax error'
      return (packet) =>
        fits(packet) && packet.protocol !== 'ICMP' && ends(packet).some(({ port }) => port >= (low as number) && port <= (high as number))
    }
    if (kind === 'net') {
      const cidr = parseCidr(value ?? '')
      if (!cidr) problem ??= 'syntax error'
      return (packet) => fits(packet) && cidr !== undefined && ends(packet).some(({ address }) => contains(cidr, parseIPv4(address) ?? -1))
    }
    if (parseIPv4(value ?? '') === undefined) problem ??= value === undefined ? 'syntax error' : `unknown host '${value}'`
    return (packet) => fits(packet) && ends(packet).some(({ address }) => address === value)
  }
  const filter = any()
  if (at < tokens.length) problem ??= 'syntax error'
  return problem ? { error: problem === 'syntax error' ? "can't parse filter expression: syntax error" : problem } : filter
}
