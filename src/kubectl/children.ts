import { awake } from '../cluster/awake.ts'
import { textReader } from '../sim/pipe.ts'
import type { Task } from '../sim/task.ts'
import type { Invocation } from './invocation.ts'

/** Runs a program of the machine at kubectl's own terminal until it ends: its exit code, or undefined when there is none of that name. */
export function* runProgram(k: Invocation, argv: readonly string[], { stdin = false } = {}): Task<number | undefined> {
  yield* k.flush()
  const { process } = k
  yield* awake(process.machine)
  const child = process.machine.spawn({
    argv,
    stdin: stdin ? process.stdin : textReader(''),
    stdout: process.stdout,
    stderr: process.stderr,
    env: process.env,
    cwd: process.cwd,
    tty: process.tty,
    parent: process,
  })
  return child && (yield* child.wait())
}

/** Writes a file of a name that is not taken, `/tmp/kubectl-edit-1234567890.yaml`, and returns its path. */
export function temporaryFile(k: Invocation, prefix: string, extension: string, text: string): string {
  const { fs, random } = k.process.machine
  fs.mkdir('/tmp', { parents: true })
  for (;;) {
    const path = `/tmp/${prefix}${random.below(4_000_000_000)}${extension}`
    if (fs.exists(path)) continue
    fs.writeFile(path, text, { mode: 0o600 })
    return path
  }
}
