import type { IncomingMessage } from 'node:http'

/**
 * The address that limits count by. Behind proxies every connection is theirs; each of them adds the
 * address it saw at the end of `X-Forwarded-For`, and what stands before those a visitor may have made up.
 * `proxies`: how many there are.
 */
export function visitorOf(request: IncomingMessage, proxies: number): string {
  const peer = request.socket.remoteAddress ?? ''
  if (proxies === 0) return peer
  const header = request.headers['x-forwarded-for']
  const named = String(header ?? '')
    .split(',')
    .map((each) => each.trim())
    .filter((each) => each !== '')
  return named.at(-proxies) ?? peer
}
