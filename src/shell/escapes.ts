import { fromBytes } from '../sim/bytes.ts'

const SIMPLE: Record<string, number> = { a: 7, b: 8, e: 27, E: 27, f: 12, n: 10, r: 13, t: 9, v: 11, '\\': 92, '"': 34, "'": 39, '?': 63 }

/** Octal escapes: `\0nnn` (echo -e, printf %b) or `\nnn` (printf's format, awk, $'…'). */
export interface EscapeStyle {
  zeroOctal: boolean
  /** letters that mean nothing special here */
  without?: string
}

/** Carries out backslash escapes; `stopped`: a `\c` said that nothing more is to be written. */
export function unescape(text: string, style: EscapeStyle): { text: string; stopped: boolean } {
  if (!text.includes('\\')) return { text, stopped: false }
  let out = ''
  let bytes: number[] = []
  const flush = () => {
    if (bytes.length > 0) out += fromBytes(bytes)
    bytes = []
  }
  for (let at = 0; at < text.length; at++) {
    if (text[at] !== '\\' || at + 1 >= text.length) {
      flush()
      out += text[at]
      continue
    }
    const letter = text[++at] as string
    const rest = text.slice(at, at + 10)
    const octal = (style.zeroOctal ? /^0([0-7]{0,3})|^([1-7][0-7]{0,2})/ : /^()([0-7]{1,3})/).exec(rest)
    const hex = /^x([0-9A-Fa-f]{1,2})/.exec(rest)
    const unicode = /^u([0-9A-Fa-f]{1,4})|^U([0-9A-Fa-f]{1,8})/.exec(rest)
    if (style.without?.includes(letter)) {
      flush()
      out += `\\${letter}`
    } else if (letter === 'c') {
      flush()
      return { text: out, stopped: true }
    } else if (octal) {
      bytes.push(Number.parseInt(octal[2] || octal[1] || '0', 8) & 255)
      at += octal[0].length - 1
    } else if (hex) {
      bytes.push(Number.parseInt(hex[1] as string, 16))
      at += hex[0].length - 1
    } else if (unicode) {
      flush()
      out += String.fromCodePoint(Math.min(0x10ffff, Number.parseInt((unicode[1] ?? unicode[2]) as string, 16)))
      at += unicode[0].length - 1
    } else if (Object.hasOwn(SIMPLE, letter)) bytes.push(SIMPLE[letter] as number)
    else {
      flush()
      out += `\\${letter}`
    }
  }
  flush()
  return { text: out, stopped: false }
}
