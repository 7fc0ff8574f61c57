import type { Program } from '../../../cluster/machine/machine.ts'
import { lookupHost } from '../../../cluster/network/resolver.ts'
import { lookupError } from '../network/lookup.ts'
import { lastOf, type OptionSpec, parseOptions } from '../network/options.ts'
import { echoes } from './echo.ts'

const OPTIONS: readonly OptionSpec[] = [
  ...[...'46aAbBdDfhLnOqrRUvV'].map((short) => ({ short })),
  ...[...'ceiIlmMpQsStTwW'].map((short) => ({ short, argument: true })),
]

/** ping of iputils. */
export const iputilsPing: Program = function* (process) {
  const options = parseOptions(process.argv.slice(1), OPTIONS)
  if (!('operands' in options)) {
    const problem =
      'unknown' in options
        ? `invalid option -- '${options.unknown}'`
        : 'missing' in options
          ? `option requires an argument -- '${options.missing}'`
          : ''
    yield* process.stderr.write(`ping: ${problem}\n\nUsage\n  ping [options] <destination>\n`)
    return 2
  }
  if (options.values.has('V')) {
    yield* process.stdout.write('ping from iputils 20221126\n')
    return 0
  }
  const host = options.operands.at(-1)
  if (host === undefined) {
    yield* process.stderr.write('ping: usage error: Destination address required\n')
    return 1
  }
  for (const key of ['c', 'i', 's', 't', 'w', 'W']) {
    const value = lastOf(options, key)
    if (value !== undefined && Number(value) === 0 && key === 'c') {
      yield* process.stderr.write(`ping: invalid argument: '${value}': out of range: 1 <= value <= 9223372036854775807\n`)
      return 1
    }
    if (value === undefined || /^\d+(\.\d+)?$/.test(value)) continue
    yield* process.stderr.write(`ping: invalid argument: '${value}'\n`)
    return 1
  }
  const number = (key: string): number | undefined => (options.values.has(key) ? Number(lastOf(options, key)) : undefined)
  const found = yield* lookupHost(process.machine, host, { program: 'ping', target: host })
  if ('failed' in found) {
    yield* process.stderr.write(`ping: ${host}: ${lookupError(found.failed)}\n`)
    return 2
  }
  const address = found.addresses[0] as string
  const size = number('s') ?? 56
  const quiet = options.values.has('q')
  const numeric = host === address || options.values.has('n')
  const shown = numeric ? address : found.name
  yield* process.stdout.write(`PING ${host === address ? address : found.name} (${address}) ${size}(${size + 28}) bytes of data.\n`)
  const deadline = number('w')
  const result = yield* echoes(
    process,
    {
      address,
      target: host,
      count: number('c'),
      intervalMs: (number('i') ?? 1) * 1000,
      waitMs: (number('W') ?? 10) * 1000,
      deadlineMs: deadline === undefined ? undefined : deadline * 1000,
      ttl: number('t') ?? 64,
    },
    function* (echo) {
      if (quiet) return
      const where = numeric ? address : `${shown} (${address})`
      const sequence = `icmp_seq=${echo.sequence + 1}`
      if ('rttMs' in echo)
        yield* process.stdout.write(`${size + 8} bytes from ${where}: ${sequence} ttl=${echo.ttl} time=${roundTrip(echo.rttMs)} ms\n`)
      else if ('expired' in echo) yield* process.stdout.write(`From ${echo.expired} ${sequence} Time to live exceeded\n`)
      else yield* process.stdout.write(`From ${process.machine.net.address} ${sequence} Destination Host Unreachable\n`)
    },
  )
  const { sent, times, errors } = result
  const lost = sent === 0 ? 0 : ((sent - times.length) * 100) / sent
  yield* process.stdout.write(
    `\n--- ${host === address ? address : found.name} ping statistics ---\n${sent} packets transmitted, ${times.length} received, ${errors > 0 ? `+${errors} errors, ` : ''}${Number(lost.toPrecision(6))}% packet loss, time ${Math.floor(result.duration)}ms\n`,
  )
  if (times.length === 0) {
    yield* process.stdout.write(result.pipe > 1 ? `pipe ${result.pipe}\n` : '\n')
    return 1
  }
  const average = times.reduce((sum, time) => sum + time, 0) / times.length
  const deviation = Math.sqrt(Math.max(0, times.reduce((sum, time) => sum + time * time, 0) / times.length - average * average))
  yield* process.stdout.write(
    `rtt min/avg/max/mdev = ${[Math.min(...times), average, Math.max(...times), deviation].map((time) => time.toFixed(3)).join('/')} ms\n`,
  )
  return 0
}

/** Three digits, thousandths at the finest: `0.053`, `1.25`, `12.5`, `104`. */
function roundTrip(ms: number): string {
  return ms.toFixed(ms < 1 ? 3 : ms < 10 ? 2 : ms < 100 ? 1 : 0)
}
