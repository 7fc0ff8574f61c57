import { type Command, Lines } from '../../command.ts'

/** less, more: everything at once; the terminal scrolls */
export const less: Command = function* (io) {
  const files = io.args.filter((word) => !/^[-+]./.test(word))
  if (files.length === 0 && io.process.tty && io.process.stdin === rootInput(io.process)) {
    yield* io.process.stderr.write(
      io.name === 'more' ? "more: bad usage\nTry 'more --help' for more information.\n" : 'Missing filename ("less --help" for help)\n',
    )
    return 1
  }
  const lines = new Lines(io, files)
  for (let piece = yield* lines.read(); piece !== undefined; piece = yield* lines.read()) yield* io.out(piece)
  return io.status
}

/** What a terminal's first process reads: the person's keys. */
export function rootInput(process: Parameters<Command>[0]['process']) {
  let root = process
  while (root.parent && root.parent.tty === process.tty && root.parent.machine === process.machine) root = root.parent
  return root.stdin
}

/** clear, reset */
export const clear: Command = function* (io) {
  yield* io.out(io.gnu ? '\x1b[H\x1b[2J\x1b[3J' : '\x1b[H\x1b[J')
  return 0
}

/** tty */
export const tty: Command = function* (io) {
  yield* io.out(io.process.tty ? '/dev/pts/0\n' : 'not a tty\n')
  return io.process.tty ? 0 : 1
}
