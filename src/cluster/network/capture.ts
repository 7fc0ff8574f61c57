import { vethOf } from './interfaces.ts'
import type { Peer } from './namespace.ts'
import type { Stack } from './stack.ts'
import type { Protocol } from './trace.ts'

/** One packet at one interface, as tcpdump sees it. */
export interface Packet {
  device: string
  direction: 'In' | 'Out'
  protocol: Protocol | 'ICMP'
  source: Peer
  destination: Peer
  /** of the payload */
  length: number
  /** TCP: `S`, `S.`, `P.`, `F.`, `R.`, `.` */
  flags?: string
  sequence?: number
  acknowledged?: number
  /** what the payload is, when a decoder knows it: HTTP's first line, a DNS question */
  info?: string
}

/** Somebody who looks at the packets of one stack. */
export interface Tap {
  readonly stack: Stack
  see(packet: Packet): void
}

/** A flow between two stacks, with its addresses before and after the rules changed them. */
export interface Flow {
  from: Stack
  to: Stack | undefined
  protocol: Protocol | 'ICMP'
  client: Peer
  asked: Peer
  /** the client as the server sees it, and the server's own address */
  seenAs: Peer
  server: Peer
}

type Part = Pick<Packet, 'length' | 'flags' | 'sequence' | 'acknowledged' | 'info'>

/** Shows one packet of a flow to every tap that it passes. */
export function show(taps: Iterable<Tap>, flow: Flow, back: boolean, part: Part): void {
  for (const tap of taps) {
    const sightings = sightingsOf(flow, tap.stack)
    for (const { device, outward, late } of back ? sightings.reverse() : sightings) {
      const [client, server] = late ? [flow.seenAs, flow.server] : [flow.client, flow.asked]
      const [source, destination] = back ? [server, client] : [client, server]
      tap.see({ device, direction: outward === back ? 'In' : 'Out', protocol: flow.protocol, source, destination, ...part })
    }
  }
}

/** Where a flow's packets pass on a stack's machine: on their way out or in, before (`late`: after) their addresses are changed. */
function sightingsOf({ from, to }: Flow, at: Stack): { device: string; outward: boolean; late: boolean }[] {
  if (from === to) return at === from ? [{ device: 'lo', outward: true, late: true }] : []
  if (at === from && from.kind !== 'node') return [{ device: 'eth0', outward: true, late: false }]
  if (at === to && to.kind !== 'node') return [{ device: 'eth0', outward: false, late: true }]
  if (at.kind !== 'node') return []
  const out: { device: string; outward: boolean; late: boolean }[] = []
  const near = from.node?.stack === at
  const far = to?.node?.stack === at
  if (near && from.kind === 'pod')
    out.push({ device: vethOf(from.address), outward: false, late: false }, { device: 'cni0', outward: false, late: false })
  if (!near && far) out.push({ device: 'eth0', outward: false, late: from.kind === 'lan' ? to?.kind === 'node' : true })
  if (near && !far) out.push({ device: 'eth0', outward: true, late: true })
  if (far && to?.kind === 'pod')
    out.push({ device: 'cni0', outward: true, late: true }, { device: vethOf(to.address), outward: true, late: true })
  return out
}

/** The packets of one connection or exchange, in order, with TCP's numbers. */
export class FlowCapture {
  #taps: Iterable<Tap>
  #flow: Flow
  #sent = [1, 1]
  #finished = false

  constructor(taps: Iterable<Tap>, flow: Flow) {
    this.#taps = taps
    this.#flow = flow
  }

  #tcp(back: boolean, flags: string, length = 0, info?: string): void {
    const own = this.#sent[back ? 1 : 0] as number
    const other = this.#sent[back ? 0 : 1] as number
    show(this.#taps, this.#flow, back, { flags, length, sequence: own, acknowledged: other, ...(info === undefined ? {} : { info }) })
    this.#sent[back ? 1 : 0] = own + length
  }

  /** The first packet of a connection, and what came of it. */
  open(outcome: 'connected' | 'refused' | 'rejected' | 'lost'): void {
    if (this.#flow.protocol === 'TCP') this.#tcp(false, 'S')
    if (outcome === 'connected' && this.#flow.protocol === 'TCP') {
      this.#tcp(true, 'S.')
      this.#tcp(false, '.')
    } else if (outcome === 'refused' && this.#flow.protocol === 'TCP') this.#tcp(true, 'R.')
    else if (outcome === 'refused' || outcome === 'rejected') {
      const { asked, protocol } = this.#flow
      show(this.#taps, { ...this.#flow, protocol: 'ICMP' }, true, {
        length: 68,
        info: `ICMP ${asked.address} ${protocol.toLowerCase()} port ${asked.port} unreachable`,
      })
    }
  }

  /** A piece of text on its way (`back`: from the server). */
  data(back: boolean, length: number, info?: string): void {
    if (this.#flow.protocol === 'TCP') {
      this.#tcp(back, 'P.', length, info)
      this.#tcp(!back, '.')
    } else show(this.#taps, this.#flow, back, { length, ...(info === undefined ? {} : { info }) })
  }

  /** One side finishes; the second time the connection is closed. */
  finish(back: boolean): void {
    if (this.#flow.protocol !== 'TCP') return
    this.#tcp(back, 'F.')
    this.#sent[back ? 1 : 0] = (this.#sent[back ? 1 : 0] as number) + 1
    if (this.#finished) this.#tcp(!back, '.')
    this.#finished = true
  }
}
