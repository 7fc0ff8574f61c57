import { dirname, resolvePath } from '../cluster/machine/filesystem.ts'
import type { Process, Program } from '../cluster/machine/machine.ts'

/** A program that was found, with the arguments an interpreter line puts before the given ones. */
export interface Found {
  program: Program
  /** replaces argv[0], where a script names its interpreter */
  argv: readonly string[]
}

/** Why a command cannot be run: 127 not found, 126 found and no program. */
export interface CannotRun {
  status: 126 | 127
  reason:
    | 'not found'
    | 'No such file or directory'
    | 'Permission denied'
    | 'Is a directory'
    | 'Not a directory'
    | 'cannot execute: required file not found'
}

const PROGRAM_DIRECTORIES = new Set(['/bin', '/sbin', '/usr/bin', '/usr/sbin', '/usr/local/bin', '/usr/local/sbin'])

/** Finds what a command name stands for on the process's machine: an installed program, or an executable file. */
export function findProgram(process: Process, argv: readonly string[], path: string | undefined, shell = 'sh'): Found | CannotRun {
  const name = argv[0] as string
  if (name.includes('/')) return fileProgram(process, argv, resolvePath(process.cwd, name), shell)
  const directories = path === undefined ? [...PROGRAM_DIRECTORIES] : path.split(':')
  if (name !== '' && directories.some((directory) => PROGRAM_DIRECTORIES.has(directory.replace(/\/+$/, '')))) {
    const program = process.machine.programs(name)
    if (program) return { program, argv }
  }
  if (path !== undefined && name !== '' && name !== '.' && name !== '..') {
    for (const directory of directories) {
      const file = resolvePath(process.cwd, `${directory || '.'}/${name}`)
      if (process.machine.fs.lookup(file)?.type === 'file') {
        const found = fileProgram(process, argv, file, shell)
        if ('program' in found) return found
      }
    }
  }
  return { status: 127, reason: 'not found' }
}

function fileProgram(process: Process, argv: readonly string[], path: string, shell: string): Found | CannotRun {
  const { fs, programs } = process.machine
  const node = fs.lookup(path)
  if (!node) {
    const program = programs(path) ?? (PROGRAM_DIRECTORIES.has(dirname(path)) ? programs(path.slice(dirname(path).length + 1)) : undefined)
    if (program) return { program, argv }
    const above = fs.lookup(dirname(path))
    return {
      status: above && above.type !== 'directory' ? 126 : 127,
      reason: above && above.type !== 'directory' ? 'Not a directory' : 'No such file or directory',
    }
  }
  if (node.type === 'directory') return { status: 126, reason: 'Is a directory' }
  if (node.type !== 'file' || !(node.mode & 0o111)) return { status: 126, reason: 'Permission denied' }
  const firstLine = /^#!\s*([^\n]*)/.exec(fs.readFile(path))
  const words = firstLine ? (firstLine[1] as string).trim().split(/\s+/) : [shell]
  if (/(^|\/)env$/.test(words[0] as string)) words.shift()
  const interpreter = words[0]?.split('/').at(-1) ?? 'sh'
  const program = programs(interpreter)
  if (!program) return { status: 127, reason: 'cannot execute: required file not found' }
  return { program, argv: [interpreter, ...words.slice(1), argv[0] as string, ...argv.slice(1)] }
}

/** A machine runs so many processes at once; more forks fail. */
export const MAX_PROCESSES = 400

/**
 * Starts a command with the process's streams (or others) as its child. Says why not where it cannot:
 * programs that run programs (`env`, `xargs`, `timeout`) put that into their own words.
 */
export function launch(
  process: Process,
  argv: readonly string[],
  streams: Partial<Pick<Process, 'stdin' | 'stdout' | 'stderr' | 'env' | 'cwd'>> = {},
): Process | CannotRun {
  const env = streams.env ?? process.env
  const found = findProgram(process, argv, env.get('PATH'))
  if (!('program' in found)) return found
  return process.machine.spawn({
    argv: found.argv,
    program: found.program,
    stdin: streams.stdin ?? process.stdin,
    stdout: streams.stdout ?? process.stdout,
    stderr: streams.stderr ?? process.stderr,
    env,
    cwd: streams.cwd ?? process.cwd,
    tty: process.tty,
    parent: process,
  }) as Process
}
