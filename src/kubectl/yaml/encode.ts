import { goNumber } from '../../cluster/api/go-syntax.ts'
import { isObject } from '../../cluster/api/json.ts'
import { resolvesToString } from '../../cluster/api/yaml/resolve.ts'

type Json = unknown

/** YAML as sigs.k8s.io/yaml prints it: keys sorted, sequences not indented, strings quoted only where needed. */
export function encodeYaml(value: Json): string {
  if (isObject(value) && Object.keys(value).length > 0) return mapLines(value, 0)
  if (Array.isArray(value) && value.length > 0) return listLines(value, 0)
  return `${scalar(value, 0, 0)}\n`
}

function mapLines(map: Record<string, Json>, depth: number): string {
  const pad = ' '.repeat(depth)
  let out = ''
  for (const key of Object.keys(map).sort(naturalOrder)) {
    const value = map[key]
    if (value === undefined) continue
    const text = keyText(key, depth)
    out += `${pad}${text}:${valueText(value, depth, depth + [...text].length + 2)}`
  }
  return out
}

/** A key too long or of several lines needs the explicit form; nothing in Kubernetes has one. */
function keyText(key: string, depth: number): string {
  const text = stringText(key, depth, Number.NEGATIVE_INFINITY)
  return text.startsWith('|') ? JSON.stringify(key) : text
}

function listLines(list: readonly Json[], depth: number): string {
  const pad = ' '.repeat(depth)
  let out = ''
  for (const item of list) {
    if (isObject(item) && Object.keys(item).length > 0) out += `${pad}- ${mapLines(item, depth + 2).slice(depth + 2)}`
    else if (Array.isArray(item) && item.length > 0) out += `${pad}- ${listLines(item, depth + 2).slice(depth + 2)}`
    else out += `${pad}- ${scalar(item, depth, depth + 2)}\n`
  }
  return out
}

/** What stands after a key's colon; a scalar begins at `column`. */
function valueText(value: Json, depth: number, column: number): string {
  if (isObject(value) && Object.keys(value).some((key) => value[key] !== undefined)) return `\n${mapLines(value, depth + 2)}`
  if (Array.isArray(value) && value.length > 0) return `\n${listLines(value, depth)}`
  return ` ${scalar(value, depth, column)}\n`
}

function scalar(value: Json, depth: number, column: number): string {
  if (value === null || value === undefined) return 'null'
  if (typeof value === 'string') return stringText(value, depth, column)
  if (typeof value === 'number') return goNumber(value)
  if (typeof value === 'boolean') return String(value)
  return Array.isArray(value) ? '[]' : '{}'
}

function stringText(text: string, depth: number, column: number): string {
  const place = { column, indent: depth + 2 }
  if (text === '' || (!text.includes('\n') && !resolvesToString(text))) return doubleQuoted(text, place)
  // these are what must be escaped
  if (/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028\u2029\ufeff]| \n/.test(text)) return doubleQuoted(text, place)
  if (text.includes('\n')) return text.endsWith(' ') ? doubleQuoted(text, place) : literal(text, depth + 2)
  return plainAllowed(text)
    ? folded(text, (letter) => letter, place, 'plain')
    : `'${folded(text, (letter) => (letter === "'" ? "''" : letter), place, 'single')}'`
}

/** Columns after which the encoder breaks a line at the next space between two words. */
const WIDTH = 80

/** Where a scalar begins, and where its further lines do. */
interface Place {
  column: number
  indent: number
}

