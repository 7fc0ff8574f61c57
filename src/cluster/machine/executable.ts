import { dirname, resolvePath } from './filesystem.ts'
import type { Machine, Program } from './machine.ts'

/** What a container runtime starts for a command line. */
export interface Executable {
  program: Program
  /** the arguments, with those that a script's interpreter line puts before them */
  argv: readonly string[]
}

/** Why there is nothing to start, as the kernel and runc say it. */
export type NotExecutable =
  | 'executable file not found in $PATH'
  | 'no such file or directory'
  | 'permission denied'
  | 'is a directory'
  | 'exec format error'

/** Where the programs of an image lie that are not files of their own. */
const DIRECTORIES = new Set(['/bin', '/sbin', '/usr/bin', '/usr/sbin', '/usr/local/bin', '/usr/local/sbin'])
const DEFAULT_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'

/** Finds what `argv` starts on a machine: an installed program, or a script with its interpreter. */
export function findExecutable(machine: Machine, argv: readonly string[], cwd: string): Executable | NotExecutable {
  const name = argv[0] ?? ''
  if (name === '') return 'no such file or directory'
  if (name.includes('/')) {
    // An image's own program needs no look at its files, as long as nobody has changed them.
    const own = machine.fs.touched ? undefined : machine.programs(name)
    if (own) return { program: own, argv }
    const full = resolvePath(cwd, name)
    return fromFile(machine, argv, full) ?? installed(machine, argv, full) ?? 'no such file or directory'
  }
  const program = machine.programs(name)
  if (program) return { program, argv }
  let found: NotExecutable = 'executable file not found in $PATH'
  for (const directory of (machine.env.get('PATH') ?? DEFAULT_PATH).split(':')) {
    const file = fromFile(machine, argv, resolvePath(cwd, `${directory || '.'}/${name}`))
    if (typeof file === 'object') return file
    if (file === 'permission denied') found = file
  }
  return found
}

/** A program by its path: one that the image names so, or one of those that lie in the usual directories. */
function installed(machine: Machine, argv: readonly string[], path: string): Executable | undefined {
  const program =
    machine.programs(path) ?? (DIRECTORIES.has(dirname(path)) ? machine.programs(path.slice(path.lastIndexOf('/') + 1)) : undefined)
  return program && { program, argv }
}

function fromFile(machine: Machine, argv: readonly string[], path: string): Executable | NotExecutable | undefined {
  const node = machine.fs.lookup(path)
  if (!node) return undefined
  if (node.type === 'directory') return 'is a directory'
  if (node.type !== 'file' || !(node.mode & 0o111)) return 'permission denied'
  const line = /^#!\s*([^\n]*)/.exec(machine.fs.readFile(path))
  if (!line) return 'exec format error'
  const words = (line[1] as string).trim().split(/\s+/)
  if (words[0]?.endsWith('/env')) words.shift()
  const interpreter = words[0] ?? ''
  const program = interpreter.includes('/') ? installed(machine, [], interpreter)?.program : machine.programs(interpreter)
  if (!program) return 'no such file or directory'
  return { program, argv: [interpreter, ...words.slice(1), path, ...argv.slice(1)] }
}
