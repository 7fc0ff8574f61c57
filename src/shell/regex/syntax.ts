import { ownValue } from '../../cluster/api/json.ts'
/** A regular expression or pattern, taken apart. `source` is JavaScript's spelling (flag u) of one character or assertion. */
export type RegexNode =
  | { type: 'character'; source: string }
  | { type: 'assertion'; source: string }
  | { type: 'sequence'; items: RegexNode[] }
  | { type: 'either'; items: RegexNode[] }
  | { type: 'repeat'; item: RegexNode; min: number; max: number; lazy: boolean }
  | { type: 'group'; item: RegexNode; index: number }
  | { type: 'reference'; index: number }
  /** what stands before or behind; `kind` is JavaScript's `?=`, `?!`, `?<=` or `?<!` */
  | { type: 'look'; item: RegexNode; kind: string }
  /** `\K`: the match begins here. `index`: the group that marks the place */
  | { type: 'keep'; index: number }

/** A pattern that cannot be: the message is regcomp's. */
export class RegexError extends Error {}

export interface RegexSyntax {
  node: RegexNode
  groups: number
}

export interface PosixOptions {
  /** `+ ? | ( ) {` are operators without a backslash */
  extended: boolean
  /** `\n`, `\t` mean what they mean in C, inside brackets too (sed, awk) */
  escapes?: boolean
  /** also `\\d`, `\\K`, `(?:…)`, look-around and lazy quantifiers (grep -P) */
  perl?: boolean
}

const CLASSES: Record<string, string> = {
  alpha: '\\p{L}',
  digit: '0-9',
  alnum: '\\p{L}0-9',
  upper: '\\p{Lu}',
  lower: '\\p{Ll}',
  space: '\\s',
  blank: ' \\t',
  punct: '!-\\/:-@\\[-`\\{-~',
  print: '\\x20-\\x7e\\u{a0}-\\u{10ffff}',
  graph: '\\x21-\\x7e\\u{a1}-\\u{10ffff}',
  cntrl: '\\x00-\\x1f\\x7f',
  xdigit: '0-9A-Fa-f',
}

const C_ESCAPES: Record<string, string> = { n: '\n', t: '\t', r: '\r', f: '\f', v: '\v', a: '\x07' }
const ASSERTIONS: Record<string, string> = {
  b: '\\b',
  B: '\\B',
  '<': '\\b(?=\\w)',
  '>': '\\b(?<=\\w)',
  '`': '(?<![^])',
  "'": '(?![^])',
}

/** One character as JavaScript writes it, inside brackets or outside. */
export function escapeCharacter(letter: string): string {
  return /[\^$\\.*+?()[\]{}|/-]/.test(letter) ? `\\${letter === '-' ? 'x2d' : letter}` : letter
}

const literal = (letter: string): RegexNode => ({ type: 'character', source: escapeCharacter(letter) })
const EMPTY: RegexNode = { type: 'sequence', items: [] }
export const ANY: RegexNode = { type: 'character', source: '.' }

