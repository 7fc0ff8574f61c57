import { byteLength } from '../../../sim/byte-length.ts'
import { Condition, type Task } from '../../../sim/task.ts'
import { basename, dirname } from '../../machine/filesystem.ts'
import { KERNEL } from '../../machine/host.ts'
import type { Process, Program } from '../../machine/machine.ts'
import type { HttpRequest, HttpResponse, Listener, Peer } from '../../network/namespace.ts'
import { logDate, slashDate } from '../http.ts'
import { ConfigProblem, type Directive, parseConfig, setting } from './config.ts'
import { ENTRYPOINT, FILES, MAIN_PATH, VERSION } from './files.ts'
import { type Exchange, respond, serverFor, serversOf } from './server.ts'
import { loadUpstreams, type Upstreams } from './upstream.ts'

const HELP = `nginx version: nginx/${VERSION}\n`

/** The image's own configuration, parsed once: nearly all containers run with it. */
let own: Directive[] | undefined

function ownConfig(): Directive[] {
  const files = new Map(Object.entries(FILES))
  own ??= parseConfig(
    MAIN_PATH,
    (path) => files.get(path),
    (pattern) => (pattern.includes('*') ? ['/etc/nginx/conf.d/default.conf'] : [pattern]),
  )
  return own
}

function configOf({ machine }: Process): Directive[] {
  const { fs } = machine
  if (fs.untouched) return ownConfig()
  const read = (path: string): string | undefined => (fs.lookup(path)?.type === 'file' ? fs.readFile(path) : undefined)
  const list = (pattern: string): string[] => {
    const full = pattern.startsWith('/') ? pattern : `/etc/nginx/${pattern}`
    if (!full.includes('*')) return [full]
    const directory = dirname(full)
    const name = new RegExp(
      `^${basename(full)
        .replace(/[.+?^${}()|[\]\\]/g, '\\$&')
        .replaceAll('*', '[^/]*')}$`,
    )
    return fs.lookup(directory)?.type === 'directory'
      ? fs
          .readdir(directory)
          .filter((each) => name.test(each))
          .map((each) => `${directory}/${each}`)
      : []
  }
  return parseConfig(MAIN_PATH, read, list)
}

/** nginx itself. */
export const program: Program = function* (process) {
  const { stderr, machine } = process
  const flags = process.argv.slice(1)
  if (flags.includes('-v')) {
    yield* stderr.write(HELP)
    return 0
  }
  const emerg = function* (message: string): Task<number> {
    yield* stderr.write(`${slashDate(machine.clock.now)} [emerg] ${process.pid}#${process.pid}: ${message}\nnginx: [emerg] ${message}\n`)
    return 1
  }
  try {
    const config = configOf(process)
    const servers = serversOf(config)
    const upstreams = yield* loadUpstreams(process, config)
    if (flags.includes('-t') || flags.includes('-T')) {
      yield* stderr.write(
        `nginx: the configuration file ${MAIN_PATH} syntax is ok\nnginx: configuration file ${MAIN_PATH} test is successful\n`,
      )
      return 0
    }
    if (flags.includes('-s')) return yield* control(process, flags[flags.indexOf('-s') + 1] ?? '')
    return yield* serve(process, servers, upstreams, emerg)
  } catch (error) {
    if (error instanceof ConfigProblem) return yield* emerg(error.message)
    throw error
  }
}

/** `nginx -s reload` and its kind: a signal to the running server. */
function* control({ machine, stderr }: Process, what: string): Task<number> {
  const signal = { reload: 'SIGHUP', quit: 'SIGQUIT', stop: 'SIGTERM', reopen: 'SIGUSR1' }[what]
  if (!signal) {
    yield* stderr.write(`nginx: invalid option: "-s ${what}"\n`)
    return 1
  }
  const running = [...machine.processes.values()].find((each) => each.traps.has('SIGQUIT') && /nginx/.test(each.argv.join(' ')))
  running?.kill(signal)
  return running ? 0 : 1
}

