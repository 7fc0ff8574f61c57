import { byteLength } from '../sim/byte-length.ts'

import { unescape } from './escapes.ts'

/** Nothing is padded wider than this. */
const MAX_WIDTH = 1_000_000

/** Pads to a width as `%10s`, `%-10s` and `%010d` do. */
export function pad(text: string, flags: string, width: number): string {
  // C counts bytes
  const missing = Math.min(width, MAX_WIDTH) - byteLength(text)
  if (missing <= 0) return text
  if (flags.includes('-')) return text + ' '.repeat(missing)
  if (!flags.includes('0')) return ' '.repeat(missing) + text
  const head = /^[-+ ]?(?:0[xX])?/.exec(text)?.[0] ?? ''
  return head + '0'.repeat(missing) + text.slice(head.length)
}

/** One integer by `%d`, `%x`, `%o`, `%u`, `%X`, `%i`. */
export function formatInteger(value: bigint, letter: string, flags: string, precision: number | undefined): string {
  const signed = letter === 'd' || letter === 'i'
  const base = letter === 'o' ? 8 : letter === 'x' || letter === 'X' ? 16 : 10
  const number = signed ? value : BigInt.asUintN(64, value)
  let digits = (number < 0n ? -number : number).toString(base)
  if (letter === 'X') digits = digits.toUpperCase()
  if (precision !== undefined) digits = digits.padStart(Math.min(precision, MAX_WIDTH), '0')
  if (flags.includes('#') && number !== 0n) digits = (base === 8 ? '0' : base === 16 ? `0${letter}` : '') + digits
  const sign = number < 0n ? '-' : signed && flags.includes('+') ? '+' : signed && flags.includes(' ') ? ' ' : ''
  return sign + digits
}

/** As `toFixed`, but a number in the very middle goes to the even side, as C's printf has it. */
function toFixedEven(value: number, digits: number): string {
  const text = value.toFixed(digits)
  const scaled = Math.abs(value) * 10 ** digits
  if (digits > 15 || scaled >= 2 ** 52 || scaled % 1 !== 0.5 || Math.floor(scaled) % 2 !== 0) return text
  // only a number that is written exactly in binary is in the middle
  return (Math.floor(scaled) + 0.5) / 10 ** digits === Math.abs(value) &&
    value.toFixed(digits + 20 > 100 ? 100 : digits + 20).endsWith('50000000000000000000')
    ? ((Math.sign(value) * Math.floor(scaled)) / 10 ** digits).toFixed(digits)
    : text
}

/** One number by `%f`, `%e`, `%g`. */
export function formatFloat(value: number, letter: string, flags: string, precision = 6): string {
  if (!Number.isFinite(value)) {
    const text = Number.isNaN(value) ? 'nan' : 'inf'
    return (value < 0 ? '-' : flags.includes('+') ? '+' : '') + (letter < 'a' ? text.toUpperCase() : text)
  }
  const digits = Math.min(precision, 100)
  const kind = letter.toLowerCase()
  const exponent = (n: number, places: number) => n.toExponential(places).replace(/e([+-])(\d)$/, 'e$10$2')
  let text: string
  if (kind === 'f')
    text =
      Math.abs(value) < 1e21
        ? toFixedEven(value, digits)
        : BigInt(Math.round(value)).toString() + (digits > 0 ? `.${'0'.repeat(digits)}` : '')
  else if (kind === 'e') text = exponent(value, digits)
  else {
    const significant = digits || 1
    const power = value === 0 ? 0 : Number(value.toExponential(significant - 1).split('e')[1])
    text = power < -4 || power >= significant ? exponent(value, significant - 1) : value.toFixed(Math.max(0, significant - 1 - power))
    if (!flags.includes('#') && text.includes('.')) text = text.replace(/\.?0+(?=e|$)/, '')
  }
  if (Object.is(value, -0) && !text.startsWith('-')) text = `-${text}`
  if (value >= 0 && !text.startsWith('-')) text = (flags.includes('+') ? '+' : flags.includes(' ') ? ' ' : '') + text
  return letter < 'a' ? text.toUpperCase() : text
}

/** What printf needs from whom it runs for: complaints about its arguments. */
export interface Printf {
  text: string
  problems: string[]
  stopped: boolean
}

