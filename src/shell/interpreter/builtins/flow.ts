import { FileError, resolvePath } from '../../../cluster/machine/filesystem.ts'
import { readAll } from '../../../sim/pipe.ts'
import type { Task } from '../../../sim/task.ts'
import { openReader } from '../../files.ts'
import { findProgram } from '../../launch.ts'
import { FunctionReturn, LoopBreak, LoopContinue, ShellExit } from '../control.ts'
import { executeText } from '../execute.ts'
import { quoteForReuse } from '../expansion.ts'
import { runProgram } from '../run-program.ts'
import type { Shell } from '../shell.ts'
import type { Builtin } from './registry.ts'

const LONG_OPTIONS: Record<string, string> = {
  a: 'allexport',
  b: 'notify',
  C: 'noclobber',
  e: 'errexit',
  f: 'noglob',
  h: 'hashall',
  m: 'monitor',
  n: 'noexec',
  u: 'nounset',
  v: 'verbose',
  x: 'xtrace',
  E: 'errtrace',
  T: 'functrace',
  B: 'braceexpand',
  H: 'histexpand',
  P: 'physical',
}
const OPTION_NAMES = new Set([
  ...Object.values(LONG_OPTIONS),
  'pipefail',
  'posix',
  'ignoreeof',
  'vi',
  'emacs',
  'history',
  'nolog',
  'interactive-comments',
])

/** What `set -o` lists, in the order of each shell. */
const LISTED = {
  ash: 'errexit noglob ignoreeof monitor noexec xtrace verbose noclobber allexport notify nounset errtrace vi pipefail',
  dash: 'errexit noglob ignoreeof interactive monitor noexec stdin xtrace verbose vi emacs noclobber allexport notify nounset privileged nolog debug',
}

/** Sets or unsets one option by its letter or name; false when there is none such. */
export function setOption(shell: Shell, name: string, on: boolean): boolean {
  if (!OPTION_NAMES.has(name) || (name === 'pipefail' && shell.dialect.lacks.has('pipefail'))) return false
  if (on) shell.options.add(name)
  else shell.options.delete(name)
  return true
}

/** Reads `-e`, `+x`, `-o pipefail`, … from the front of the arguments. Returns how many were used, or the bad one. */
export function readOptions(
  shell: Shell,
  args: readonly string[],
  other: (letter: string) => boolean = () => false,
): { used: number } | { bad: string } {
  let at = 0
  for (; at < args.length; at++) {
    const argument = args[at] as string
    if (!/^[-+]./.test(argument) || argument === '--') break
    const on = argument[0] === '-'
    if (argument.startsWith('--')) return { bad: argument }
    for (const letter of argument.slice(1)) {
      if (letter === 'o') {
        const name = args[++at]
        if (name !== undefined && !setOption(shell, name, on)) return { bad: `${argument[0]}o ${name}` }
      } else if (Object.hasOwn(LONG_OPTIONS, letter)) setOption(shell, LONG_OPTIONS[letter] as string, on)
      else if (!other(letter)) return { bad: `${argument[0]}${letter}` }
    }
  }
  return { used: at }
}

function* setBuiltin(shell: Shell, argv: readonly string[]): Task<number> {
  const args = argv.slice(1)
  if (args.length === 0) {
    const lines = shell.variables.names().map((name) => {
      const value = shell.variables.get(name) ?? ''
      return `${name}=${/^[\w@%+=:,./-]*$/.test(value) && shell.dialect.name === 'bash' ? value : quoteForReuse(value)}\n`
    })
    yield* shell.out(lines.join(''))
    return 0
  }
  if (args.length === 1 && (args[0] === '-o' || args[0] === '+o')) {
    if (shell.dialect.name !== 'bash') {
      const { name: dialect } = shell.dialect
      if (args[0] === '+o') {
        yield* shell.out(
          LISTED[dialect]
            .split(' ')
            .map((name) => `set ${shell.options.has(name) ? '-' : '+'}o ${name}\n`)
            .join(''),
        )
        return 0
      }
      const lines = LISTED[dialect].split(' ').map((name) => `${name.padEnd(16)}${shell.options.has(name) ? 'on' : 'off'}\n`)
      yield* shell.out((dialect === 'dash' ? 'Current option settings\n' : '') + lines.join(''))
      return 0
    }
    const names = [...OPTION_NAMES].sort()
    yield* shell.out(
      names
        .map((name) =>
          args[0] === '-o'
            ? `${name.padEnd(15)}\t${shell.options.has(name) ? 'on' : 'off'}\n`
            : `set ${shell.options.has(name) ? '-' : '+'}o ${name}\n`,
        )
        .join(''),
    )
    return 0
  }
  const result = readOptions(shell, args)
  if ('bad' in result) {
    const named = /^.o (.*)$/.exec(result.bad)
    if (shell.dialect.name === 'bash') {
      yield* shell.complain(named ? `${named[1]}: invalid option name` : `${result.bad}: invalid option`, 'set')
      if (!named) yield* shell.stderr.write('set: usage: set [-abefhkmnptuvxBCEHPT] [-o option-name] [--] [-] [arg ...]\n')
      return 2
    }
    yield* shell.complain(`${shell.dialect.name === 'dash' ? 'Illegal option' : 'illegal option'} ${result.bad}`, 'set')
    if (named && shell.dialect.name === 'ash') return 1
    throw new ShellExit(2)
  }
  let rest = args.slice(result.used)
  if (rest[0] === '--' || rest[0] === '-') {
    rest = rest.slice(1)
    shell.positional = rest
  } else if (rest.length > 0) shell.positional = rest
  return 0
}

