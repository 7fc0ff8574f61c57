import { resolvePath } from '../../../cluster/machine/filesystem.ts'
import type { Task } from '../../../sim/task.ts'
import { findProgram } from '../../launch.ts'
import { quoteForReuse } from '../quoting.ts'
import { runProgram } from '../run-program.ts'
import type { Shell } from '../shell.ts'
import { BUILTINS, type Builtin } from './registry.ts'
import { alias, shopt, ulimit, umask, unalias } from './settings.ts'

const KEYWORDS = new Set([
  'if',
  'then',
  'else',
  'elif',
  'fi',
  'case',
  'esac',
  'for',
  'while',
  'until',
  'do',
  'done',
  'in',
  '{',
  '}',
  '!',
  '[[',
  ']]',
  'function',
  'time',
  'select',
])

/** Where a program would lie on a real machine. */
export function pathOf(shell: Shell, name: string): string | undefined {
  if (name.includes('/')) {
    const found = findProgram(shell.process, [name], undefined)
    return 'program' in found ? name : undefined
  }
  const search = shell.variables.get('PATH')
  for (const directory of (search ?? '').split(':')) {
    const file = resolvePath(shell.process.cwd, `${directory || '.'}/${name}`)
    const node = shell.process.machine.fs.lookup(file)
    if (node?.type === 'file' && node.mode & 0o111) return file
  }
  if (!('program' in findProgram(shell.process, [name], search))) return undefined
  return programPath(shell.process.machine.fs.exists('/etc/debian_version') || shell.dialect.name !== 'ash', name)
}

/** The directory that an installed program lies in by convention. */
export function programPath(debian: boolean, name: string): string {
  if (name === 'kubectl' || name === 'yq') return `/usr/local/bin/${name}`
  if (debian) return /^(ip|ss|iptables.*|tcpdump|ping|traceroute)$/.test(name) && name !== 'ping' ? `/usr/sbin/${name}` : `/usr/bin/${name}`
  if (/^(ip|ifconfig|route|arp)$/.test(name)) return `/sbin/${name}`
  return `/${/^(awk|basename|base64|clear|cmp|comm|cut|diff|dirname|du|env|expr|find|free|head|hexdump|id|less|md5sum|nc|nslookup|od|paste|pgrep|pkill|printf|seq|sha256sum|sort|tail|tee|test|time|timeout|top|tr|traceroute|uniq|wc|wget|which|whoami|xargs|yes)$/.test(name) ? 'usr/bin' : 'bin'}/${name}`
}

function* describe(shell: Shell, name: string, short: boolean): Task<boolean> {
  const bash = shell.dialect.name === 'bash'
  const alias = shell.aliases.get(name)
  if (alias !== undefined)
    yield* shell.out(
      short
        ? `alias ${name}=${quoteForReuse(alias)}\n`
        : bash
          ? `${name} is aliased to \`${alias}'\n`
          : `${name} is an alias for ${alias}\n`,
    )
  else if (KEYWORDS.has(name)) yield* shell.out(short ? `${name}\n` : `${name} is a shell keyword\n`)
  else if (shell.functions.has(name)) {
    yield* shell.out(
      short
        ? `${name}\n`
        : bash
          ? `${name} is a function\n${name} () \n${shell.functions.get(name)?.text}\n`
          : `${name} is a shell function\n`,
    )
  } else if (BUILTINS.has(name) && !shell.dialect.lacks.has(name)) yield* shell.out(short ? `${name}\n` : `${name} is a shell builtin\n`)
  else {
    const path = pathOf(shell, name)
    if (path === undefined) return false
    yield* shell.out(short ? `${path}\n` : `${name} is ${path}\n`)
  }
  return true
}

