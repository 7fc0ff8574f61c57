import { FileError } from '../../../cluster/machine/filesystem.ts'
import type { Command } from '../../command.ts'

/** vi, vim, nano, emacs, code: the face's editor; without a person at the terminal, what the real ones say */
export const vi: Command = function* (io) {
  const name = io.args.find((word) => !/^[-+]/.test(word))
  const { tty } = io.process
  if (!tty?.edit) {
    if (io.name === 'nano' || io.name === 'pico') {
      yield* io.process.stderr.write('Standard input is not a terminal\n')
      return 1
    }
    if (io.name === 'emacs') return yield* io.fail('standard input is not a tty')
    yield* io.process.stderr.write(
      'Vim: Warning: Output is not to a terminal\nVim: Warning: Input is not from a terminal\nVim: Error reading input, exiting...\nVim: Finished.\n',
    )
    return 1
  }
  if (name === undefined) return yield* io.fail('podtalk opens its editor with a file only: name one')
  const path = io.path(name)
  let text = ''
  try {
    if (io.fs.exists(path)) text = io.fs.readFile(path)
  } catch (error) {
    if (!(error instanceof FileError)) throw error
    return yield* io.fail(`${name}: ${error.message}`)
  }
  const saved = yield* tty.edit({ path, text, machine: io.process.machine })
  if (saved !== undefined)
    yield* io.attempt(
      () => io.fs.writeFile(path, saved),
      (reason) => `${name}: ${reason}`,
    )
  return io.status
}
