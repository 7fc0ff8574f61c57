import type { Program } from '../../../cluster/machine/machine.ts'
import { BUSYBOX_BANNER } from '../../usage.ts'
import { type OptionSpec, parseOptions } from '../network/options.ts'
import { routeTable } from '../route/route.ts'
import { type SocketRow, socketRows } from '../sockets/table.ts'

const OPTIONS: readonly OptionSpec[] = [
  ...'a,all l,listening n,numeric p,programs r,route t,tcp u,udp i,interfaces s,statistics 4,inet 6,inet6'.split(' ').map((entry) => {
    const [short = '', long = ''] = entry.split(',')
    return { short, long }
  }),
  ...['e', 'w', 'x', 'W', 'o', 'c'].map((short) => ({ short })),
]

/** netstat: busybox's and net-tools' differ in a few blanks. */
export const netstat = (busybox: boolean): Program =>
  function* (process) {
    const options = parseOptions(process.argv.slice(1), OPTIONS)
    if (!('operands' in options)) {
      yield* process.stderr.write(
        `netstat: ${'unknown' in options ? `invalid option -- '${options.unknown}'` : 'invalid option'}\n${busybox ? `${BUSYBOX_BANNER}\n\nUsage: netstat [-ral] [-tuwx] [-en] [-W] [-p]\n` : ''}`,
      )
      return 1
    }
    const has = (name: string): boolean => options.values.has(name)
    if (has('route')) {
      yield* process.stdout.write(routeTable(process.machine.net, busybox, true))
      return 0
    }
    for (const name of ['interfaces', 'statistics']) {
      if (!has(name)) continue
      yield* process.stderr.write(`netstat: podtalk does not simulate --${name}\n`)
      return 1
    }
    const both = has('tcp') === has('udp')
    const filter = {
      tcp: both || has('tcp'),
      udp: both || has('udp'),
      listening: has('listening') || has('all'),
      connected: !has('listening'),
    }
    const rows = socketRows(process, filter)
    const which = has('all') ? 'servers and established' : has('listening') ? 'only servers' : 'w/o servers'
    const wide = busybox ? 12 : 11
    const programs = has('programs')
    let out = `Active Internet connections (${which})\n`
    out += `${'Proto Recv-Q Send-Q Local Address           Foreign Address         '}${'State'.padEnd(wide)}${programs ? ` ${'PID/Program name'.padEnd(busybox ? 20 : 19)}` : ''}\n`
    for (const row of rows) out += line(row, wide, programs)
    yield* process.stdout.write(out)
    return 0
  }

function line({ protocol, state, dual, local, remote, program, pid }: SocketRow, wide: number, programs: boolean): string {
  const at = `${dual ? '::' : local.address}:${local.port}`
  const to = remote ? `${remote.address}:${remote.port}` : dual ? ':::*' : '0.0.0.0:*'
  const shown = state === 'LISTEN' ? 'LISTEN' : state === 'ESTAB' ? 'ESTABLISHED' : ''
  const owner = programs ? ` ${(program === undefined ? '-' : `${pid ?? 1}/${program}`).padEnd(20)}` : ''
  return `${protocol.padEnd(5)} ${'0'.padStart(6)} ${'0'.padStart(6)} ${at.padEnd(23)} ${to.padEnd(23)} ${shown.padEnd(wide)}${owner}\n`
}