/** The letters of a scalar as `shown` writes them, broken into lines as go-yaml's emitter does. */
function folded(text: string, shown: (letter: string) => string, { column, indent }: Place, style: 'plain' | 'single' | 'double'): string {
  const letters = [...text]
  let at = style === 'plain' ? column : column + 1
  // a text that fits is written as it is
  if (at + letters.length <= WIDTH) return letters.map(shown).join('')
  let out = ''
  let afterSpace = false
  letters.forEach((letter, index) => {
    const between = index > 0 && index < letters.length - 1
    if (letter === ' ' && !afterSpace && at > WIDTH && between && (style === 'double' || letters[index + 1] !== ' ')) {
      out += `\n${' '.repeat(indent)}${letters[index + 1] === ' ' ? '\\' : ''}`
      at = indent + (letters[index + 1] === ' ' ? 1 : 0)
    } else {
      const piece = shown(letter)
      out += piece
      at += piece.length > 1 ? piece.length : 1
    }
    afterSpace = letter === ' '
  })
  return out
}

function literal(text: string, indent: number): string {
  const hint = /^[ \n]/.test(text) ? '2' : ''
  const chomp = !text.endsWith('\n') ? '-' : text.endsWith('\n\n') || text === '\n' ? '+' : ''
  const pad = ' '.repeat(indent)
  const lines = (text.endsWith('\n') ? text.slice(0, -1) : text).split('\n')
  return `|${hint}${chomp}\n${lines.map((line) => (line === '' ? '' : pad + line)).join('\n')}`
}

function plainAllowed(text: string): boolean {
  if (/^[-?:,[\]{}#&*!|>'"%@`]/.test(text) && !/^[-?:][^\s]/.test(text)) return false
  return !/^---|^\.\.\.|^\s|\s$|: |:$| #/.test(text)
}

const ESCAPES: Record<string, string> = {
  '\0': '\\0',
  '\x07': '\\a',
  '\b': '\\b',
  '\t': '\\t',
  '\n': '\\n',
  '\v': '\\v',
  '\f': '\\f',
  '\r': '\\r',
  '\x1b': '\\e',
  '"': '\\"',
  '\\': '\\\\',
  '\x85': '\\N',
  '\u2028': '\\L',
  '\u2029': '\\P',
  '\xa0': '\\_',
}

function doubleQuoted(text: string, place: Place): string {
  return `"${folded(text, escaped, place, 'double')}"`
}

function escaped(letter: string): string {
  const short = ESCAPES[letter]
  const code = letter.codePointAt(0) as number
  if (short) return short
  if (code < 0x20 || (code >= 0x7f && code < 0xa0)) return `\\x${code.toString(16).toUpperCase().padStart(2, '0')}`
  return code === 0xfeff ? '\\uFEFF' : letter
}

/** The encoder's order of keys: letters before digits' values, numbers inside by value. */
export function naturalOrder(a: string, b: string): number {
  const left = [...a]
  const right = [...b]
  let digits = false
  for (let i = 0; i < left.length && i < right.length; i++) {
    const x = left[i] as string
    const y = right[i] as string
    if (x === y) {
      digits = isDigit(x)
      continue
    }
    const xLetter = isLetter(x)
    const yLetter = isLetter(y)
    if (xLetter && yLetter) return x < y ? -1 : 1
    if (xLetter || yLetter) return digits ? (xLetter ? -1 : 1) : yLetter ? -1 : 1
    let start = i
    if (x === '0' || y === '0') {
      for (let j = i - 1; j >= 0 && isDigit(left[j] as string); j--) {
        if (left[j] !== '0') {
          start = i
          break
        }
      }
    }
    const [m, mEnd] = numberAt(left, start)
    const [n, nEnd] = numberAt(right, start)
    if (m !== n) return m < n ? -1 : 1
    if (mEnd !== nEnd) return mEnd < nEnd ? -1 : 1
    return x < y ? -1 : 1
  }
  return left.length - right.length
}

const isDigit = (letter: string): boolean => letter >= '0' && letter <= '9'
const isLetter = (letter: string): boolean => /\p{L}/u.test(letter)

function numberAt(letters: readonly string[], start: number): [number, number] {
  let value = 0
  let at = start
  for (; at < letters.length && isDigit(letters[at] as string); at++) value = value * 10 + Number(letters[at])
  return [value, at]
}
