import type { GuestProcess, Process } from '../../../cluster/machine/machine.ts'
import type { Task } from '../../../sim/task.ts'
import { type Command, type Io, readOptions } from '../../command.ts'
import { formatDate } from '../../date.ts'
import { posix } from '../../regex/regex.ts'
import { signalName } from '../../signals.ts'

/** A process as these programs show it. */
export interface Shown extends Omit<GuestProcess, 'kill'> {
  tty: Process['tty']
  /** it is the program itself that asks */
  own: boolean
  /** on a terminal, and no shell that waits for the program that asks */
  foreground: boolean
  kill: ((signal: string) => void) | undefined
}

/** The command line of a process. */
export function commandLine(process: Shown): string {
  return process.argv.join(' ')
}

/** The name of its program, as the kernel keeps it. */
export function programName(process: Shown): string {
  return ((process.argv[0] ?? '').split('/').at(-1) as string).replace(/^-/, '').slice(0, 15)
}

/** The processes of a machine by their number. */
export function processesOf(io: Io): Shown[] {
  const { machine } = io.process
  const waiting = new Set<Process>()
  for (let { parent } = io.process; parent; { parent } = parent) waiting.add(parent)
  const own = [...machine.processes.values()].map((process) => ({
    pid: process.pid,
    ppid: process.parent?.machine === process.machine ? process.parent.pid : 0,
    argv: process.argv,
    user: process.machine.user,
    uid: process.machine.ids.uid,
    startedAt: process.startedAt,
    tty: process.tty,
    own: process === io.process,
    foreground: process.tty !== undefined && !waiting.has(process),
    kill: (signal: string) => process.kill(signal),
  }))
  const guests = machine.guests().map((guest) => ({ ...guest, tty: undefined, own: false, foreground: false, kill: guest.kill }))
  return [...guests, ...own].sort((a, b) => a.pid - b.pid)
}

const HEADERS: Record<string, string> = {
  pid: 'PID',
  ppid: 'PPID',
  user: 'USER',
  uid: 'UID',
  comm: 'COMMAND',
  cmd: 'CMD',
  args: 'COMMAND',
  command: 'COMMAND',
  stat: 'STAT',
  s: 'S',
  tty: 'TT',
  tt: 'TT',
  time: 'TIME',
  etime: 'ELAPSED',
  pcpu: '%CPU',
  pmem: '%MEM',
  rss: 'RSS',
  vsz: 'VSZ',
  start: 'STARTED',
  stime: 'STIME',
  lstart: 'STARTED',
}
const RIGHT = new Set(['pid', 'ppid', 'uid', 'pcpu', 'pmem', 'rss', 'vsz', 'etime', 'start'])

function value(io: Io, process: Shown, column: string): string {
  const { user } = process
  const seconds = Math.floor((io.now - process.startedAt) / 1000)
  const two = (n: number) => String(n).padStart(2, '0')
  switch (column) {
    case 'pid':
      return String(process.pid)
    case 'ppid':
      return String(process.ppid)
    case 'user':
      return user
    case 'uid':
      return String(process.uid)
    case 'comm':
      return programName(process)
    case 'stat':
      return `${process.own ? 'R' : 'S'}${process.ppid === 0 ? 's' : ''}${process.foreground ? '+' : ''}`
    case 's':
      return process.own ? 'R' : 'S'
    case 'tty':
    case 'tt':
      return process.tty ? 'pts/0' : '?'
    case 'time':
      return '00:00:00'
    case 'etime':
      return seconds >= 3600
        ? `${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`
        : `${two(Math.floor(seconds / 60))}:${two(seconds % 60)}`
    case 'pcpu':
    case 'pmem':
      return '0.0'
    case 'rss':
      return '1304'
    case 'vsz':
      return '2576'
    case 'start':
      return formatDate('%H:%M:%S', process.startedAt)
    case 'stime':
      return formatDate('%H:%M', process.startedAt)
    case 'lstart':
      return formatDate('%a %b %e %H:%M:%S %Y', process.startedAt)
    default:
      return commandLine(process)
  }
}

