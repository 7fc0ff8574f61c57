import { resolvesToString } from '../../cluster/api/yaml/resolve.ts'
import { naturalOrder } from '../yaml/encode.ts'

/** KYAML: YAML in flow style, every document with its own start. `sorted` is false for what has its fields in a Go type's order. */
export function encodeKyaml(value: unknown, sorted: boolean): string {
  return `---\n${lines(value, '', sorted)}\n`
}

function lines(value: unknown, pad: string, sorted: boolean): string {
  const inner = `${pad}  `
  if (Array.isArray(value)) {
    if (value.length === 0) return '[]'
    if (value.every((item) => typeof item === 'object' && item !== null))
      return `[${value.map((item) => lines(item, pad, sorted)).join(', ')}]`
    return `[\n${value.map((item) => `${inner}${lines(item, inner, sorted)},\n`).join('')}${pad}]`
  }
  if (typeof value !== 'object' || value === null) return typeof value === 'string' ? stringText(value, pad) : String(value)
  const keys = Object.keys(value).filter((key) => (value as any)[key] !== undefined)
  if (keys.length === 0) return '{}'
  if (sorted) keys.sort(naturalOrder)
  return `{\n${keys.map((key) => `${inner}${/^[A-Za-z_][\w./-]*$/.test(key) && resolvesToString(key) && !/^[fnty]$/i.test(key) ? key : stringText(key, inner)}: ${lines((value as any)[key], inner, sorted)},\n`).join('')}${pad}}`
}

const ESCAPES: Record<string, string> = {
  '"': '\\"',
  '\\': '\\\\',
  '\0': '\\0',
  '\x07': '\\a',
  '\b': '\\b',
  '\v': '\\v',
  '\f': '\\f',
  '\r': '\\r',
  '\x1b': '\\e',
  '\x85': '\\N',
  '\u2028': '\\L',
  '\u2029': '\\P',
}

function escaped(text: string): string {
  let out = ''
  for (const letter of text) {
    const code = letter.codePointAt(0) as number
    const short = ESCAPES[letter]
    if (short) out += short
    else if (letter !== '\t' && (code < 0x20 || (code >= 0x7f && code < 0xa0)))
      out += `\\x${code.toString(16).toUpperCase().padStart(2, '0')}`
    else out += letter
  }
  return out
}

/** A quoted string; one of several lines has a line for each, behind a space that folding takes away. */
function stringText(text: string, pad: string): string {
  if (!text.includes('\n')) return `"${escaped(text)}"`
  const parts = text.split('\n')
  const last = parts.pop() as string
  const begin = (line: string): string => `${pad}  ${line.startsWith(' ') ? '\\' : ' '}${escaped(line)}`
  return `"\\\n${parts.map((line) => `${begin(line)}\\n\\\n`).join('')}${last === '' ? '' : `${begin(last)}\\\n`}${pad}  "`
}
