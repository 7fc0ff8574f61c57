import type { Task } from '../../sim/task.ts'
import type { Process, Program } from '../machine/machine.ts'
import type { HttpRequest, HttpResponse, Peer } from '../network/namespace.ts'
import { goResponse, listenAndServe } from './go-server.ts'
import { pathOf } from './http.ts'
import type { Image } from './image.ts'

/** images/hello-backend/main.go */
const program: Program = function* (process) {
  const port = process.variable('PORT') || '8080'
  yield* process.stdout.write(`hello-backend ${process.machine.hostname} listening on :${port}\n`)
  return yield* listenAndServe(process, port, (request, peer) => answer(process, request, peer))
}

function* answer(process: Process, request: HttpRequest, peer: Peer): Task<HttpResponse> {
  const path = pathOf(request)
  const [status, body] =
    path === '/' ? [200, `Hello from ${process.machine.hostname}\n`] : path === '/healthz' ? [200, 'ok\n'] : [404, '404 page not found\n']
  yield* process.stdout.write(`${peer.address} "${request.method} ${path}" ${status}\n`)
  return goResponse(process, status, body)
}

/** Answers `GET /` with its hostname: the course's backend. */
export const helloBackend: Image = {
  repository: 'docker.io/library/hello-backend',
  tags: ['1.0'],
  present: true,
  flavour: 'busybox',
  command: ['/hello-backend'],
  programs: { '/hello-backend': program },
  size: 7_204_118,
}