function* count(shell: Shell, argv: readonly string[]): Task<number | undefined> {
  const text = argv[1]
  if (text === undefined) return 1
  if (/^\d+$/.test(text) && Number(text) > 0) return Number(text)
  if (shell.dialect.name !== 'bash') {
    yield* shell.complain(shell.dialect.badNumber(text), argv[0])
    throw new ShellExit(2)
  }
  yield* shell.complain(/^\d+$/.test(text) ? `${text}: loop count out of range` : shell.dialect.badNumber(text), argv[0])
  return undefined
}

function* breakBuiltin(shell: Shell, argv: readonly string[]): Task<number> {
  const bashOutside = shell.loops === 0 && shell.dialect.name === 'bash'
  const levels = bashOutside ? undefined : yield* count(shell, argv)
  if (shell.loops === 0) {
    if (shell.dialect.name === 'bash') yield* shell.complain("only meaningful in a `for', `while', or `until' loop", argv[0])
    return 0
  }
  if (levels === undefined) throw new LoopBreak(shell.loops)
  shell.status = 0
  const reach = Math.min(levels, shell.loops)
  throw argv[0] === 'break' ? new LoopBreak(reach) : new LoopContinue(reach)
}

/** The status that `exit` and `return` are given. A bad one ends shells other than bash. */
function* statusArgument(shell: Shell, argv: readonly string[]): Task<number> {
  const text = argv[1]
  const { name } = shell.dialect
  if (text === undefined) return shell.status
  if (/^\d+$/.test(text) || (name === 'bash' && /^-\d+$/.test(text))) {
    // dash keeps what `return` is given as it is
    return name === 'dash' && argv[0] === 'return' ? Number(text) : Number(BigInt.asUintN(8, BigInt(text)))
  }
  yield* shell.complain(shell.dialect.badNumber(text), argv[0])
  if (name !== 'bash' && !shell.interactive) throw new ShellExit(2)
  return 2
}

function* exitBuiltin(shell: Shell, argv: readonly string[]): Task<number> {
  if (shell.interactive && shell.dialect.name === 'bash') yield* shell.stderr.write('exit\n')
  if (shell.dialect.name === 'bash' && argv.length > 2 && /^-?\d+$/.test(argv[1] as string)) {
    yield* shell.complain('too many arguments', 'exit')
    if (!shell.interactive) throw new ShellExit(1)
    return 1
  }
  throw new ShellExit(yield* statusArgument(shell, argv))
}

function* returnBuiltin(shell: Shell, argv: readonly string[]): Task<number> {
  const status = yield* statusArgument(shell, argv)
  if (shell.calls.length === 0 && shell.sourced === 0) {
    if (shell.dialect.name !== 'bash') throw new ShellExit(status)
    yield* shell.complain("can only `return' from a function or sourced script", 'return')
    return 2
  }
  throw new FunctionReturn(status)
}

function* evalBuiltin(shell: Shell, argv: readonly string[]): Task<number> {
  const text = argv.slice(1).join(' ')
  if (text.trim() === '') return 0
  const { source, position } = shell
  const status = yield* executeText(shell, text, {
    line: shell.line - 1,
    name: shell.dialect.name === 'bash' ? `${shell.name}: eval` : shell.name,
    builtin: 'eval',
  })
  if (shell.syntaxFailed && shell.dialect.name !== 'bash' && !shell.interactive) throw new ShellExit(2)
  shell.source = source
  shell.position = position
  return shell.syntaxFailed ? 2 : status
}

