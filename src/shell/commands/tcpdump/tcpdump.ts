import type { Program } from '../../../cluster/machine/machine.ts'
import type { Packet } from '../../../cluster/network/capture.ts'
import type { Sockets } from '../../../cluster/network/sockets.ts'
import { Condition } from '../../../sim/task.ts'
import { lastOf, type OptionSpec, parseOptions } from '../network/options.ts'
import { compileFilter } from './filter.ts'

const OPTIONS: readonly OptionSpec[] = [
  ...[...'AeKlnNpqStuUvxXDL'].map((short) => ({ short })),
  ...[...'BcCFGiMrsTwWyzZ'].map((short) => ({ short, argument: true })),
  { long: 'immediate-mode' },
]
const NOT_SIMULATED = ['A', 'x', 'X', 'w', 'r', 'e', 'D', 'L']
/** Packets that wait to be printed; more are dropped, as by the kernel. */
const BUFFER = 10_000

/** tcpdump: the simulated packets as they pass this machine's interfaces. */
export const tcpdump: Program = function* (process) {
  const options = parseOptions(process.argv.slice(1), OPTIONS)
  if (!('operands' in options)) {
    yield* process.stderr.write(
      `tcpdump: ${'unknown' in options ? `invalid option -- '${options.unknown}'` : 'option requires an argument'}\ntcpdump version 4.99.3\n`,
    )
    return 1
  }
  for (const letter of NOT_SIMULATED) {
    if (!options.values.has(letter)) continue
    yield* process.stderr.write(`tcpdump: podtalk does not simulate -${letter}\n`)
    return 1
  }
  const { net, user } = process.machine
  const device = lastOf(options, 'i') ?? 'eth0'
  if (user !== 'root') {
    yield* process.stderr.write(
      `tcpdump: ${device}: You don't have permission to perform this capture on that device\n(socket: Operation not permitted)\n`,
    )
    return 1
  }
  if (device !== 'any' && !net.interfaces.some(({ name }) => name === device)) {
    yield* process.stderr.write(`tcpdump: ${device}: No such device exists\n(No such device exists)\n`)
    return 1
  }
  const filter = compileFilter(options.operands)
  if (typeof filter !== 'function') {
    yield* process.stderr.write(`tcpdump: ${filter.error}\n`)
    return 1
  }
  const count = lastOf(options, 'c') === undefined ? Number.POSITIVE_INFINITY : Number(lastOf(options, 'c'))
  const waiting: [at: number, packet: Packet][] = []
  const arrived = new Condition()
  let stopped = false
  let dropped = 0
  const release = (net as Sockets).tap((packet) => {
    if ((device !== 'any' && packet.device !== device) || !filter(packet)) return
    if (waiting.length >= BUFFER) dropped++
    else waiting.push([process.machine.clock.now, packet])
    arrived.notify()
  })
  for (const signal of ['SIGINT', 'SIGTERM']) {
    process.traps.set(signal, () => {
      stopped = true
      arrived.notify()
    })
  }
  let captured = 0
  try {
    const link = device === 'any' ? 'LINUX_SLL2 (Linux cooked v2)' : 'EN10MB (Ethernet)'
    yield* process.stderr.write(
      `${device === 'any' ? 'tcpdump: data link type LINUX_SLL2\n' : ''}tcpdump: verbose output suppressed, use -v[v]... for full protocol decode\nlistening on ${device}, link-type ${link}, snapshot length 262144 bytes\n`,
    )
    while (captured < count) {
      const next = waiting.shift()
      if (next) {
        captured++
        yield* process.stdout.write(packetText(next[0], next[1], device === 'any', options.values.has('q')))
      } else if (stopped) break
      else yield* arrived.wait()
    }
  } finally {
    release()
  }
  yield* process.stderr.write(
    `${captured} packet${captured === 1 ? '' : 's'} captured\n${captured + waiting.length} packet${captured + waiting.length === 1 ? '' : 's'} received by filter\n${dropped} packets dropped by kernel\n`,
  )
  return 0
}

function packetText(at: number, packet: Packet, any: boolean, brief: boolean): string {
  const { device, direction, protocol, source, destination, length, info } = packet
  const micros = String(Math.floor((at % 1000) * 1000)).padStart(6, '0')
  const time = `${new Date(at).toISOString().slice(11, 19)}.${micros}`
  const where = any ? `${device} ${direction.padEnd(3)} ` : ''
  if (protocol === 'ICMP')
    return `${time} ${where}IP ${source.address} > ${destination.address}: ${info}${info?.includes('length') ? '' : `, length ${length}`}\n`
  const ends = `IP ${source.address}.${source.port} > ${destination.address}.${destination.port}`
  if (protocol === 'UDP') return `${time} ${where}${ends}: ${info ?? `UDP, length ${length}`}\n`
  if (brief) return `${time} ${where}${ends}: tcp ${length}\n`
  return `${time} ${where}${ends}: Flags [${packet.flags}]${numbers(packet)}, length ${length}${info === undefined ? '' : `: ${info}`}\n`
}

/** Sequence numbers, relative as tcpdump shows them after the handshake. */
function numbers({ flags = '', sequence = 1, acknowledged = 1, length, source, destination }: Packet): string {
  // Made from the client's port, which no rule changes.
  const first = (port: number): number => 1_000_000_000 + ((port * 79_190_011) % 1_000_000_000)
  const options = 'options [nop,nop,TS val 1 ecr 1]'
  if (flags === 'S') return `, seq ${first(source.port)}, win 64240, options [mss 1460,sackOK,TS val 1 ecr 0,nop,wscale 7]`
  if (flags === 'S.') {
    return `, seq ${first(destination.port + 1)}, ack ${first(destination.port) + 1}, win 65160, options [mss 1460,sackOK,TS val 1 ecr 1,nop,wscale 7]`
  }
  if (flags.startsWith('R')) return ', seq 0, ack 1, win 0'
  if (flags.startsWith('P')) return `, seq ${sequence}:${sequence + length}, ack ${acknowledged}, win 502, ${options}`
  if (flags.startsWith('F')) return `, seq ${sequence}, ack ${acknowledged}, win 502, ${options}`
  return `, ack ${acknowledged}, win 502, ${options}`
}
