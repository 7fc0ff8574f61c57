import { type Command, Lines, readOptions } from '../../command.ts'
import { unescape } from '../../escapes.ts'

const span = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => String.fromCodePoint(from + index))
const DIGITS = span(48, 57)
const UPPER = span(65, 90)
const LOWER = span(97, 122)
const CLASSES: Record<string, readonly string[]> = {
  digit: DIGITS,
  upper: UPPER,
  lower: LOWER,
  alpha: [...UPPER, ...LOWER],
  alnum: [...DIGITS, ...UPPER, ...LOWER],
  space: ['\t', '\n', '\v', '\f', '\r', ' '],
  blank: ['\t', ' '],
  punct: [...span(33, 47), ...span(58, 64), ...span(91, 96), ...span(123, 126)],
  print: span(32, 126),
  graph: span(33, 126),
  cntrl: [...span(0, 31), '\x7f'],
  xdigit: [...DIGITS, ...span(65, 70), ...span(97, 102)],
}

class SetError extends Error {}

/** The characters that a set like `a-z[:digit:]\n` lists. */
function characters(text: string, size: number): string[] {
  const out: string[] = []
  const letters: { letter: string; literal: boolean }[] = []
  for (const found of text.matchAll(/\\(?:[0-7]{1,3}|[^])|[^]/gu)) {
    const piece = found[0]
    letters.push(
      piece.length > 1 && piece[0] === '\\'
        ? { letter: /^\\[abfnrtv0-7\\]/.test(piece) ? unescape(piece, { zeroOctal: false }).text : piece.slice(1), literal: true }
        : { letter: piece, literal: false },
    )
  }
  const rest = (from: number) =>
    letters
      .slice(from, from + 14)
      .map(({ letter, literal }) => (literal ? '\0' : letter))
      .join('')
  for (let at = 0; at < letters.length; at++) {
    const { letter, literal } = letters[at] as { letter: string; literal: boolean }
    const named = !literal && letter === '[' ? /^\[:([a-z]+):\]|^\[=(.)=\]/u.exec(rest(at)) : null
    if (named) {
      if (named[1] !== undefined && !Object.hasOwn(CLASSES, named[1])) throw new SetError(`invalid character class ‘${named[1]}’`)
      out.push(...(named[1] === undefined ? [named[2] as string] : (CLASSES[named[1]] as string[])))
      at += named[0].length - 1
      continue
    }
    const repeat = !literal && letter === '[' ? /^\[(.)\*(\d*)\]/u.exec(rest(at)) : null
    if (repeat) {
      const count = repeat[2] ? Number(repeat[2]) : Math.max(0, size - out.length)
      for (let left = Math.min(count, 100_000); left > 0; left--) out.push(repeat[1] as string)
      at += repeat[0].length - 1
      continue
    }
    const to = letters[at + 2]
    if (letters[at + 1]?.letter === '-' && !letters[at + 1]?.literal && to) {
      const [first, last] = [letter.codePointAt(0) as number, to.letter.codePointAt(0) as number]
      if (last < first) throw new SetError(`range-endpoints of '${letter}-${to.letter}' are in reverse collating sequence order`)
      out.push(...span(first, Math.min(last, first + 70_000)))
      at += 2
    } else out.push(letter)
  }
  return out
}

/** tr */
export const tr: Command = function* (io) {
  const options = yield* readOptions(
    io,
    'cCdst',
    { complement: 'c', delete: 'd', 'squeeze-repeats': 's', 'truncate-set1': 't' },
    { first: true },
  )
  if (!options) return io.status
  const [first, second] = options.operands
  const complement = options.has('c') || options.has('C')
  const remove = options.has('d')
  const squeeze = options.has('s')
  if (first === undefined) return yield* io.usage(io.gnu ? 'missing operand' : '')
  if (second === undefined && !remove && !squeeze)
    return yield* io.usage(io.gnu ? `missing operand after ‘${first}’\nTwo strings must be given when translating.` : '')
  if (options.has('d') && !options.has('s') && options.operands.length > 1) {
    const problem = io.quotes(`extra operand ‘${options.operands[1]}’`)
    if (!io.gnu) return yield* io.usage('')
    yield* io.process.stderr.write(
      `tr: ${problem}\nOnly one string may be given when deleting without squeezing repeats.\nTry 'tr --help' for more information.\n`,
    )
    return 1
  }
  if (options.operands.length > 2) return yield* io.usage(`extra operand ‘${options.operands[2]}’`)
  let from: string[]
  let to: string[]
  try {
    from = characters(first, 0)
    to = second === undefined ? [] : characters(second, from.length)
  } catch (error) {
    if (!(error instanceof SetError)) throw error
    return yield* io.fail(error.message)
  }
  if (second === '' && !remove && !squeeze) return yield* io.fail('when not truncating set1, string2 must be non-empty')
  const inFirst = new Set(from)
  const last = to.at(-1)
  const map = new Map<string, string>()
  if (!remove && second !== undefined && !complement) {
    for (const [index, letter] of from.entries()) {
      const target = to[index] ?? (options.has('t') ? undefined : last)
      if (target !== undefined) map.set(letter, target)
    }
  }
  const matches = (letter: string) => inFirst.has(letter) !== complement
  const squeezed = squeeze ? new Set(second === undefined ? [] : to) : undefined
  const isSqueezed = (letter: string) => squeezed !== undefined && (second === undefined ? matches(letter) : squeezed.has(letter))
  let previous = ''
  const lines = new Lines(io, [])
  for (;;) {
    const piece = yield* lines.read()
    if (piece === undefined) return
    let out = ''
    for (const letter of piece) {
      if (remove && matches(letter)) continue
      const mapped =
        remove || second === undefined ? letter : complement ? (matches(letter) ? (last ?? letter) : letter) : (map.get(letter) ?? letter)
      if (mapped === previous && isSqueezed(mapped)) continue
      previous = mapped
      out += mapped
    }
    yield* io.out(out)
  }
}
