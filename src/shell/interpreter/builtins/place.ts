import { FileError, resolvePath } from '../../../cluster/machine/filesystem.ts'
import type { Task } from '../../../sim/task.ts'
import type { Shell } from '../shell.ts'
import type { Builtin } from './registry.ts'

/** Makes `path` the working directory. Returns why not. */
export function changeDirectory(shell: Shell, path: string): string | undefined {
  const { process } = shell
  const full = resolvePath(process.cwd, path)
  try {
    if (process.machine.fs.stat(full).type !== 'directory') return 'Not a directory'
  } catch (error) {
    if (error instanceof FileError) return error.message
    throw error
  }
  shell.variables.put('OLDPWD', { value: shell.variables.get('PWD') ?? process.cwd, exported: true })
  process.cwd = full
  shell.variables.set('PWD', full)
  return undefined
}

const cd: Builtin = function* (shell, argv) {
  let args = argv.slice(1)
  while (args[0] === '-P' || args[0] === '-L' || args[0] === '--') args = args.slice(1)
  if (args.length > 1 && shell.dialect.name === 'bash') {
    yield* shell.complain('too many arguments', 'cd')
    return 1
  }
  let path = args[0]
  if (path === undefined) {
    path = shell.variables.get('HOME')
    if (path === undefined) {
      if (shell.dialect.name !== 'bash') return 0
      yield* shell.complain('HOME not set', 'cd')
      return 1
    }
  }
  const back = path === '-'
  if (back) {
    path = shell.variables.get('OLDPWD')
    if (path === undefined) {
      yield* shell.complain('OLDPWD not set', 'cd')
      return 1
    }
  }
  if (path === '') return 0
  const problem = changeDirectory(shell, path)
  if (problem) {
    yield* shell.complain(shell.dialect.badDirectory(path, problem), 'cd')
    return shell.dialect.name === 'bash' ? 1 : 2
  }
  if (back) yield* shell.out(`${shell.process.cwd}\n`)
  return 0
}

const pwd: Builtin = function* (shell) {
  yield* shell.out(`${shell.process.cwd}\n`)
  return 0
}

function* showStack(shell: Shell): Task {
  const home = shell.variables.get('HOME')
  const short = (path: string) => (home && (path === home || path.startsWith(`${home}/`)) ? `~${path.slice(home.length)}` : path)
  yield* shell.out(`${[shell.process.cwd, ...shell.dirStack].map(short).join(' ')}\n`)
}

const pushd: Builtin = function* (shell, argv) {
  const path = argv[1] ?? shell.dirStack[0]
  if (path === undefined) {
    yield* shell.complain('no other directory', 'pushd')
    return 1
  }
  const before = shell.process.cwd
  const problem = changeDirectory(shell, path)
  if (problem) {
    yield* shell.complain(`${path}: ${problem}`, 'pushd')
    return 1
  }
  shell.dirStack = [before, ...(argv[1] === undefined ? shell.dirStack.slice(1) : shell.dirStack)]
  yield* showStack(shell)
  return 0
}

const popd: Builtin = function* (shell) {
  const path = shell.dirStack[0]
  if (path === undefined) {
    yield* shell.complain('directory stack empty', 'popd')
    return 1
  }
  shell.dirStack = shell.dirStack.slice(1)
  changeDirectory(shell, path)
  yield* showStack(shell)
  return 0
}

export const PLACE: [string, Builtin][] = [
  ['cd', cd],
  ['pwd', pwd],
  ['pushd', pushd],
  ['popd', popd],
  [
    'dirs',
    function* (shell) {
      yield* showStack(shell)
      return 0
    },
  ],
]
