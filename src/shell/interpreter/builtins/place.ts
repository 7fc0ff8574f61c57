import { FileError, type FileSystem, resolvePath } from '../../../cluster/machine/filesystem.ts'
import type { Shell } from '../shell.ts'
import type { Builtin } from './registry.ts'

/** A path without links in it; as it is where something is missing. */
function realPath(fs: FileSystem, path: string): string {
  let real = '/'
  const rest = path.split('/').filter((name) => name !== '')
  for (let links = 0; rest.length > 0 && links < 100; ) {
    const next = resolvePath(real, rest.shift() as string)
    const node = fs.lookup(next, false)
    if (node?.type !== 'symlink') {
      real = next
      continue
    }
    links++
    rest.unshift(...node.target.split('/').filter((name) => name !== ''))
    if (node.target.startsWith('/')) real = '/'
  }
  return real
}

/** Makes `path` the working directory. Returns why not. */
export function changeDirectory(shell: Shell, path: string, physical = false): string | undefined {
  const { process } = shell
  const named = resolvePath(process.cwd, path)
  const full = physical ? realPath(process.machine.fs, named) : named
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
  let physical = shell.options.has('physical')
  for (; args[0] === '-P' || args[0] === '-L' || args[0] === '--'; args = args.slice(1)) if (args[0] !== '--') physical = args[0] === '-P'
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
  let told = back
  let problem: string | undefined = 'No such file or directory'
  // a plain name is looked for in CDPATH first
  const places = /^\.{0,2}(\/|$)/.test(path) ? [] : (shell.variables.get('CDPATH') ?? '').split(':').filter((place) => place !== '')
  for (const place of places) {
    problem = changeDirectory(shell, `${place}/${path}`, physical)
    told ||= problem === undefined
    if (problem === undefined) break
  }
  if (problem !== undefined) problem = changeDirectory(shell, path, physical)
  if (problem) {
    yield* shell.complain(shell.dialect.badDirectory(path, problem), 'cd')
    return shell.dialect.name === 'bash' ? 1 : 2
  }
  if (told) yield* shell.out(`${shell.process.cwd}\n`)
  return 0
}

const pwd: Builtin = function* (shell, argv) {
  const { cwd, machine } = shell.process
  yield* shell.out(`${argv[1] === '-P' ? realPath(machine.fs, cwd) : cwd}\n`)
  return 0
}

export const PLACE: [string, Builtin][] = [
  ['cd', cd],
  ['pwd', pwd],
]