function* execBuiltin(shell: Shell, argv: readonly string[], last: boolean): Task<number> {
  let args = argv.slice(1)
  if (args[0] === '-a') args = args.slice(2)
  while (args[0] === '-c' || args[0] === '-l' || args[0] === '--') args = args.slice(1)
  if (args.length === 0) return 0
  const found = findProgram(shell.process, args, shell.variables.get('PATH'))
  if (!('program' in found) && found.reason === 'not found') {
    yield* shell.complain(`${args[0]}: not found`, 'exec')
    if (shell.interactive) return 127
    throw new ShellExit(127)
  }
  if (!('program' in found) && !shell.interactive) {
    if (shell.dialect.name === 'bash') {
      const path = resolvePath(shell.process.cwd, args[0] as string)
      yield* shell.complain(shell.dialect.cannotRun(path, found.reason))
      yield* shell.complain(`${path}: cannot execute: ${found.reason}`, 'exec')
    } else yield* shell.complain(shell.dialect.cannotRun(args[0] as string, found.reason), 'exec')
    throw new ShellExit(found.status)
  }
  const status = yield* runProgram(shell, args, shell.variables.environment(), !shell.interactive || last)
  throw new ShellExit(status)
}

function* sourceBuiltin(shell: Shell, argv: readonly string[]): Task<number> {
  const name = argv[1]
  if (name === undefined) {
    if (shell.dialect.name !== 'bash') return 0
    yield* shell.complain('filename argument required', argv[0])
    yield* shell.stderr.write(`${argv[0]}: usage: ${argv[0]} filename [arguments]\n`)
    return 2
  }
  const { process } = shell
  let path = name
  if (!name.includes('/')) {
    const inPath = (shell.variables.get('PATH') ?? '').split(':').map((directory) => `${directory}/${name}`)
    const found = inPath.find((file) => process.machine.fs.lookup(resolvePath(process.cwd, file))?.type === 'file')
    if (found === undefined && shell.dialect.name !== 'bash') {
      yield* shell.complain(`${name}: not found`, argv[0])
      throw new ShellExit(2)
    }
    path = found ?? name
  }
  let text: string
  try {
    text = yield* readAll(openReader(process, path))
  } catch (error) {
    if (!(error instanceof FileError)) throw error
    if (shell.dialect.name === 'bash') {
      yield* shell.complain(
        error.errno === 'EISDIR' ? `${name}: is a directory` : `${name}: ${error.message}`,
        error.errno === 'EISDIR' ? argv[0] : undefined,
      )
      return 1
    }
    const said = shell.dialect.name === 'dash' ? shell.dialect.cannotOpen(name, error.message) : `can't open '${name}': ${error.message}`
    yield* shell.complain(said, argv[0])
    throw new ShellExit(2)
  }
  const { source, position, positional, sourcedName } = shell
  if (shell.sourced > 50) {
    yield* shell.complain(`${name}: maximum source nesting level exceeded (50)`, argv[0])
    throw new ShellExit(1)
  }
  if (argv.length > 2) shell.positional = argv.slice(2)
  shell.sourced++
  try {
    if (shell.dialect.name === 'bash') shell.sourcedName = path
    return yield* executeText(shell, text, { name: path })
  } catch (error) {
    if (error instanceof FunctionReturn) return error.status
    throw error
  } finally {
    shell.sourced--
    shell.sourcedName = sourcedName
    shell.source = source
    shell.position = position
    if (argv.length > 2) shell.positional = positional
  }
}

function* shiftBuiltin(shell: Shell, argv: readonly string[]): Task<number> {
  const by = argv[1] === undefined ? 1 : Number(argv[1])
  if (!Number.isInteger(by) || by < 0) {
    if (shell.dialect.name !== 'bash') {
      yield* shell.complain(shell.dialect.badNumber(argv[1] as string), 'shift')
      if (shell.interactive) return 2
      throw new ShellExit(2)
    }
    yield* shell.complain(
      Number.isInteger(by) ? `${argv[1]}: shift count out of range` : shell.dialect.badNumber(argv[1] as string),
      'shift',
    )
    return 1
  }
  if (by > shell.positional.length) {
    if (shell.dialect.name !== 'dash') return 1
    yield* shell.complain("can't shift that many", 'shift')
    throw new ShellExit(2)
  }
  shell.positional = shell.positional.slice(by)
  return 0
}

export const FLOW: [string, Builtin][] = [
  [
    ':',
    function* () {
      return 0
    },
  ],
  [
    'true',
    function* () {
      return 0
    },
  ],
  [
    'false',
    function* () {
      return 1
    },
  ],
  ['set', setBuiltin],
  ['break', breakBuiltin],
  ['continue', breakBuiltin],
  ['exit', exitBuiltin],
  ['logout', exitBuiltin],
  ['return', returnBuiltin],
  ['eval', evalBuiltin],
  ['exec', execBuiltin],
  ['.', sourceBuiltin],
  ['source', sourceBuiltin],
  ['shift', shiftBuiltin],
]
