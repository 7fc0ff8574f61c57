const SHORT_ESCAPES: Readonly<Record<string, string>> = {
  '\u0007': '\\a',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\v': '\\v',
  '\\': '\\\\',
  '"': '\\"',
}

/** Go's %q: printable letters as they are, others escaped. */
export function goQuote(text: string): string {
  if (/^[ !#-[\]-~]*$/.test(text)) return `"${text}"`
  return `"${text.replace(/[^ !#-[\]-~]/gu, (letter) => {
    const short = SHORT_ESCAPES[letter]
    if (short) return short
    if (/^[\p{L}\p{M}\p{N}\p{P}\p{S}]$/u.test(letter)) return letter
    const code = letter.codePointAt(0) as number
    if (code < 0x80) return `\\x${code.toString(16).padStart(2, '0')}`
    return code > 0xffff ? `\\U${code.toString(16).padStart(8, '0')}` : `\\u${code.toString(16).padStart(4, '0')}`
  })}"`
}

/** Go's %#v of plain JSON, as error messages about templates show an object. */
export function goSyntax(value: unknown): string {
  if (value === null || value === undefined) return 'interface {}(nil)'
  if (typeof value === 'string') return goQuote(value)
  if (Array.isArray(value)) return `[]interface {}{${value.map(goSyntax).join(', ')}}`
  if (typeof value === 'object')
    return `map[string]interface {}{${Object.keys(value)
      .filter((key) => (value as any)[key] !== undefined)
      .sort()
      .map((key) => `${goQuote(key)}:${goSyntax((value as any)[key])}`)
      .join(', ')}}`
  return String(value)
}

/** Go's %v of plain JSON: `map[a:b]`, `[1 2]`, `<nil>`. */
export function goValue(value: unknown): string {
  if (value === null || value === undefined) return '<nil>'
  if (Array.isArray(value)) return `[${value.map(goValue).join(' ')}]`
  if (typeof value === 'object')
    return `map[${Object.keys(value)
      .filter((key) => (value as any)[key] !== undefined)
      .sort()
      .map((key) => `${key}:${goValue((value as any)[key])}`)
      .join(' ')}]`
  return typeof value === 'number' ? goNumber(value) : String(value)
}

/** Go's %v of a number that came from JSON: the shortest form, with an exponent below 1e-4 and, for fractions, from 1e6 on (1e21 for JSON's whole numbers). */
export function goNumber(value: number): string {
  if (Number.isSafeInteger(value)) return String(value)
  const [digits = '', exponent = '0'] = value.toExponential().split('e')
  const size = Number(exponent)
  if (size >= -4 && size < 6) return String(value)
  return `${digits}e${size < 0 ? '-' : '+'}${String(Math.abs(size)).padStart(2, '0')}`
}

/** The Go type of what JSON was decoded into. */
export function goType(value: unknown): string {
  if (Array.isArray(value)) return '[]interface {}'
  if (typeof value === 'object') return 'map[string]interface {}'
  if (typeof value === 'number') return Number.isInteger(value) ? 'int64' : 'float64'
  return typeof value === 'boolean' ? 'bool' : typeof value
}
