import { type Command, readOptions } from '../../command.ts'

/** basename */
export const basename: Command = function* (io) {
  const options = yield* readOptions(io, 'as:z', { multiple: 'a', suffix: 's' }, { first: true })
  if (!options) return io.status
  const [first, second, third] = options.operands
  if (first === undefined) return yield* io.usage(io.gnu ? 'missing operand' : '')
  const many = options.has('a') || options.has('s')
  if (third !== undefined && !many) return yield* io.usage(`extra operand ‘${third}’`)
  const suffix = options.get('s') ?? (many ? '' : (second ?? ''))
  for (const name of many ? options.operands : [first]) {
    const trimmed = name.replace(/\/+$/, '')
    let base = trimmed === '' && name !== '' ? '/' : trimmed.slice(trimmed.lastIndexOf('/') + 1)
    if (suffix !== '' && base !== suffix && base.endsWith(suffix)) base = base.slice(0, -suffix.length)
    yield* io.out(`${base}\n`)
  }
  return io.status
}

/** dirname */
export const dirname: Command = function* (io) {
  const options = yield* readOptions(io, 'z')
  if (!options) return io.status
  if (options.operands.length === 0) return yield* io.usage(io.gnu ? 'missing operand' : '')
  for (const name of options.operands) {
    const trimmed = name.replace(/\/+$/, '')
    const above = trimmed.includes('/')
      ? trimmed.slice(0, trimmed.lastIndexOf('/')).replace(/\/+$/, '') || '/'
      : name.startsWith('/')
        ? '/'
        : '.'
    yield* io.out(`${above}\n`)
  }
  return io.status
}