/** Reads a POSIX basic or extended regular expression with GNU's additions. */
export function parsePosix(pattern: string, options: PosixOptions): RegexSyntax {
  const letters = [...pattern]
  const { extended } = options
  let at = 0
  let groups = 0
  let depth = 0
  /** the number of the group that stands for `\K` */
  let kept: number | undefined

  /** the operator at this place in either spelling: `(` or `\(` */
  const operator = (name: string): boolean => (extended ? letters[at] === name : letters[at] === '\\' && letters[at + 1] === name)
  const width = extended ? 1 : 2

  function either(): RegexNode {
    const items = [sequence()]
    while (at < letters.length && operator('|')) {
      at += width
      items.push(sequence())
    }
    return items.length === 1 ? (items[0] as RegexNode) : { type: 'either', items }
  }

  function sequence(): RegexNode {
    const items: RegexNode[] = []
    while (at < letters.length && !operator('|')) {
      if (operator(')')) {
        if (depth > 0) break
        if (!extended) throw new RegexError('Unmatched ) or \\)')
        at++
        items.push(literal(')'))
        continue
      }
      items.push(repeated(atom(items.length === 0)))
    }
    return items.length === 1 ? (items[0] as RegexNode) : { type: 'sequence', items }
  }

  function repeated(item: RegexNode): RegexNode {
    let node = item
    for (;;) {
      if (options.perl && node.type === 'repeat' && node !== item && letters[at] === '?') {
        at++
        node = { ...node, lazy: true }
      }
      if (letters[at] === '*') {
        at++
        node = { type: 'repeat', item: node, min: 0, max: Number.POSITIVE_INFINITY, lazy: false }
      } else if (operator('+') || operator('?')) {
        const plus = letters[at + width - 1] === '+'
        at += width
        node = { type: 'repeat', item: node, min: plus ? 1 : 0, max: plus ? Number.POSITIVE_INFINITY : 1, lazy: false }
      } else if (operator('{')) {
        const interval = /^\{(\d*)(,?)(\d*)(\\?)\}/.exec(letters.slice(at + width - 1, at + width + 16).join(''))
        if (!interval || (interval[1] === '' && interval[2] === '')) {
          if (extended) return node
          throw new RegexError(letters.slice(at).join('').includes('\\}') ? 'Invalid content of \\{\\}' : 'Unmatched \\{')
        }
        const min = Number(interval[1])
        const max = interval[2] === '' ? min : interval[3] === '' ? Number.POSITIVE_INFINITY : Number(interval[3])
        if (max < min) throw new RegexError('Invalid content of \\{\\}')
        if (min > 32_767 || (Number.isFinite(max) && max > 32_767)) throw new RegexError('Regular expression too big')
        at += width - 1 + interval[0].length
        node = { type: 'repeat', item: node, min, max, lazy: false }
      } else return node
    }
  }

  function atom(first: boolean): RegexNode {
    const letter = letters[at] as string
    if (operator('(')) {
      at += width
      if (options.perl && letters[at] === '?') {
        const name = /^\?(?:P?<|')\w+[>']/.exec(letters.slice(at, at + 40).join(''))?.[0]
        if (name === undefined) return specialGroup()
        at += name.length
      }
      depth++
      if (depth > 100) throw new RegexError('Regular expression too big')
      const index = ++groups
      const item = either()
      depth--
      if (at >= letters.length) throw new RegexError('Unmatched ( or \\(')
      at += width
      return { type: 'group', item, index }
    }
    at++
    if (letter === '.') return ANY
    if (letter === '[') return bracket()
    if (letter === '^' && (extended || first)) return { type: 'assertion', source: '^' }
    if (letter === '$' && (extended || at >= letters.length || (letters[at] === '\\' && /[)|]/.test(letters[at + 1] ?? '')))) {
      return { type: 'assertion', source: '$' }
    }
    if (letter === '\\') return escaped()
    return literal(letter)
  }

  /** `(?:…)` and look-around, from its question mark on. */
  function specialGroup(): RegexNode {
    const kind = /^\?(?:<?[=!]|:)/.exec(letters.slice(at, at + 3).join(''))?.[0]
    if (kind === undefined) throw new RegexError('podtalk does not simulate this kind of group in regular expressions')
    at += kind.length
    depth++
    const item = either()
    depth--
    if (letters[at++] !== ')') throw new RegexError('missing closing parenthesis')
    if (kind === '?:') return item
    if (kind.startsWith('?<') && !(item.type === 'either' ? item.items : [item]).every((each) => lengthOf(each) !== undefined))
      throw new RegexError('lookbehind assertion is not fixed length')
    return { type: 'look', item, kind }
  }

  function escaped(): RegexNode {
    const letter = letters[at++]
    if (letter === undefined) throw new RegexError('Trailing backslash')
    if (/[1-9]/.test(letter)) {
      if (Number(letter) > groups) throw new RegexError('Invalid back reference')
      return { type: 'reference', index: Number(letter) + (kept !== undefined && Number(letter) >= kept ? 1 : 0) }
    }
    if (options.perl && letter === 'K') {
      if (kept !== undefined) throw new RegexError('podtalk does not simulate more than one \\K')
      kept = ++groups
      return { type: 'keep', index: kept }
    }
    if (options.perl && /[dDh]/.test(letter)) return { type: 'character', source: letter === 'h' ? '[ \\t]' : `\\${letter}` }
    if (/[wWsS]/.test(letter)) return { type: 'character', source: `\\${letter}` }
    const assertion = ownValue(ASSERTIONS, letter)
    if (assertion !== undefined) return { type: 'assertion', source: assertion }
    if (options.escapes) return literal(cEscape(letter))
    return literal(letter)
  }

  function cEscape(letter: string): string {
    if (letter === 'x') {
      const digits = /^[0-9A-Fa-f]{1,2}/.exec(letters.slice(at, at + 2).join(''))
      if (!digits) return letter
      at += digits[0].length
      return String.fromCharCode(Number.parseInt(digits[0], 16))
    }
    return (Object.hasOwn(C_ESCAPES, letter) && C_ESCAPES[letter]) || letter
  }

  function bracket(): RegexNode {
    const result = readBracket(letters, at, options.escapes ? cEscape : undefined)
    if (!result) throw new RegexError('Unmatched [, [^, [:, [., or [=')
    at = result.end
    return { type: 'character', source: result.source }
  }

  const node = either()
  return { node: node ?? EMPTY, groups }
}

