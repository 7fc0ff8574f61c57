import { LineReader } from '../../../sim/pipe.ts'
import type { Task } from '../../../sim/task.ts'
import type { Process, Program } from '../../machine/machine.ts'
import type { Connection } from '../../network/namespace.ts'
import { lookupHost } from '../../network/resolver.ts'
import { serveUntilSignal } from '../service.ts'
import { formatReply, formatRequest, parseReply, RequestParser, showReply } from './protocol.ts'
import { RedisStore } from './store.ts'

/** `1:M 04 May 2026 01:00:00.123 * text` */
function line({ pid, machine }: Process, role: 'C' | 'M' | 'signal-handler', mark: '*' | '#', text: string): string {
  const date = new Date(machine.clock.now)
  const [, day, month, year] = date.toUTCString().split(' ')
  const stamp = `${day} ${month} ${year} ${date.toISOString().slice(11, 23)}`
  return role === 'signal-handler'
    ? `${pid}:signal-handler (${Math.floor(machine.clock.now / 1000)}) ${text}\n`
    : `${pid}:${role} ${stamp} ${mark} ${text}\n`
}

/** redis-server */
export const server: Program = function* (process) {
  const { machine, stdout } = process
  const words = process.argv.slice(1)
  const port = Number(words[words.indexOf('--port') + 1] ?? 6379) || 6379
  const store = new RedisStore(() => machine.clock.now)
  yield* stdout.write(line(process, 'C', '*', 'oO0OoO0OoO0Oo Redis is starting oO0OoO0OoO0Oo'))
  yield* stdout.write(
    line(process, 'C', '*', `Redis version=7.4.7, bits=64, commit=00000000, modified=0, pid=${process.pid}, just started`),
  )
  if (words.length === 0)
    yield* stdout.write(
      line(
        process,
        'C',
        '#',
        'Warning: no config file specified, using the default config. In order to specify a config file use redis-server /path/to/redis.conf',
      ),
    )
  yield* stdout.write(
    line(process, 'M', '*', 'monotonic clock: POSIX clock_gettime') + line(process, 'M', '*', `Running mode=standalone, port=${port}.`),
  )
  const bound = words.includes('--bind') ? words[words.indexOf('--bind') + 1]?.split(' ')[0]?.replace(/^-/, '') : undefined
  const address = bound === undefined || bound === '*' ? {} : { address: bound }
  const listener = machine.net.listen(
    { port, program: 'redis-server', owner: process, ...address },
    { stream: (connection) => serve(connection, store) },
  )
  if (typeof listener === 'string') {
    yield* stdout.write(
      line(process, 'M', '#', `Warning: Could not create server TCP listening socket *:${port}: bind: Address already in use`),
    )
    yield* stdout.write(line(process, 'M', '#', 'Failed listening on port 6379 (tcp), aborting.').replace('6379', String(port)))
    return 1
  }
  try {
    yield* stdout.write(line(process, 'M', '*', 'Server initialized') + line(process, 'M', '*', 'Ready to accept connections tcp'))
    const code = yield* serveUntilSignal(process, { SIGTERM: 0, SIGINT: 0 })
    yield* stdout.write(line(process, 'signal-handler', '*', 'Received SIGTERM scheduling shutdown...'))
    yield* stdout.write(
      line(process, 'M', '*', 'User requested shutdown...') +
        line(process, 'M', '*', 'Saving the final RDB snapshot before exiting.') +
        line(process, 'M', '*', 'DB saved on disk') +
        line(process, 'M', '#', 'Redis is now ready to exit, bye bye...'),
    )
    return code
  } finally {
    listener.close()
  }
}

function* serve(connection: Connection, store: RedisStore): Task {
  const parser = new RequestParser()
  for (let piece = yield* connection.read(); piece !== undefined; piece = yield* connection.read()) {
    parser.push(piece)
    for (let request = parser.next(); request !== undefined; request = parser.next()) {
      if (!Array.isArray(request)) {
        yield* connection.write(formatReply(request))
        connection.close()
        return
      }
      if (request[0]?.toUpperCase() === 'QUIT') {
        yield* connection.write('+OK\r\n')
        connection.close()
        return
      }
      if (request.length > 0) yield* connection.write(formatReply(store.run(request)))
    }
  }
  connection.close()
}

/** redis-cli */
export const client: Program = function* (process) {
  const { machine, stdout, stderr } = process
  const words = process.argv.slice(1)
  const option = (flag: string, fallback: string): string => {
    const at = words.indexOf(flag)
    return at < 0 ? fallback : (words.splice(at, 2)[1] ?? fallback)
  }
  const host = option('-h', '127.0.0.1')
  const port = Number(option('-p', '6379'))
  const failed = function* (why: string): Task<number> {
    yield* stderr.write(`Could not connect to Redis at ${host}:${port}: ${why}\n`)
    return 1
  }
  const found = yield* lookupHost(machine, host, { program: 'redis-cli', target: `${host}:${port}` })
  if ('failed' in found)
    return yield* failed(found.failed === 'timeout' ? 'Temporary failure in name resolution' : 'Name or service not known')
  const connection = yield* machine.net.connect(found.addresses[0] as string, port, { program: 'redis-cli', target: `${host}:${port}` })
  if ('failed' in connection)
    return yield* failed(
      {
        refused: 'Connection refused',
        timeout: 'Connection timed out',
        unreachable: 'No route to host',
        reset: 'Connection reset by peer',
      }[connection.failed],
    )
  let text = ''
  const ask = function* (request: readonly string[]): Task {
    yield* connection.write(formatRequest(request))
    for (;;) {
      const whole = parseReply(text)
      if (whole) {
        text = whole.rest
        yield* stdout.write(`${showReply(whole.reply, process.tty !== undefined)}\n`)
        return
      }
      const piece = yield* connection.read()
      if (piece === undefined) return
      text += piece
    }
  }
  if (words.length > 0) yield* ask(words)
  else {
    const lines = new LineReader(process.stdin)
    for (let typed = yield* lines.line(); typed !== undefined && !/^(quit|exit)$/i.test(typed.trim()); typed = yield* lines.line()) {
      const request = [...typed.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map((match) => match[1] ?? match[2] ?? (match[3] as string))
      if (request.length > 0) yield* ask(request)
    }
  }
  connection.close()
  return 0
}
