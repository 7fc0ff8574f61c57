import { type Command, readOptions } from '../../command.ts'

function kindOf(text: string): string {
  if (text === '') return 'empty'
  const script = /^#!\s*(\S+)/.exec(text)
  const letters = /[^\0-\x7f]/.test(text) ? 'Unicode text, UTF-8 text' : 'ASCII text'
  if (script) return `${/bash/.test(script[1] as string) ? 'Bourne-Again' : 'POSIX'} shell script, ${letters} executable`
  if (text.includes('\0')) return 'data'
  if (/^\s*[[{]/.test(text)) {
    try {
      JSON.parse(text)
      return 'JSON text data'
    } catch {}
  }
  return letters + (text.includes('\r\n') ? ', with CRLF line terminators' : text.includes('\n') ? '' : ', with no line terminators')
}

/** file */
export const file: Command = function* (io) {
  const options = yield* readOptions(io, 'bLi', { brief: 'b' })
  if (!options) return io.status
  const width = Math.max(0, ...options.operands.map((name) => name.length))
  for (const name of options.operands) {
    const node = io.fs.lookup(io.path(name), false)
    const kind = !node
      ? `cannot open \`${name}' (No such file or directory)`
      : node.type === 'file'
        ? kindOf(io.fs.readFile(io.path(name)))
        : node.type === 'symlink'
          ? `symbolic link to ${node.target}`
          : node.type === 'directory'
            ? 'directory'
            : 'character special'
    yield* io.out(options.has('b') ? `${kind}\n` : `${`${name}:`.padEnd(width + 2)}${kind}\n`)
  }
  return io.status
}