/** How many characters a node takes, when that is always the same. */
function lengthOf(node: RegexNode): number | undefined {
  switch (node.type) {
    case 'character':
      return 1
    case 'sequence':
      return node.items.reduce<number | undefined>((sum, item) => {
        const length = lengthOf(item)
        return sum === undefined || length === undefined ? undefined : sum + length
      }, 0)
    case 'either': {
      const lengths = new Set(node.items.map(lengthOf))
      return lengths.size === 1 ? [...lengths][0] : undefined
    }
    case 'group':
      return lengthOf(node.item)
    case 'repeat': {
      const length = lengthOf(node.item)
      return node.min === node.max && length !== undefined ? length * node.min : undefined
    }
    case 'reference':
      return undefined
    default:
      return 0
  }
}

/** `[…]` from behind its `[`: JavaScript's spelling and where it ends; undefined when nothing closes it. */
export function readBracket(
  letters: readonly string[],
  start: number,
  escape?: (letter: string) => string,
): { source: string; end: number } | undefined {
  let at = start
  let negated = false
  if (letters[at] === '^' || (letters[at] === '!' && !escape)) {
    negated = letters[at] === '^'
    if (negated) at++
  }
  let source = ''
  let first = true
  for (;;) {
    const letter = letters[at]
    if (letter === undefined) return undefined
    if (letter === ']' && !first) break
    first = false
    if (letter === '[' && letters[at + 1] === ':') {
      const name = /^\[:([a-z]+):\]/.exec(letters.slice(at, at + 12).join(''))
      if (name) {
        if (!Object.hasOwn(CLASSES, name[1] as string)) throw new RegexError('Invalid character class name')
        source += CLASSES[name[1] as string]
        at += name[0].length
        continue
      }
    }
    let from: string = letter
    at++
    if (letter === '[' && (letters[at] === '.' || letters[at] === '=') && letters[at + 2] === letters[at] && letters[at + 3] === ']') {
      from = letters[at + 1] as string
      at += 4
    }
    if (letter === '\\' && escape && letters[at] !== undefined) {
      const next = letters[at] as string
      if (/[ntrfvax\\\]/"-]/.test(next)) {
        at++
        from = next === ']' || next === '\\' ? next : escape(next)
      }
    }
    if (letters[at] === '-' && letters[at + 1] !== undefined && letters[at + 1] !== ']') {
      let to = letters[at + 1] as string
      at += 2
      if (to === '\\' && escape && letters[at] !== undefined) to = escape(letters[at++] as string)
      if ((from.codePointAt(0) as number) > (to.codePointAt(0) as number)) throw new RegexError('Invalid range end')
      source += `${escapeCharacter(from)}-${escapeCharacter(to)}`
    } else source += escapeCharacter(from)
  }
  return { source: `[${negated ? '^' : ''}${source}]`, end: at + 1 }
}