const DIRECTIVE = /%(?:%|([-+ 0#']*)(\*|\d+)?(?:\.(\*|-?\d*))?(?:hh|h|ll|l|q|j|z|t|L)?([diouxXcsbqfFeEgGaA]|\(([^)]*)\)T))/y

const MOST = (1n << 63n) - 1n

/** The printf command: the format again and again until the arguments are used up. */
export function printf(
  format: string,
  args: readonly string[],
  time: (format: string, seconds: number | undefined) => string,
  /** `formatWithout`: escapes that mean nothing in the format; `strict`: what is no whole number is none at all; `quotes`: it knows %q */
  { formatWithout = 'c', strict = false, quotes = true }: { formatWithout?: string; strict?: boolean; quotes?: boolean } = {},
): Printf {
  const problems: string[] = []
  let out = ''
  let next = 0
  const number = (text: string | undefined): bigint => {
    if (text === undefined || (text === '' && !strict)) return 0n
    if (text[0] === '"' || text[0] === "'") return BigInt(text.codePointAt(1) ?? 0)
    const found = /^\s*([-+]?)(0[xX][0-9a-fA-F]+|0[0-7]*|[1-9]\d*)/.exec(text)
    if (!found || found[0].length !== text.length) problems.push(`${text}: invalid number`)
    if (!found || (strict && found[0].length !== text.length)) return 0n
    const digits = found[2] as string
    const value = /^0[0-7]+$/.test(digits) ? BigInt(`0o${digits.slice(1)}`) : BigInt(digits)
    const signed = found[1] === '-' ? -value : value
    if (signed > MOST || signed < -MOST - 1n) {
      problems.push(`${text}: too large`)
      return strict ? 0n : signed > 0 ? MOST : -MOST - 1n
    }
    return signed
  }
  const float = (text: string | undefined): number => {
    if (text === undefined || text === '') return 0
    if (text[0] === '"' || text[0] === "'") return text.codePointAt(1) ?? 0
    const value = Number(text)
    if (!Number.isNaN(value)) return value
    problems.push(`${text}: invalid number`)
    return Number.parseFloat(text) || 0
  }
  do {
    const before = next
    for (let at = 0; at < format.length; ) {
      const letter = format[at]
      if (letter === '\\') {
        const found =
          /^\\(?:[0-7]{1,3}|x[0-9A-Fa-f]{1,2}|u[0-9A-Fa-f]{1,4}|U[0-9A-Fa-f]{1,8}|[^])(?:\\(?:[0-7]{1,3}|x[0-9A-Fa-f]{1,2}))*/.exec(
            format.slice(at, at + 400),
          )
        const piece = found?.[0] ?? '\\'
        const result = unescape(piece, { zeroOctal: false, without: formatWithout })
        out += result.text
        if (result.stopped) return { text: out, problems, stopped: true }
        at += piece.length
        continue
      }
      if (letter !== '%') {
        const end = format.slice(at).search(/[\\%]/)
        out += end < 0 ? format.slice(at) : format.slice(at, at + end)
        at = end < 0 ? format.length : at + end
        continue
      }
      DIRECTIVE.lastIndex = at
      const found = DIRECTIVE.exec(format)
      if (!found || (found[4] === 'q' && !quotes)) {
        const bad = /^%[-+ 0#']*\d*(?:\.\d*)?[hljzt]*([^]?)/.exec(format.slice(at))
        problems.push(bad?.[1] ? `\`${bad[1]}': invalid format character` : `\`${bad?.[0]}': missing format character`)
        return { text: out, problems, stopped: true }
      }
      at = DIRECTIVE.lastIndex
      if (found[0] === '%%') {
        out += '%'
        continue
      }
      let flags = found[1] ?? ''
      let width = found[2] === '*' ? Number(number(args[next++])) : Number(found[2] ?? 0)
      if (width < 0) {
        flags += '-'
        width = -width
      }
      const point = found[3]
      const precision = point === undefined ? undefined : point === '*' ? Number(number(args[next++])) : Math.max(0, Number(point))
      const kind = found[4] as string
      const argument = args[next++]
      if (kind === 'c') out += pad((argument ?? '').slice(0, 1), flags.replace('0', ''), width)
      else if (kind === 's' || kind === 'q') {
        const text = kind === 'q' ? quoteWord(argument ?? '') : (argument ?? '')
        out += pad(precision === undefined ? text : [...text].slice(0, precision).join(''), flags.replace('0', ''), width)
      } else if (kind === 'b') {
        const result = unescape(argument ?? '', { zeroOctal: true })
        out += pad(precision === undefined ? result.text : result.text.slice(0, precision), flags, width)
        if (result.stopped) return { text: out, problems, stopped: true }
      } else if (kind.endsWith('T'))
        out += pad(time(found[5] || '%X', argument === undefined || argument === '-1' ? undefined : Number(argument)), flags, width)
      else if ('diouxX'.includes(kind))
        out += pad(formatInteger(number(argument), kind, flags, precision), precision === undefined ? flags : flags.replace('0', ''), width)
      else out += pad(formatFloat(float(argument), kind, flags, precision), flags, width)
      if (out.length > 16 * 1024 * 1024) return { text: out, problems, stopped: true }
    }
    if (next === before) break
  } while (next < args.length)
  return { text: out, problems, stopped: false }
}

/** A word so that the shell reads it back: `a\ b` (printf %q), `$'a\n'` with control characters. */
export function quoteWord(text: string): string {
  if (text === '') return "''"
  if (/[\0-\x1f\x7f]/.test(text)) {
    return `$'${text
      .replace(/[\\']/g, '\\$&')
      .replaceAll('\n', '\\n')
      .replaceAll('\t', '\\t')
      .replace(/[\0-\x1f\x7f]/g, (letter) => `\\${letter.charCodeAt(0).toString(8).padStart(3, '0')}`)}'`
  }
  return text.replace(/[^\w@%+=:,./^\u0080-\u{10ffff}-]/gu, '\\$&').replace(/^~/, '\\~')
}
