import type { Program } from '../../../cluster/machine/machine.ts'
import { type OptionSpec, parseOptions } from '../network/options.ts'
import { type SocketRow, socketRows } from '../sockets/table.ts'

const OPTIONS: readonly OptionSpec[] = [
  { short: 't', long: 'tcp' },
  { short: 'u', long: 'udp' },
  { short: 'l', long: 'listening' },
  { short: 'a', long: 'all' },
  { short: 'n', long: 'numeric' },
  { short: 'p', long: 'processes' },
  { short: 'H', long: 'no-header' },
  { short: 's', long: 'summary' },
  { short: '4', long: 'ipv4' },
  { short: '6', long: 'ipv6' },
  ...['e', 'i', 'm', 'o', 'r', 'O', 'x', 'w'].map((short) => ({ short })),
]

/** ss of iproute2. */
export const ss: Program = function* (process) {
  const options = parseOptions(process.argv.slice(1), OPTIONS)
  if (!('operands' in options)) {
    const problem =
      'unknown' in options
        ? options.short
          ? `invalid option -- '${options.unknown}'`
          : `unrecognized option '--${options.unknown}'`
        : 'invalid option'
    yield* process.stderr.write(`ss: ${problem}\nUsage: ss [ OPTIONS ]\n       ss [ OPTIONS ] [ FILTER ]\n`)
    return 255
  }
  const has = (name: string): boolean => options.values.has(name)
  const both = has('tcp') === has('udp')
  const filter = {
    tcp: both || has('tcp'),
    udp: both || has('udp'),
    listening: has('listening') || has('all'),
    connected: !has('listening'),
  }
  const rows = socketRows(process, filter).filter((row) => !(has('ipv6') && !has('ipv4')) || row.dual)
  if (has('summary')) {
    const established = rows.filter((row) => row.state === 'ESTAB').length
    yield* process.stdout.write(`Total: ${rows.length}\nTCP:   ${rows.length} (estab ${established}, closed 0, orphaned 0, timewait 0)\n`)
    return 0
  }
  const lines = rows.map((row) => cells(row, both, has('processes')))
  const head = [...(both ? ['Netid'] : []), 'State', 'Recv-Q', 'Send-Q', 'Local Address', 'Port', 'Peer Address', 'Port', 'Process']
  yield* process.stdout.write(layOut(has('no-header') ? lines : [head, ...lines], both))
  return 0
}

function cells({ protocol, state, dual, local, remote, program, pid }: SocketRow, netid: boolean, processes: boolean): string[] {
  const users = processes && program !== undefined ? `users:(("${program}",pid=${pid ?? 1},fd=3))` : ''
  const queue = state === 'LISTEN' ? '4096' : '0'
  const at = dual ? '*' : local.address
  return [
    ...(netid ? [protocol] : []),
    state,
    '0',
    queue,
    at,
    String(local.port),
    remote?.address ?? (dual ? '*' : '0.0.0.0'),
    remote ? String(remote.port) : '*',
    users,
  ]
}

/** Columns as ss sets them: addresses to the right, with their ports behind. */
function layOut(lines: readonly string[][], netid: boolean): string {
  const first = netid ? 4 : 3
  const widths = (lines[0] ?? []).map((_, column) => Math.max(...lines.map((line) => (line[column] as string).length)))
  const pad = (line: readonly string[], column: number): string => {
    const text = line[column] as string
    const width = widths[column] as number
    return column === first || column === first + 2 ? text.padStart(width) : text.padEnd(width)
  }
  return lines
    .map((line) => {
      const fields = line.map((_, column) => pad(line, column))
      const head = fields.slice(0, first).join(' ')
      return `${head} ${fields[first]}:${fields[first + 1]} ${fields[first + 2]}:${fields[first + 3]}${fields[first + 4]}\n`
    })
    .join('')
}
