import type { Process } from '../../../cluster/machine/machine.ts'
import type { ConnectFailure, HttpResponse } from '../../../cluster/network/namespace.ts'
import { readAll } from '../../../sim/pipe.ts'
import { type Task, within } from '../../../sim/task.ts'
import { authorityOf, type Url } from '../network/url.ts'

export interface Fetch {
  url: Url
  address: string
  method: string
  headers: Record<string, string>
  body: string
  timeoutMs: number | undefined
  program: string
  target: string
  onConnect?: () => boolean | void
}

/** One exchange of wget's, with the body read to its end (undefined: it took too long). */
export function* fetch(
  process: Process,
  { url, address, method, headers, body, timeoutMs, program, target, onConnect }: Fetch,
): Task<(HttpResponse & { text: string }) | ConnectFailure> {
  const answer = yield* process.machine.net.http(
    address,
    url.port,
    { method, path: url.path, headers: { host: authorityOf(url), ...headers }, body },
    {
      program,
      target,
      tls: url.scheme === 'https',
      ...(onConnect ? { onConnect } : {}),
      ...(timeoutMs === undefined ? {} : { timeoutMs }),
    },
  )
  if ('failed' in answer) return answer
  if (typeof answer.body === 'string') return { ...answer, text: answer.body }
  const text = timeoutMs === undefined ? yield* readAll(answer.body) : yield* within(timeoutMs, readAll(answer.body))
  answer.body.close()
  return text === undefined ? { failed: 'timeout' } : { ...answer, text }
}

/** strerror, as wget's messages end. */
export const ERRNO: Record<string, string> = {
  refused: 'Connection refused',
  unreachable: 'No route to host',
  timeout: 'Connection timed out',
  reset: 'Connection reset by peer',
}
