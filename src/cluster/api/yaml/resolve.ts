/** Plain words that go-yaml v2 (YAML 1.1) takes for something else than text. */
const WORDS = new Map<string, boolean | null | number>([
  ...(['y', 'Y', 'yes', 'Yes', 'YES', 'true', 'True', 'TRUE', 'on', 'On', 'ON'] as const).map((word): [string, boolean] => [word, true]),
  ...(['n', 'N', 'no', 'No', 'NO', 'false', 'False', 'FALSE', 'off', 'Off', 'OFF'] as const).map((word): [string, boolean] => [
    word,
    false,
  ]),
  ...['', '~', 'null', 'Null', 'NULL'].map((word): [string, null] => [word, null]),
  ...['.nan', '.NaN', '.NAN'].map((word): [string, number] => [word, Number.NaN]),
  ...['.inf', '.Inf', '.INF', '+.inf', '+.Inf', '+.INF'].map((word): [string, number] => [word, Number.POSITIVE_INFINITY]),
  ...['-.inf', '-.Inf', '-.INF'].map((word): [string, number] => [word, Number.NEGATIVE_INFINITY]),
])
const LONGEST_WORD = 5

const INTEGER = /^[-+]?(?:0[xX][0-9a-fA-F]+|0[bB][01]+|0[oO][0-7]+|0[0-7]*|[1-9]\d*)$/
const FLOAT = /^[-+]?(?:\.\d+|\d+(?:\.\d*)?)(?:[eE][-+]?\d+)?$/

/** The value of a plain scalar: go-yaml v2's rules, which know base 8 and `yes` but no base 60. */
export function resolvePlain(text: string): string | number | boolean | null {
  const first = text[0]
  if (first === undefined) return null
  if (text.length <= LONGEST_WORD) {
    const word = WORDS.get(text)
    if (word !== undefined) return word
  }
  if (!'0123456789-+.'.includes(first)) return text
  const plain = text.includes('_') ? text.replaceAll('_', '') : text
  if (INTEGER.test(plain)) return integerValue(plain)
  return FLOAT.test(plain) && Number.isFinite(Number(plain)) ? Number(plain) : text
}

function integerValue(text: string): number {
  if (text[0] !== '0' && !/^[-+]/.test(text)) return Number(text)
  const negative = text[0] === '-'
  const digits = text.replace(/^[-+]/, '')
  const value = /^0[0-7]+$/.test(digits) ? Number.parseInt(digits, 8) : Number(digits.toLowerCase())
  return negative ? -value : value
}

const TIMESTAMP = /^\d{4}-\d\d?-\d\d?(?:$|[Tt ])/

/** Would a plain scalar with this text be read back as the same text? */
export function resolvesToString(text: string): boolean {
  if (TIMESTAMP.test(text) && isTimestamp(text)) return false
  if (/^[-+]?\d[\d_]*(?::[0-5]?\d)+(?:\.\d*)?$/.test(text)) return false
  return typeof resolvePlain(text) === 'string'
}

function isTimestamp(text: string): boolean {
  return /^\d{4}-\d\d?-\d\d?(?:(?:[Tt]|\s+)\d\d?:\d\d:\d\d(?:\.\d*)?(?:\s*(?:Z|[-+]\d\d?(?::\d\d)?))?)?$/.test(text)
}
