import { sleep, type Task } from '../../sim/task.ts'
import { echoPath, type Topology } from './delivery.ts'
import type { ConnectFailure } from './namespace.ts'
import type { Stack } from './stack.ts'
import type { Hop } from './trace.ts'

/** One echo request. A virtual IP is no host: nobody answers for it. `from` tells who sent "time exceeded" when the TTL ran out. */
export function* ping(
  topology: Topology,
  from: Stack,
  address: string,
  hops: Hop[],
  timeoutMs: number,
  ttl: number,
): Task<{ rttMs: number; ttl: number; from?: string } | ConnectFailure> {
  hops.push({ kind: 'address', from: from.address, to: address, port: 0, protocol: 'ICMP' })
  let path = echoPath(topology, from, address)
  if (!('failed' in path) && topology.policy && !topology.policy(from, path.to, from.address, address, 0, 'ICMP', hops))
    path = { failed: 'timeout', after: timeoutMs }
  if ('failed' in path) {
    const inTime = path.after <= timeoutMs
    yield* sleep(inTime ? path.after : timeoutMs)
    return { failed: inTime ? path.failed : 'timeout' }
  }
  const expired = ttl <= path.routers.length ? path.routers[ttl - 1] : undefined
  // A little spread, so that the figures look like measurements and stay repeatable.
  const rttMs = 2 * path.latency * (1 + ((Math.floor(from.clock.now) * 7919) % 37) / 100)
  yield* sleep(rttMs)
  hops.push({ kind: 'response', protocol: 'ICMP', from: expired ?? address })
  return expired === undefined ? { rttMs, ttl: 64 - path.routers.length } : { rttMs, ttl: 64, from: expired }
}
