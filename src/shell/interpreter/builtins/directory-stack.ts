import type { Task } from '../../../sim/task.ts'
import type { Shell } from '../shell.ts'
import { changeDirectory } from './place.ts'
import type { Builtin } from './registry.ts'

function* showStack(shell: Shell): Task {
  const home = shell.variables.get('HOME')
  const short = (path: string) => (home && (path === home || path.startsWith(`${home}/`)) ? `~${path.slice(home.length)}` : path)
  yield* shell.out(`${[shell.process.cwd, ...shell.dirStack].map(short).join(' ')}\n`)
}

export const pushd: Builtin = function* (shell, argv) {
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

export const popd: Builtin = function* (shell) {
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

export const dirs: Builtin = function* (shell) {
  yield* showStack(shell)
  return 0
}
