import type { Process, Program } from '../../../cluster/machine/machine.ts'
import type { Connection } from '../../../cluster/network/namespace.ts'
import { Pipe, sink } from '../../../sim/pipe.ts'
import { fork, type Task, within } from '../../../sim/task.ts'
import { launch } from '../../launch.ts'
import { BUSYBOX_BANNER } from '../../usage.ts'
import { addressFor, CONNECT_ERROR } from '../network/lookup.ts'
import { lastOf, type OptionSpec, parseOptions } from '../network/options.ts'
import { pump } from '../network/pump.ts'
import { listenTcp, listenUdp, pumpUdp, type UdpPeer } from './listen.ts'
import { talkUdp } from './udp.ts'

const OPTIONS: readonly OptionSpec[] = [
  ...[...'lknuvzLt46'].map((short) => ({ short })),
  ...[...'pwisoq'].map((short) => ({ short, argument: true })),
]

const USAGE = `${BUSYBOX_BANNER}

Usage: nc [-iN] [-wN] [-l] [-p PORT] [-f FILE|IPADDR PORT] [-e PROG]

Open a pipe to IP:PORT or FILE

	-l	Listen mode, for inbound connects
		(use -ll with -e for persistent server)
	-p PORT	Local port
	-w SEC	Connect timeout
	-i SEC	Delay interval for lines sent
	-f FILE	Use file (ala /dev/ttyS0) instead of network
	-e PROG	Run PROG after connect
`

/** busybox nc. */
export const busyboxNc: Program = function* (process) {
  const args = process.argv.slice(1)
  // -e takes the rest of the line: the program and its arguments.
  const execAt = args.findIndex((arg) => /^-[a-z]*e$/.test(arg))
  const exec = execAt < 0 ? undefined : args.slice(execAt + 1)
  const before =
    execAt < 0
      ? args
      : [...args.slice(0, execAt), ...((args[execAt] as string).length > 2 ? [(args[execAt] as string).replace(/e$/, '')] : [])]
  const options = parseOptions(before, OPTIONS)
  if (!('operands' in options) || exec?.length === 0) {
    const problem =
      'unknown' in options
        ? `nc: invalid option -- '${options.unknown}'\n`
        : 'missing' in options
          ? `nc: option requires an argument -- '${options.missing}'\n`
          : ''
    yield* process.stderr.write(problem + USAGE)
    return 1
  }
  const wait = options.values.has('w') ? Number(lastOf(options, 'w')) * 1000 : undefined
  const die = function* (message: string): Task<number> {
    yield* process.stderr.write(`nc: ${message}\n`)
    return 1
  }
  if (options.values.has('l')) {
    const port = Number(lastOf(options, 'p') ?? options.operands.at(-1) ?? 0)
    const address = options.operands.length > (options.values.has('p') ? 0 : 1) ? options.operands[0] : lastOf(options, 's')
    const bindError = (errno: string): string =>
      `bind: ${errno === 'EADDRINUSE' ? 'Address already in use' : 'Cannot assign requested address'}`
    if (options.values.has('u')) {
      const peer = listenUdp(process, address, port)
      if (typeof peer === 'string') return yield* die(bindError(peer))
      yield* exec ? serveUdp(process, peer, exec) : pumpUdp(process, peer)
      return 0
    }
    const accepting = listenTcp(process, address, port)
    if (typeof accepting === 'string') return yield* die(bindError(accepting))
    const again = options.values.has('k') || (options.values.get('l')?.length ?? 0) > 1 || options.values.has('L')
    try {
      do {
        const connection = wait === undefined ? yield* accepting.accept() : yield* within(wait, accepting.accept())
        if (!connection) return yield* die('timed out')
        if (!again) accepting.close()
        if (exec && again) yield* fork(serve(process, connection, exec))
        else if (exec) yield* serve(process, connection, exec)
        else yield* pump(process, connection)
      } while (again)
    } finally {
      accepting.close()
    }
    return 0
  }
  const [host, portText] = options.operands
  if (host === undefined || portText === undefined) {
    yield* process.stderr.write(USAGE)
    return 1
  }
  const port = portNumber(portText)
  if (port === undefined) return yield* die(`bad port '${portText}'`)
  const target = `${host}:${port}`
  const found = yield* addressFor(process, host, target)
  if ('failed' in found) return yield* die(`bad address '${host}'`)
  const { address } = found
  if (options.values.has('u')) {
    const failed = yield* talkUdp(process, address, port, target, wait)
    return failed === undefined ? 0 : yield* die(`read: ${CONNECT_ERROR[failed]}`)
  }
  const start = process.machine.clock.now
  const connection = yield* process.machine.net.connect(address, port, {
    program: 'nc',
    target,
    ...(wait === undefined ? {} : { timeoutMs: wait }),
  })
  if ('failed' in connection) {
    if (connection.failed === 'timeout' && wait !== undefined && process.machine.clock.now - start >= wait) return yield* die('timed out')
    return yield* die(`can't connect to remote host (${address}): ${CONNECT_ERROR[connection.failed]}`)
  }
  if (options.values.has('v')) yield* process.stderr.write(`${host} (${address}:${port}) open\n`)
  if (options.values.has('z')) {
    connection.close()
    return 0
  }
  if (exec) yield* serve(process, connection, exec)
  else yield* pump(process, connection)
  return 0
}

export function portNumber(text: string): number | undefined {
  const named: Record<string, number> = { http: 80, https: 443, domain: 53, ssh: 22, telnet: 23 }
  if (Object.hasOwn(named, text)) return named[text]
  const port = Number(text)
  return /^\d+$/.test(text) && port <= 65_535 ? port : undefined
}

/** Runs a program with the connection as its standard streams. */
export function* serve(process: Process, connection: Connection, argv: readonly string[]): Task {
  const input = new Pipe()
  const output = new Pipe()
  const child = launch(process, argv, { stdin: input.reader, stdout: output, stderr: process.stderr })
  if ('reason' in child) {
    yield* process.stderr.write(
      `nc: can't execute '${argv[0]}': ${child.reason === 'not found' ? 'No such file or directory' : child.reason}\n`,
    )
    connection.close()
    return
  }
  const feeding = yield* fork(
    (function* (): Task {
      try {
        for (let text = yield* connection.read(); text !== undefined; text = yield* connection.read()) yield* input.write(text)
      } finally {
        input.close()
      }
    })(),
  )
  child.onExit(() => output.close())
  try {
    for (let text = yield* output.reader.read(); text !== undefined; text = yield* output.reader.read()) yield* connection.write(text)
  } finally {
    child.kill('SIGTERM')
    feeding.interrupt('SIGTERM')
    connection.close()
  }
}

/** Runs a program with the datagrams of one sender as its input, its output as the answers. */
function* serveUdp(process: Process, peer: UdpPeer, argv: readonly string[]): Task {
  const first = yield* peer.receive()
  const input = new Pipe()
  const child = launch(process, argv, { stdin: input.reader, stdout: sink((text) => peer.send(text)), stderr: process.stderr })
  if ('reason' in child) {
    yield* process.stderr.write(
      `nc: can't execute '${argv[0]}': ${child.reason === 'not found' ? 'No such file or directory' : child.reason}\n`,
    )
    return peer.close()
  }
  const feeding = yield* fork(
    (function* (): Task {
      for (let text = first; ; text = yield* peer.receive()) yield* input.write(text)
    })(),
  )
  try {
    yield* child.wait()
  } finally {
    feeding.interrupt('SIGTERM')
    child.kill('SIGTERM')
    peer.close()
  }
}
