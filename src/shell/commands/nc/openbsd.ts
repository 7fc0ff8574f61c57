import type { Program } from '../../../cluster/machine/machine.ts'
import type { Task } from '../../../sim/task.ts'
import { addressFor, CONNECT_ERROR, lookupError } from '../network/lookup.ts'
import { lastOf, type OptionSpec, parseOptions } from '../network/options.ts'
import { pump } from '../network/pump.ts'
import { portNumber } from './busybox.ts'
import { listenTcp, listenUdp, pumpUdp } from './listen.ts'
import { talkUdp } from './udp.ts'

const OPTIONS: readonly OptionSpec[] = [
  ...[...'46bCDdFhklNnrSStUuvZz'].map((short) => ({ short })),
  ...[...'IiMmOPpqsTVWwXx'].map((short) => ({ short, argument: true })),
]

const USAGE = `usage: nc [-46CDdFhklNnrStUuvZz] [-I length] [-i interval] [-M ttl]
	  [-m minttl] [-O length] [-P proxy_username] [-p source_port]
	  [-q seconds] [-s sourceaddr] [-T keyword] [-V rtable] [-W recvlimit]
	  [-w timeout] [-X proxy_protocol] [-x proxy_address[:port]]
	  [destination] [port]
`

/** /etc/services, as far as -v shows it. */
const SERVICES: Record<number, string> = {
  22: 'ssh',
  23: 'telnet',
  53: 'domain',
  80: 'http',
  443: 'https',
  3306: 'mysql',
  5432: 'postgresql',
  6379: 'redis',
  8080: 'http-alt',
}

/** The OpenBSD variant of nc, as Debian has it. */
export const openbsdNc: Program = function* (process) {
  const options = parseOptions(process.argv.slice(1), OPTIONS)
  if (!('operands' in options)) {
    const problem =
      'unknown' in options
        ? `nc: invalid option -- '${options.unknown}'\n`
        : 'missing' in options
          ? `nc: option requires an argument -- '${options.missing}'\n`
          : ''
    yield* process.stderr.write(problem + USAGE)
    return 1
  }
  const say = function* (message: string): Task<number> {
    yield* process.stderr.write(`nc: ${message}\n`)
    return 1
  }
  const wait = options.values.has('w') ? Number(lastOf(options, 'w')) * 1000 : undefined
  const verbose = options.values.has('v')
  const udp = options.values.has('u')
  const pumping = {
    half: options.values.has('N'),
    ...(options.values.has('q') ? { lingerMs: Number(lastOf(options, 'q')) * 1000 } : {}),
    ...(wait === undefined ? {} : { idleMs: wait }),
  }
  if (options.values.has('l')) {
    const text = lastOf(options, 'p') ?? options.operands.at(-1)
    const port = text === undefined ? undefined : portNumber(text)
    if (port === undefined) {
      yield* process.stderr.write(text === undefined ? 'nc: missing port number\n' : `nc: port number invalid: ${text}\n`)
      return 1
    }
    const address = options.operands.length > 1 ? options.operands[0] : lastOf(options, 's')
    const accepting = udp ? listenUdp(process, address ?? '0.0.0.0', port) : listenTcp(process, address ?? '0.0.0.0', port)
    if (typeof accepting === 'string')
      return yield* say(accepting === 'EADDRINUSE' ? 'Address already in use' : 'Cannot assign requested address')
    if (verbose) yield* process.stderr.write(`Listening on ${address ?? '0.0.0.0'} ${port}\n`)
    if ('receive' in accepting) {
      yield* pumpUdp(process, accepting)
      return 0
    }
    try {
      do {
        const connection = yield* accepting.accept()
        if (!options.values.has('k')) accepting.close()
        if (verbose) yield* process.stderr.write(`Connection received on ${connection.remote.address} ${connection.remote.port}\n`)
        yield* pump(process, connection, pumping)
      } while (options.values.has('k'))
    } finally {
      accepting.close()
    }
    return 0
  }
  const [host, portText] = options.operands
  if (host === undefined || portText === undefined) {
    yield* process.stderr.write(host === undefined ? USAGE : 'nc: missing port number\n')
    return 1
  }
  const [first, last] = /^\d+-\d+$/.test(portText) ? portText.split('-').map(Number) : [portNumber(portText), portNumber(portText)]
  if (first === undefined || last === undefined || last > 65_535) return yield* say(`port number invalid: ${portText}`)
  let code = 1
  for (let port = first; port <= last; port++) {
    const target = `${host}:${port}`
    const found = yield* addressFor(process, host, target)
    if ('failed' in found) return yield* say(`getaddrinfo for host "${host}" port ${port}: ${lookupError(found.failed)}`)
    const { address } = found
    const succeeded = `Connection to ${host}${host === address ? '' : ` (${address})`} ${port} port [${udp ? 'udp' : 'tcp'}/${SERVICES[port] ?? '*'}] succeeded!\n`
    if (udp) {
      if (verbose) yield* process.stderr.write(succeeded)
      yield* talkUdp(process, address, port, target, wait)
      return 0
    }
    const connection = yield* process.machine.net.connect(address, port, {
      program: 'nc',
      target,
      ...(wait === undefined ? {} : { timeoutMs: wait }),
    })
    if ('failed' in connection) {
      if (verbose) {
        const where = host === address ? `${address}` : `${host} (${address})`
        yield* say(
          connection.failed === 'timeout' && wait !== undefined
            ? `connect to ${where} port ${port} (tcp) timed out: Operation now in progress`
            : `connect to ${where} port ${port} (tcp) failed: ${CONNECT_ERROR[connection.failed]}`,
        )
      }
      continue
    }
    code = 0
    if (verbose) yield* process.stderr.write(succeeded)
    if (options.values.has('z')) connection.close()
    else {
      yield* pump(process, connection, pumping)
      return 0
    }
  }
  return code
}
