/** Go's %q. */
export function goQuote(text: string): string {
  return JSON.stringify(text)
    .replace(/\\u00([01][0-9a-f])/g, '\\x$1')
    .replaceAll('\u007f', '\\x7f')
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
