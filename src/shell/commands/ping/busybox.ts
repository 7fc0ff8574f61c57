import type { Program } from '../../../cluster/machine/machine.ts'
import { BUSYBOX_BANNER } from '../../usage.ts'
import { addressFor } from '../network/lookup.ts'
import { lastOf, type OptionSpec, parseOptions } from '../network/options.ts'
import { echoes } from './echo.ts'

const OPTIONS: readonly OptionSpec[] = [
  ...['4', '6', 'q', 'A', 'n'].map((short) => ({ short })),
  ...['c', 's', 't', 'w', 'W', 'I', 'i', 'p'].map((short) => ({ short, argument: true })),
]

const USAGE = `${BUSYBOX_BANNER}

Usage: ping [OPTIONS] HOST

Send ICMP ECHO_REQUESTs to HOST

	-4,-6		Force IP or IPv6 name resolution
	-c CNT		Send only CNT pings
	-s SIZE		Send SIZE data bytes in packets (default 56)
	-i SECS		Interval
	-A		Ping as soon as reply is received
	-t TTL		Set TTL
	-I IFACE/IP	Source interface or IP address
	-W SEC		Seconds to wait for the first response (default 10)
			(after all -c CNT packets are sent)
	-w SEC		Seconds until ping exits (default:infinite)
			(can exit earlier with -c CNT)
	-q		Quiet, only display output at start/finish
	-p HEXBYTE	Payload pattern
`

/** busybox ping. */
export const busyboxPing: Program = function* (process) {
  const options = parseOptions(process.argv.slice(1), OPTIONS)
  const host = 'operands' in options ? options.operands[0] : undefined
  if (!('operands' in options) || host === undefined) {
    const problem =
      'unknown' in options
        ? `ping: ${options.short ? `invalid option -- '${options.unknown}'` : `unrecognized option '--${options.unknown}'`}\n`
        : ''
    yield* process.stderr.write(problem + USAGE)
    return 1
  }
  const number = (key: string): number | undefined => (options.values.has(key) ? Number(lastOf(options, key)) : undefined)
  for (const key of ['c', 's', 't', 'w', 'W', 'i']) {
    if (Number.isNaN(number(key))) {
      yield* process.stderr.write(`ping: invalid number '${lastOf(options, key)}'\n`)
      return 1
    }
  }
  const found = yield* addressFor(process, host, host)
  if ('failed' in found) {
    yield* process.stderr.write(`ping: bad address '${host}'\n`)
    return 1
  }
  const { address } = found
  const size = number('s') ?? 56
  const quiet = options.values.has('q')
  yield* process.stdout.write(`PING ${host} (${address}): ${size} data bytes\n`)
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
      if ('rttMs' in echo && !quiet)
        yield* process.stdout.write(
          `${size + 8} bytes from ${address}: seq=${echo.sequence} ttl=${echo.ttl} time=${echo.rttMs.toFixed(3)} ms\n`,
        )
    },
  )
  const { sent, times } = result
  const lost = sent === 0 ? 0 : Math.floor(((sent - times.length) * 100) / sent)
  yield* process.stdout.write(
    `\n--- ${host} ping statistics ---\n${sent} packets transmitted, ${times.length} packets received, ${lost}% packet loss\n`,
  )
  if (times.length === 0) return 1
  const average = times.reduce((sum, time) => sum + time, 0) / times.length
  yield* process.stdout.write(
    `round-trip min/avg/max = ${[Math.min(...times), average, Math.max(...times)].map((time) => time.toFixed(3)).join('/')} ms\n`,
  )
  return 0
}
