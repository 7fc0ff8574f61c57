/** JSON as Go's encoding/json writes it. */

// these are what Go escapes
const SPECIAL = /[<>&\u2028\u2029\u007f]/g
const UNICODE = (letter: string): string =>
  letter === '\u007f' ? letter : `\\u${(letter.codePointAt(0) as number).toString(16).padStart(4, '0')}`

/** A JSON string with Go's escapes (`<`, `>` and `&` among them). */
export function goString(text: string): string {
  const json = JSON.stringify(text)
  return SPECIAL.test(json) ? json.replace(SPECIAL, UNICODE) : json
}

/** Compact JSON; `sorted`: keys in order, as Go writes maps. */
export function goJson(value: unknown, sorted = true): string {
  if (typeof value === 'string') return goString(value)
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null'
  if (Array.isArray(value)) return `[${value.map((item) => goJson(item, sorted)).join(',')}]`
  return `{${keysOf(value, sorted)
    .map((key) => `${goString(key)}:${goJson((value as any)[key], sorted)}`)
    .join(',')}}`
}

/** JSON in lines, as json.MarshalIndent. */
export function goJsonIndent(value: unknown, indent = '    ', sorted = true, pad = ''): string {
  if (typeof value !== 'object' || value === null) return goJson(value)
  const inner = pad + indent
  if (Array.isArray(value)) {
    if (value.length === 0) return '[]'
    return `[\n${value.map((item) => inner + goJsonIndent(item, indent, sorted, inner)).join(',\n')}\n${pad}]`
  }
  const keys = keysOf(value, sorted)
  if (keys.length === 0) return '{}'
  return `{\n${keys.map((key) => `${inner}${goString(key)}: ${goJsonIndent((value as any)[key], indent, sorted, inner)}`).join(',\n')}\n${pad}}`
}

function keysOf(value: object, sorted: boolean): string[] {
  const keys = Object.keys(value).filter((key) => (value as any)[key] !== undefined)
  return sorted ? keys.sort() : keys
}
