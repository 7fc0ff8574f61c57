import { byteLength } from '../../../sim/byte-length.ts'
import { type Command, joinLines, Lines, readOptions } from '../../command.ts'

const UNITS: Record<string, number> = { '': 1, b: 512, k: 1024, K: 1024, m: 1024 ** 2, M: 1024 ** 2 }

/** `aa`, `ab`, …, `00`, `01`, …; undefined when there is none left of that length. */
function suffix(index: number, length: number, digits: boolean): string | undefined {
  const base = digits ? 10 : 26
  let text = ''
  let rest = index
  for (let at = 0; at < length; at++, rest = Math.floor(rest / base))
    text = (digits ? String(rest % base) : String.fromCharCode(97 + (rest % base))) + text
  return rest === 0 ? text : undefined
}

/** split: a file in pieces of as many lines or bytes. */
export const split: Command = function* (io) {
  const options = yield* readOptions(io, 'l:b:a:dn:', {
    lines: 'l',
    bytes: 'b',
    'suffix-length': 'a',
    'numeric-suffixes': 'd',
    number: 'n',
  })
  if (!options) return io.status
  if (options.has('n')) return yield* io.fail('podtalk does not simulate -n')
  const lineCount = options.get('l') ?? '1000'
  if (!/^[1-9]\d*$/.test(lineCount))
    return yield* io.fail(
      io.gnu
        ? `invalid number of lines: ‘${lineCount}’${lineCount === '0' ? ': Numerical result out of range' : ''}`
        : `invalid number '${lineCount}'`,
    )
  const size = /^([1-9]\d*)([bkKmM]?)$/.exec(options.get('b') ?? '1')
  if (!size) return yield* io.fail(io.gnu ? `invalid number of bytes: ‘${options.get('b')}’` : `invalid number '${options.get('b')}'`)
  const [file = '-', prefix = 'x', extra] = options.operands
  if (extra !== undefined) return yield* io.usage(`extra operand ‘${extra}’`)
  const input = new Lines(io, [file])
  const lines = yield* input.all()
  if (io.status !== 0) return io.status
  const pieces: string[] = []
  if (options.has('b')) {
    const most = Number(size[1]) * (UNITS[size[2] as string] as number)
    const text = joinLines(lines).slice(0, input.unterminated ? -1 : undefined)
    let piece = ''
    let bytes = 0
    for (const letter of text) {
      const own = byteLength(letter)
      if (bytes + own > most && piece !== '') {
        pieces.push(piece)
        piece = ''
        bytes = 0
      }
      piece += letter
      bytes += own
    }
    if (piece !== '') pieces.push(piece)
  } else {
    for (let at = 0; at < lines.length; at += Number(lineCount)) pieces.push(joinLines(lines.slice(at, at + Number(lineCount))))
    if (input.unterminated) pieces.push((pieces.pop() as string).slice(0, -1))
  }
  for (const [index, piece] of pieces.entries()) {
    const end = suffix(index, Number(options.get('a') ?? 2), options.has('d'))
    if (end === undefined) return yield* io.fail(io.gnu ? 'output file suffixes exhausted' : 'suffixes exhausted')
    const name = prefix + end
    if (
      !(yield* io.attempt(
        () => io.fs.writeFile(io.path(name), piece),
        (reason) => `${name}: ${reason}`,
      ))
    )
      return io.status
  }
  return io.status
}
