/**
 * Kubernetes' own expansion of `$(NAME)` in values, commands and arguments: what `lookup` does not
 * know stays as it is written, `$$` stands for `$`.
 */
export function expand(text: string, lookup: (name: string) => string | undefined): string {
  let dollar = text.indexOf('$')
  if (dollar < 0) return text
  let out = ''
  let at = 0
  while (dollar >= 0 && dollar + 1 < text.length) {
    out += text.slice(at, dollar)
    const next = text[dollar + 1]
    if (next === '$') {
      out += '$'
      at = dollar + 2
    } else if (next === '(') {
      const end = text.indexOf(')', dollar + 2)
      if (end < 0) {
        out += '$('
        at = dollar + 2
      } else {
        const name = text.slice(dollar + 2, end)
        out += lookup(name) ?? `$(${name})`
        at = end + 1
      }
    } else {
      out += `$${next}`
      at = dollar + 2
    }
    dollar = text.indexOf('$', at)
  }
  return out + text.slice(at)
}