function* serve(
  process: Process,
  servers: ReturnType<typeof serversOf>,
  upstreams: Upstreams,
  emerg: (message: string) => Task<number>,
): Task<number> {
  const { machine, stderr } = process
  const stopped = new Condition<string>()
  let state = { servers, upstreams }
  let requests = 0
  const answer = (request: HttpRequest, peer: Peer, port: number): Task<HttpResponse> =>
    answerLogged({
      process,
      request,
      peer,
      number: ++requests,
      server: serverFor(state.servers, port, request.headers['host'] ?? ''),
      upstreams: state.upstreams,
    })
  const listeners = new Map<string, Listener>()
  /** Binds what the configuration wants; the name of what is taken. */
  const bind = (): string | undefined => {
    for (const server of state.servers) {
      for (const { port, address } of server.ports) {
        if (listeners.has(`${address}:${port}`)) continue
        const listener = machine.net.listen(
          { port, address, program: 'nginx', owner: process },
          { http: (request, peer) => answer(request, peer, port) },
        )
        if (typeof listener === 'string')
          return `bind() to ${address}:${port} failed (${listener === 'EADDRINUSE' ? '98: Address already in use' : '99: Cannot assign requested address'})`
        listeners.set(`${address}:${port}`, listener)
      }
    }
    return undefined
  }
  try {
    const taken = bind()
    if (taken !== undefined) return yield* emerg(taken)
    const now = slashDate(machine.clock.now)
    const say = (text: string): string => `${now} [notice] ${process.pid}#${process.pid}: ${text}\n`
    yield* stderr.write(
      (process.pid === 1 ? ENTRYPOINT : '') +
        [
          'using the "epoll" event method',
          `nginx/${VERSION}`,
          'built by gcc 12.2.0 (Debian 12.2.0-14) ',
          `OS: Linux ${KERNEL}`,
          'getrlimit(RLIMIT_NOFILE): 1048576:1048576',
          'start worker processes',
          // one for each of a node's processors
          ...[29, 30, 31, 32].map((pid) => `start worker process ${pid}`),
        ]
          .map(say)
          .join(''),
    )
    for (const signal of ['SIGQUIT', 'SIGTERM', 'SIGINT', 'SIGHUP', 'SIGUSR1']) process.traps.set(signal, () => stopped.notify(signal))
    for (;;) {
      const signal = yield* stopped.wait()
      const notice = (text: string): Task =>
        stderr.write(`${slashDate(machine.clock.now)} [notice] ${process.pid}#${process.pid}: ${text}\n`)
      if (signal === 'SIGHUP') {
        yield* notice('signal 1 (SIGHUP) received, reconfiguring')
        try {
          const config = configOf(process)
          state = { servers: serversOf(config), upstreams: yield* loadUpstreams(process, config) }
          bind()
        } catch (error) {
          if (!(error instanceof ConfigProblem)) throw error
          yield* stderr.write(`${slashDate(machine.clock.now)} [emerg] ${process.pid}#${process.pid}: ${error.message}\n`)
        }
      } else if (signal !== 'SIGUSR1') {
        const name =
          signal === 'SIGQUIT'
            ? 'signal 3 (SIGQUIT) received, shutting down'
            : signal === 'SIGTERM'
              ? 'signal 15 (SIGTERM) received, exiting'
              : 'signal 2 (SIGINT) received, exiting'
        yield* notice(name)
        return 0
      }
    }
  } finally {
    for (const listener of listeners.values()) listener.close()
  }
}

/** One request, answered and written to the access log. `number`: how many there have been. */
function* answerLogged(exchange: Omit<Exchange, 'complain'> & { number: number }): Task<HttpResponse> {
  const { process, request, peer, number, server } = exchange
  const { clock } = process.machine
  const complain = (level: string, text: string): Task => {
    const [what, upstream] = text.split('\0')
    const onward = upstream === undefined ? '' : `, upstream: "${upstream}"`
    return process.stderr.write(
      `${slashDate(clock.now)} [${level}] 29#29: *${number} ${what}, client: ${peer.address}, server: ${server.names[0] ?? ''}, request: "${request.method} ${request.path} HTTP/1.1"${onward}, host: "${request.headers['host'] ?? ''}"\n`,
    )
  }
  const response = yield* respond({ ...exchange, complain })
  if (setting('access_log', server.block, server.http)?.[0] !== 'off')
    yield* process.stdout.write(accessLine(clock.now, request, peer, response))
  return response
}

/** The image's log_format `main`. */
function accessLine(now: number, request: HttpRequest, peer: Peer, response: HttpResponse): string {
  const { headers } = request
  const size = typeof response.body === 'string' ? byteLength(response.body) : 0
  return `${peer.address} - - [${logDate(now)}] "${request.method} ${request.path} HTTP/1.1" ${response.status} ${size} "${headers['referer'] ?? '-'}" "${headers['user-agent'] ?? '-'}" "${headers['x-forwarded-for'] ?? '-'}"\n`
}
