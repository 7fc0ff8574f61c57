/** `'it'\''s'`: as `${v@Q}`, `set` and `export -p` write values. */
export function quoteForReuse(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`
}

/** `$'two\nlines'`: as bash writes a text that has line ends or tabs. */
export function ansiQuoted(text: string): string {
  return `$'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'").replaceAll('\n', '\\n').replaceAll('\t', '\\t')}'`
}
