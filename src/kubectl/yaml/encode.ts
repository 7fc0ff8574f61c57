import { resolvesToString } from '../../cluster/api/yaml/resolve.ts'
import { goNumber } from '../printers/go-json.ts'

type Json = unknown

/** YAML as sigs.k8s.io/yaml prints it: keys sorted, sequences not indented, strings quoted only where needed. */
export function encodeYaml(value: Json): string {
  if (isMap(value) && Object.keys(value).length > 0) return mapLines(value, 0)
  if (Array.isArray(value) && value.length > 0) return listLines(value, 0)
  return `${scalar(value, 0)}\n`
}

function isMap(value: Json): value is Record<string, Json> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function mapLines(map: Record<string, Json>, depth: number): string {
  const pad = ' '.repeat(depth)
  let out = ''
  for (const key of Object.keys(map).sort(naturalOrder)) {
    const value = map[key]
    if (value === undefined) continue
    out += `${pad}${keyText(key, depth)}:${valueText(value, depth, depth)}`
  }
  return out
}

/** A key too long or of several lines needs the explicit form; nothing in Kubernetes has one. */
function keyText(key: string, depth: number): string {
  const text = scalar(key, depth)
  return text.startsWith('|') ? JSON.stringify(key) : text
}

function listLines(list: readonly Json[], depth: number): string {
  const pad = ' '.repeat(depth)
  let out = ''
  for (const item of list) {
    if (isMap(item) && Object.keys(item).length > 0) out += `${pad}- ${mapLines(item, depth + 2).slice(depth + 2)}`
    else if (Array.isArray(item) && item.length > 0) out += `${pad}- ${listLines(item, depth + 2).slice(depth + 2)}`
    else out += `${pad}- ${scalar(item, depth)}\n`
  }
  return out
}

function valueText(value: Json, depth: number, listDepth: number): string {
  if (isMap(value) && Object.keys(value).some((key) => value[key] !== undefined)) return `\n${mapLines(value, depth + 2)}`
  if (Array.isArray(value) && value.length > 0) return `\n${listLines(value, listDepth)}`
  return ` ${scalar(value, depth)}\n`
}

function scalar(value: Json, depth: number): string {
  if (value === null || value === undefined) return 'null'
  if (typeof value === 'string') return stringText(value, depth)
  if (typeof value === 'number') return goNumber(value)
  if (typeof value === 'boolean') return String(value)
  return Array.isArray(value) ? '[]' : '{}'
}

function stringText(text: string, depth: number): string {
  if (text === '' || (!text.includes('\n') && !resolvesToString(text))) return doubleQuoted(text)
  // these are what must be escaped
  if (/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028\u2029\ufeff]| \n/.test(text)) return doubleQuoted(text)
  if (text.includes('\n')) return text.endsWith(' ') ? doubleQuoted(text) : literal(text, depth + 2)
  return plainAllowed(text) ? text : `'${text.replaceAll("'", "''")}'`
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

function doubleQuoted(text: string): string {
  let out = '"'
  for (const letter of text) {
    const short = ESCAPES[letter]
    const code = letter.codePointAt(0) as number
    if (short) out += short
    else if (code < 0x20 || (code >= 0x7f && code < 0xa0)) out += `\\x${code.toString(16).toUpperCase().padStart(2, '0')}`
    else if (code === 0xfeff) out += '\\uFEFF'
    else out += letter
  }
  return `${out}"`
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
