import type { Program } from '../../../cluster/machine/machine.ts'
import { addressFor, lookupError } from '../network/lookup.ts'
import { lastOf, type OptionSpec, parseOptions } from '../network/options.ts'

const OPTIONS: readonly OptionSpec[] = [
  ...[...'46IFdlnrTUv'].map((short) => ({ short })),
  ...[...'fgimpqstwz'].map((short) => ({ short, argument: true })),
]

/** traceroute: who answers when the packet's time to live runs out. */
export const traceroute = (busybox: boolean): Program =>
  function* (process) {
    const options = parseOptions(process.argv.slice(1), OPTIONS)
    const host = 'operands' in options ? options.operands[0] : undefined
    if (!('operands' in options) || host === undefined) {
      yield* process.stderr.write('Usage: traceroute [-nI] [-m MAXTTL] [-q PROBES] [-w WAIT] HOST\n')
      return busybox ? 1 : 2
    }
    const found = yield* addressFor(process, host, host)
    if ('failed' in found) {
      yield* process.stderr.write(
        busybox
          ? `traceroute: bad address '${host}'\n`
          : `${host}: ${lookupError(found.failed)}\nCannot handle "host" cmdline arg \`${host}' on position 1 (argc 1)\n`,
      )
      return busybox ? 1 : 2
    }
    const { address } = found
    const most = Math.min(255, Number(lastOf(options, 'm') ?? 30))
    const probes = Math.min(10, Number(lastOf(options, 'q') ?? 3))
    const timeoutMs = Number(lastOf(options, 'w') ?? 5) * 1000
    yield* process.stdout.write(`traceroute to ${host} (${address}), ${most} hops max, ${busybox ? 46 : 60} byte packets\n`)
    for (let ttl = 1; ttl <= most; ttl++) {
      let line = `${String(ttl).padStart(2)} `
      let shown = ''
      let arrived = false
      for (let probe = 0; probe < probes; probe++) {
        const answer = yield* process.machine.net.ping(address, { timeoutMs, ttl, program: 'traceroute', target: host })
        if ('failed' in answer) {
          if (answer.failed === 'unreachable') {
            const own = process.machine.net.address
            line += `${shown === '' ? ` ${options.values.has('n') ? own : `${own} (${own})`}` : ''}  3070.000 ms !H`
            shown = own
            arrived = true
          } else line += ' *'
          continue
        }
        const from = answer.from ?? address
        if (from !== shown) line += options.values.has('n') ? ` ${from}` : ` ${from} (${from})`
        shown = from
        line += `  ${answer.rttMs.toFixed(3)} ms`
        arrived ||= answer.from === undefined
      }
      yield* process.stdout.write(`${line}\n`)
      if (arrived) return 0
    }
    return 0
  }
