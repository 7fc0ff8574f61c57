import { FileError, resolvePath } from '../../../cluster/machine/filesystem.ts'
import { readAll } from '../../../sim/pipe.ts'
import type { Task } from '../../../sim/task.ts'
import { openReader } from '../../files.ts'
import { findProgram } from '../../launch.ts'
import { FunctionReturn, LoopBreak, LoopContinue, ShellExit } from '../control.ts'
import { executeText } from '../execute.ts'
import { runProgram } from '../run-program.ts'
import type { Shell } from '../shell.ts'
import { setBuiltin } from './options.ts'
import type { Builtin } from './registry.ts'

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
