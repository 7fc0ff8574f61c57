import { type Command, readOptions } from '../../command.ts'

/** mkdir */
export const mkdir: Command = function* (io) {
  const options = yield* readOptions(io, 'pvm:', { parents: 'p', verbose: 'v', mode: 'm' })
  if (!options) return io.status
  if (options.operands.length === 0) return yield* io.usage(io.gnu ? 'missing operand' : '')
  const parents = options.has('p')
  for (const name of options.operands) {
    const path = io.path(name)
    const existed = io.fs.exists(path)
    // coreutils uses curly quotes here, in a UTF-8 locale
    const fine = yield* io.attempt(
      () => io.fs.mkdir(path, { parents }),
      (reason) => (io.gnu ? `cannot create directory ‘${name}’: ${reason}` : `can't create directory '${name}': ${reason}`),
    )
    if (!fine || existed) continue
    const mode = options.get('m')
    if (mode !== undefined && /^[0-7]+$/.test(mode)) io.fs.chmod(path, Number.parseInt(mode, 8))
    if (options.has('v')) yield* io.out(io.gnu ? `mkdir: created directory '${name}'\n` : `created directory: '${name}'\n`)
  }
  return io.status
}
