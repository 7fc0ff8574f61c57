import { Condition, type Task } from '../../sim/task.ts'
import type { Process, Program } from '../machine/machine.ts'
import type { HttpResponse, Listener, Peer } from '../network/namespace.ts'
import { type Corefile, notSimulated, parseCorefile } from './corefile.ts'
import { type DnsQuery, type DnsResponse, isDnsQuery, messageSize } from './message.ts'
import { answerBy } from './plugin-chain.ts'
import type { DnsServer } from './server.ts'

const TEXT = { 'content-type': 'text/plain; charset=utf-8' }
const OK: HttpResponse = { status: 200, headers: TEXT, body: 'OK' }
const VERSION = 'CoreDNS-1.13.1\nlinux/amd64, go1.25.2, 1db4568\n'
/** How often the reload plugin looks at the Corefile, ms. */
const RELOAD = 30_000

/** The program of the coredns image: DNS on port 53; health, readiness and metrics where the Corefile asks for them. */
export function corednsProgram(server: DnsServer): Program {
  return (process) => coredns(process, server)
}

function* coredns(process: Process, server: DnsServer): Task<number> {
  const path = configPath(process)
  const first = readCorefile(process, path)
  if ('error' in first) {
    yield* process.stderr.write(`${first.error}\n`)
    return 1
  }
  return yield* new Instance(process, server, path, first).run()
}

function* answerPage(respond: () => HttpResponse): Task<HttpResponse> {
  return respond()
}

function configPath({ argv }: Process): string {
  const at = argv.indexOf('-conf')
  return (at >= 0 && argv[at + 1]) || '/etc/coredns/Corefile'
}

function readCorefile({ machine }: Process, path: string): Corefile | { error: string } {
  const text = machine.fs.textOf(path)
  return text === undefined ? { error: `open ${path}: no such file or directory` } : parseCorefile(text, path)
}

/** One running CoreDNS. */
class Instance {
  #process: Process
  #server: DnsServer
  #path: string
  #corefile: Corefile
  #lookedAt: number
  #queries = 0
  #lines: string[] = []
  #changed = new Condition()
  #stopped = false

  constructor(process: Process, server: DnsServer, path: string, corefile: Corefile) {
    this.#process = process
    this.#server = server
    this.#path = path
    this.#corefile = corefile
    this.#lookedAt = process.machine.clock.now
  }

  *run(): Task<number> {
    const process = this.#process
    const { stdout } = process
    const listeners = this.#listen()
    try {
      if (listeners.some((listener) => typeof listener === 'string')) {
        yield* process.stderr.write('Listen: listen tcp :53: bind: address already in use\n')
        return 1
      }
      yield* stdout.write(`.:53\n${VERSION}`)
      for (const name of notSimulated(this.#corefile)) yield* stdout.write(`[WARNING] podtalk does not simulate the plugin "${name}"\n`)
      process.traps.set('SIGTERM', () => {
        this.#stopped = true
        this.#changed.notify()
      })
      while (!this.#stopped) {
        yield* this.#changed.wait()
        if (this.#lines.length > 0) yield* stdout.write(this.#lines.splice(0).join(''))
      }
      yield* stdout.write('[INFO] SIGTERM: Shutting down servers then terminating\n')
      return 0
    } finally {
      for (const listener of listeners) if (typeof listener === 'object') listener.close()
    }
  }

  #listen(): (Listener | string)[] {
    const { machine } = this.#process
    const own = { program: 'coredns', owner: this.#process }
    const { plugins } = this.#corefile
    const page = (respond: () => HttpResponse) => ({ http: () => answerPage(respond) })
    const metrics = (): HttpResponse => ({
      status: 200,
      headers: TEXT,
      body: `# TYPE coredns_dns_requests_total counter\ncoredns_dns_requests_total ${this.#queries}\n`,
    })
    const answer = (protocol: 'udp' | 'tcp') => ({
      datagram: (payload: unknown, peer: Peer) => (isDnsQuery(payload) ? this.#answer(payload, peer, protocol) : undefined),
    })
    const listeners: (Listener | string)[] = [
      machine.net.listen({ port: 53, protocol: 'UDP', ...own }, answer('udp')),
      machine.net.listen({ port: 53, ...own }, answer('tcp')),
    ]
    if (plugins.has('health'))
      listeners.push(
        machine.net.listen(
          { port: 8080, ...own },
          page(() => OK),
        ),
      )
    if (plugins.has('ready'))
      listeners.push(
        machine.net.listen(
          { port: 8181, ...own },
          page(() => OK),
        ),
      )
    if (plugins.has('prometheus')) listeners.push(machine.net.listen({ port: 9153, ...own }, page(metrics)))
    return listeners
  }

  #answer(query: DnsQuery, peer: Peer, protocol: string): DnsResponse {
    this.#reload()
    this.#queries++
    const response = answerBy(this.#corefile, this.#server, query)
    if (this.#corefile.plugins.has('log')) {
      const flags = ['qr', ...(response.aa ? ['aa'] : []), ...(response.rd ? ['rd'] : []), ...(response.ra ? ['ra'] : [])].join(',')
      const size = query.name.replace(/\.$/, '').length + 18
      this.#say(
        `[INFO] ${peer.address}:${peer.port} - ${query.id} "${query.type} IN ${response.name} ${protocol} ${size} false 512" ${response.rcode} ${flags} ${messageSize(response)} 0.000153248s\n`,
      )
    }
    return response
  }

  /** The reload plugin; it looks when there is a reason to. */
  #reload(): void {
    const { now } = this.#process.machine.clock
    if (now - this.#lookedAt < RELOAD || !this.#corefile.plugins.has('reload')) return
    this.#lookedAt = now
    const next = readCorefile(this.#process, this.#path)
    if (next === this.#corefile) return
    this.#say('[INFO] Reloading\n')
    if ('error' in next)
      return this.#say(`[ERROR] Restart failed: ${next.error}\n[ERROR] plugin/reload: Corefile changed but reload failed: ${next.error}\n`)
    this.#corefile = next
    this.#say('[INFO] plugin/reload: Running configuration\n[INFO] Reloading complete\n')
  }

  #say(text: string): void {
    this.#lines.push(text)
    this.#changed.notify()
  }
}