const type: Builtin = function* (shell, argv) {
  let status = 0
  let kind = ''
  for (const word of argv.slice(1)) {
    if (/^-[tpPaf]+$/.test(word) && (shell.dialect.name === 'bash' || (shell.dialect.name === 'ash' && word === '-p'))) {
      kind = word[1] as string
      continue
    }
    // ash passes over the option
    if (word === '-t' && shell.dialect.name === 'ash') {
      kind = 't'
      continue
    }
    if (kind === 't' && shell.dialect.name === 'ash') {
      yield* shell.out(`${word}\n`)
    } else if (kind === 't') {
      const text = shell.aliases.has(word)
        ? 'alias'
        : KEYWORDS.has(word)
          ? 'keyword'
          : shell.functions.has(word)
            ? 'function'
            : BUILTINS.has(word)
              ? 'builtin'
              : pathOf(shell, word)
                ? 'file'
                : ''
      if (text === '') status = 1
      else yield* shell.out(`${text}\n`)
    } else if (kind === 'p' || kind === 'P') {
      const path = pathOf(shell, word)
      if (path === undefined) status = 1
      else yield* shell.out(`${path}\n`)
    } else if (!(yield* describe(shell, word, false))) {
      if (shell.dialect.name === 'bash') yield* shell.complain(`${word}: not found`, 'type')
      else yield* shell.out(`${word}: not found\n`)
      status = shell.dialect.name === 'bash' ? 1 : 127
    }
  }
  return status
}

const command: Builtin = function* (shell, argv, last) {
  let args = argv.slice(1)
  let verbose = ''
  while (/^-[pvV]+$/.test(args[0] ?? '')) {
    if (/[vV]/.test(args[0] as string)) verbose = /V/.test(args[0] as string) ? 'V' : 'v'
    args = args.slice(1)
  }
  if (args[0] === '--') args = args.slice(1)
  if (verbose) {
    let found = false
    for (const name of shell.dialect.name === 'bash' ? args : args.slice(0, 1)) {
      if (yield* describe(shell, name, verbose === 'v')) found = true
      else if (verbose === 'V' && shell.dialect.name === 'bash') yield* shell.complain(`${name}: not found`, 'command')
      else if (verbose === 'V') yield* shell.out(`${name}: not found\n`)
    }
    return found ? 0 : shell.dialect.name === 'bash' ? 1 : 127
  }
  if (args.length === 0) return 0
  const builtin = BUILTINS.get(args[0] as string)
  return builtin ? yield* builtin(shell, args, last) : yield* runProgram(shell, args, shell.variables.environment(), last)
}

const builtin: Builtin = function* (shell, argv, last) {
  const name = argv[1]
  if (name === undefined) return 0
  const found = BUILTINS.get(name)
  if (found) return yield* found(shell, argv.slice(1), last)
  yield* shell.complain(`${name}: not a shell builtin`, 'builtin')
  return 1
}

const history: Builtin = function* (shell, argv) {
  if (argv[1] === '-c') {
    shell.history.length = 0
    return 0
  }
  const lines = shell.history.map((line, index) => `${String(index + 1).padStart(5)}  ${line}\n`)
  yield* shell.out((/^\d+$/.test(argv[1] ?? '') ? lines.slice(-Number(argv[1])) : lines).join(''))
  return 0
}

const help: Builtin = function* (shell) {
  yield* shell.out(`Shell commands: ${[...BUILTINS.keys()].sort().join(' ')}\nOther programs: press Tab at the start of a line.\n`)
  return 0
}

const times: Builtin = function* (shell) {
  yield* shell.out('0m0.001s 0m0.001s\n0m0.001s 0m0.001s\n')
  return 0
}

const nothing: Builtin = function* () {
  return 0
}

export const LOOKUP: [string, Builtin][] = [
  ['type', type],
  ['command', command],
  ['builtin', builtin],
  ['alias', alias],
  ['unalias', unalias],
  ['history', history],
  ['umask', umask],
  ['ulimit', ulimit],
  ['shopt', shopt],
  ['help', help],
  ['times', times],
  [
    'hash',
    function* (shell, argv) {
      if (argv.length === 1 && shell.dialect.name === 'bash') yield* shell.out('hash: hash table empty\n')
      let status = 0
      for (const name of argv.slice(1)) {
        if (name.startsWith('-') || name.includes('/') || BUILTINS.has(name) || shell.functions.has(name)) continue
        if (pathOf(shell, name) !== undefined) continue
        yield* shell.complain(`${name}: not found`, 'hash')
        status = 1
      }
      return status
    },
  ],
  ['bind', nothing],
  ['complete', nothing],
]
