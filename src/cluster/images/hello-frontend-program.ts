import type { Task } from '../../sim/task.ts'
import type { Process, Program } from '../machine/machine.ts'
import type { HttpRequest, HttpResponse, Peer } from '../network/namespace.ts'
import { goGet } from './go-client.ts'
import { goResponse, listenAndServe } from './go-server.ts'
import { pathOf } from './http.ts'

/** images/hello-frontend/main.go */
export const program: Program = function* (process) {
  const port = process.env.get('PORT') || '80'
  const address = process.env.get('BACKEND_ADDR') ?? ''
  yield* process.stdout.write(`hello-frontend ${process.machine.hostname} listening on :${port}\n`)
  return yield* listenAndServe(process, port, (request, peer) => answer(process, address, request, peer))
}

function* answer(process: Process, address: string, request: HttpRequest, peer: Peer): Task<HttpResponse> {
  const host = process.machine.hostname
  const path = pathOf(request)
  let status = 200
  let body: string
  if (path === '/healthz') body = 'ok\n'
  else if (path !== '/') [status, body] = [404, '404 page not found\n']
  else if (address === '') [status, body] = [500, 'BACKEND_ADDR is not set\n']
  else {
    const backend = yield* goGet(process, `http://${address}/`, 2_000)
    if ('error' in backend) [status, body] = [502, `frontend ${host} -> ${address}: error: ${backend.error}\n`]
    else body = `frontend ${host} -> ${address}: ${backend.body.replace(/\n+$/, '')}\n`
  }
  yield* process.stdout.write(`${peer.address} "${request.method} ${path}" ${status}\n`)
  return goResponse(process, status, body)
}
