import { Condition, type Task } from '../../sim/task.ts'
import type { Process, Program } from '../machine/machine.ts'
import type { HttpResponse } from '../network/namespace.ts'
import { isDnsQuery } from './message.ts'
import type { DnsServer } from './server.ts'

const TEXT = { 'content-type': 'text/plain; charset=utf-8' }
const OK: HttpResponse = { status: 200, headers: TEXT, body: 'OK' }

/** What `kubectl logs` of a CoreDNS Pod begins with. */
const BANNER = '.:53\nCoreDNS-1.13.1\nlinux/amd64, go1.25.2, 1db4568\n'

/** The program of the coredns image: DNS on port 53, health on 8080, readiness on 8181, metrics on 9153. */
export function corednsProgram(server: DnsServer): Program {
  return function* coredns(process: Process): Task<number> {
    const { net } = process.machine
    let queries = 0
    const datagram = (payload: unknown): unknown => {
      if (!isDnsQuery(payload)) return undefined
      queries++
      return server.answer(payload)
    }
    const stopped = new Condition()
    const own = { program: 'coredns', pid: process.pid }
    const page = (respond: () => HttpResponse) => ({
      *http(): Task<HttpResponse> {
        return respond()
      },
    })
    const metrics = (): HttpResponse => ({
      status: 200,
      headers: TEXT,
      body: `# TYPE coredns_dns_requests_total counter\ncoredns_dns_requests_total ${queries}\n`,
    })
    const listeners = [
      net.listen({ port: 53, protocol: 'UDP', ...own }, { datagram }),
      net.listen({ port: 53, ...own }, { datagram }),
      net.listen(
        { port: 8080, ...own },
        page(() => OK),
      ),
      net.listen(
        { port: 8181, ...own },
        page(() => OK),
      ),
      net.listen({ port: 9153, ...own }, page(metrics)),
    ]
    try {
      if (listeners.includes('EADDRINUSE')) {
        yield* process.stderr.write('Listen: listen tcp :53: bind: address already in use\n')
        return 1
      }
      yield* process.stdout.write(BANNER)
      process.traps.set('SIGTERM', () => stopped.notify())
      yield* stopped.wait()
      yield* process.stdout.write('[INFO] SIGTERM: Shutting down servers then terminating\n')
      return 0
    } finally {
      for (const listener of listeners) if (typeof listener === 'object') listener.close()
    }
  }
}