function* chosen(io: Io, columns: readonly string[], shown: readonly Shown[]) {
  const rows = shown.map((process) => columns.map((column) => value(io, process, column.split('=')[0] as string)))
  const headers = columns.map((column) =>
    column.includes('=') ? column.slice(column.indexOf('=') + 1) : (HEADERS[column] ?? column.toUpperCase()),
  )
  const least: Record<string, number> = {
    pid: 7,
    ppid: 7,
    user: 8,
    uid: 5,
    comm: 15,
    stat: 4,
    tty: 8,
    tt: 8,
    time: 8,
    rss: 5,
    vsz: 6,
    pcpu: 4,
    pmem: 4,
  }
  const widths = columns.map((column, index) =>
    Math.max(least[column] ?? 0, ...[headers, ...rows].map((row) => (row[index] as string).length)),
  )
  const line = (row: readonly string[]) =>
    `${row.map((cell, index) => (index === row.length - 1 && !RIGHT.has(columns[index] as string) ? cell : RIGHT.has(columns[index] as string) ? cell.padStart(widths[index] as number) : cell.padEnd(widths[index] as number))).join(' ')}\n`
  yield* io.out((headers.every((header) => header === '') ? rows : [headers, ...rows]).map(line).join(''))
}

/** ps, in procps' and busybox's forms */
export const ps: Command = function* (io) {
  const all = processesOf(io)
  if (!io.gnu) {
    const options = yield* readOptions(io, 'o:Taxuefwl')
    if (!options) return io.status
    const columns = options.get('o')?.split(',')
    if (columns) {
      yield* chosen(io, columns, all)
      return 0
    }
    const lines = all.map(
      (process) => `${String(process.pid).padStart(5)} ${process.user.padEnd(8)}  0:00 ${commandLine(process).slice(0, 200)}\n`,
    )
    yield* io.out(`PID   USER     TIME  COMMAND\n${lines.join('')}`)
    return 0
  }
  const words = io.args.map((word) => (/^[auxefwljrTcSvmgnL]+$/.test(word) ? `+${word}` : word))
  const bsd = words.filter((word) => word.startsWith('+')).join('')
  let columns: string[] | undefined
  let pids: number[] | undefined
  let names: string[] | undefined
  let flags = ''
  for (let at = 0; at < words.length; at++) {
    const word = words[at] as string
    if (word.startsWith('+')) continue
    if (word === '-o' || word === 'o' || word === '-eo' || word === '-ao' || word === '-Ao' || word === '-efo' || word === '--format') {
      columns = (words[++at]?.replace(/^\+/, '') ?? '').split(/[, ]/).map((name) => name.replace('%cpu', 'pcpu').replace('%mem', 'pmem'))
      flags += word.replace(/o$/, '')
    } else if (word === '-p' || word === '--pid') pids = (words[++at] ?? '').split(',').map(Number)
    else if (word === '-C') names = (words[++at]?.replace(/^\+/, '') ?? '').split(',')
    else if (/^\d+$/.test(word)) pids = [...(pids ?? []), Number(word)]
    else if (/^-[A-Za-z]+$/.test(word)) flags += word.slice(1)
    else if (word === '--no-headers' || word === '--sort' || word.startsWith('--sort=')) flags += ''
    else {
      return yield* refuseOption(io, 'unsupported option (BSD syntax)')
    }
  }
  if (/[^-AaefFjlLyTNwHcdmMPrvVx]/.test(flags)) return yield* refuseOption(io, 'unsupported SysV option')
  const unknown = columns?.find((column) => !Object.hasOwn(HEADERS, (column.split('=')[0] as string).toLowerCase()))
  if (unknown !== undefined) return yield* refuseOption(io, `unknown user-defined format specifier "${unknown}"`)
  const everything = /[eAx]/.test(flags) || bsd.includes('x') || bsd.includes('a')
  const shown = all.filter((process) =>
    pids ? pids.includes(process.pid) : names ? names.includes(programName(process)) : everything || process.tty === io.process.tty,
  )
  if (columns) yield* chosen(io, columns, shown)
  else if (bsd.includes('u')) {
    const rows = shown.map(
      (process) =>
        `${process.user.padEnd(8)} ${String(process.pid).padStart(7)}  0.0  0.0 ${'2576'.padStart(6)} ${'1304'.padStart(5)} ${value(io, process, 'tty').padEnd(8)} ${value(io, process, 'stat').padEnd(4)} ${formatDate('%H:%M', process.startedAt)}   0:00 ${commandLine(process)}\n`,
    )
    yield* io.out(`USER         PID %CPU %MEM    VSZ   RSS TTY      STAT START   TIME COMMAND\n${rows.join('')}`)
  } else if (flags.includes('f')) {
    const rows = shown.map(
      (process) =>
        `${process.user.padEnd(8)} ${String(process.pid).padStart(7)} ${value(io, process, 'ppid').padStart(7)}  0 ${formatDate('%H:%M', process.startedAt)} ${value(io, process, 'tty').padEnd(8)} 00:00:00 ${commandLine(process)}\n`,
    )
    yield* io.out(`UID          PID    PPID  C STIME TTY          TIME CMD\n${rows.join('')}`)
  } else if (bsd !== '') {
    const rows = shown.map(
      (process) =>
        `${String(process.pid).padStart(7)} ${value(io, process, 'tty').padEnd(8)} ${value(io, process, 'stat').padEnd(4)}   0:00 ${commandLine(process)}\n`,
    )
    yield* io.out(`    PID TTY      STAT   TIME COMMAND\n${rows.join('')}`)
  } else {
    const rows = shown.map(
      (process) => `${String(process.pid).padStart(7)} ${value(io, process, 'tty').padEnd(8)} 00:00:00 ${programName(process)}\n`,
    )
    yield* io.out(`    PID TTY          TIME CMD\n${rows.join('')}`)
  }
  return shown.length === 0 && (pids || names) ? 1 : 0
}

