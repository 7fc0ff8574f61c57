import { type Command, Lines, readOptions } from '../../command.ts'

/** cat */
export const cat: Command = function* (io) {
  const options = yield* readOptions(io, 'AbeEnstTuv', {
    'show-all': 'A',
    'number-nonblank': 'b',
    'show-ends': 'E',
    number: 'n',
    'squeeze-blank': 's',
    'show-tabs': 'T',
    'show-nonprinting': 'v',
  })
  if (!options) return io.status
  const has = (...letters: string[]) => letters.some((letter) => options.has(letter))
  const lines = new Lines(io, options.operands)
  if (options.flags.size === 0 || (options.flags.size === 1 && options.has('u'))) {
    for (;;) {
      const piece = yield* lines.read()
      if (piece === undefined) return
      yield* io.out(piece)
    }
  }
  let number = 0
  let blank = false
  for (;;) {
    const batch = yield* lines.batch()
    if (!batch) return
    let out = ''
    for (const [index, line] of batch.entries()) {
      if (options.has('s') && line === '' && blank) continue
      blank = line === ''
      let text = line
      if (has('v', 'A', 'e', 't'))
        text = text.replace(/[\0-\x08\x0b-\x1f\x7f]/g, (letter) =>
          letter === '\x7f' ? '^?' : `^${String.fromCharCode(letter.charCodeAt(0) + 64)}`,
        )
      if (has('T', 'A', 't')) text = text.replaceAll('\t', '^I')
      if (has('E', 'A', 'e')) text += '$'
      if (has('b') ? line !== '' : has('n')) text = `${String(++number).padStart(6)}\t${text}`
      out += index === batch.length - 1 && lines.unterminated ? text.replace(/\$$/, has('E', 'A', 'e') ? '' : '$') : `${text}\n`
    }
    yield* io.out(out)
  }
}