function* refuseOption(io: Io, why: string): Task<number> {
  yield* io.process.stderr.write(
    `error: ${why}\n\nUsage:\n ps [options]\n\n Try 'ps --help <simple|list|output|threads|misc|all>'\n  or 'ps --help <s|l|o|t|m|a>'\n for additional help text.\n\nFor more details see ps(1).\n`,
  )
  return 1
}

/** pgrep, pkill, pidof, killall: processes by name */
export const byName: Command = function* (io) {
  const options = yield* readOptions(
    Object.assign(Object.create(io) as Io, {
      args: io.args.map((word) =>
        (io.name === 'pkill' || io.name === 'killall') && /^-(SIG)?([A-Z]{2,}\d?|\d+)$/.test(word) ? `-S${word.slice(1)}` : word,
      ),
    }),
    'flaxonvcS:su:P:',
    { full: 'f', 'list-name': 'l', exact: 'x', signal: 'S', newest: 'n', oldest: 'o', count: 'c' },
    { status: 2 },
  )
  if (!options) return 2
  const patterns = options.operands
  if (patterns.length === 0) {
    if (!io.gnu || io.name === 'pidof' || io.name === 'killall') return io.name === 'pidof' ? 1 : yield* io.usage('', 1)
    yield* io.process.stderr.write(`${io.name}: no matching criteria specified\nTry \`${io.name} --help' for more information.\n`)
    return 2
  }
  const exact = io.name === 'pidof' || io.name === 'killall' || options.has('x')
  const found = processesOf(io).filter((process) => {
    if (process.own) return false
    const text = options.has('f') ? commandLine(process) : programName(process)
    const matches = patterns.some((pattern) => (exact ? text === pattern : posix(pattern, { extended: true }).test(text)))
    return matches !== options.has('v')
  })
  const chosenOnes = options.has('n') ? found.slice(-1) : options.has('o') ? found.slice(0, 1) : found
  if (io.name === 'pkill' || io.name === 'killall') {
    const signal = signalName(options.get('S') ?? 'TERM')
    if (signal === undefined) return yield* io.fail(`unknown signal ${options.get('S')}`, 2)
    for (const process of chosenOnes) {
      if (process.kill) process.kill(signal)
      else io.status = yield* io.fail(`podtalk does not simulate ending ${programName(process)}`)
    }
    if (io.status !== 0) return io.status
    if (chosenOnes.length === 0 && io.name === 'killall')
      return yield* io.fail(io.gnu ? `${patterns[0]}: no process found` : `${patterns[0]}: no process killed`)
  } else if (options.has('c')) yield* io.out(`${chosenOnes.length}\n`)
  else if (io.name === 'pidof')
    yield* io.out(
      chosenOnes.length > 0
        ? `${chosenOnes
            .map(({ pid }) => pid)
            .reverse()
            .join(' ')}\n`
        : '',
    )
  else
    yield* io.out(
      chosenOnes
        .map(
          (process) =>
            `${process.pid}${options.has('a') ? ` ${commandLine(process)}` : options.has('l') ? ` ${options.has('f') ? commandLine(process) : programName(process)}` : ''}\n`,
        )
        .join(''),
    )
  return chosenOnes.length > 0 ? 0 : 1
}
