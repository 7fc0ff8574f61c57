import { type Command, readOptions } from '../../command.ts'

/** touch */
export const touch: Command = function* (io) {
  const options = yield* readOptions(io, 'acmd:t:r:h', { 'no-create': 'c', date: 'd', reference: 'r' })
  if (!options) return io.status
  if (options.operands.length === 0) return yield* io.usage(io.gnu ? 'missing file operand' : '')
  const date = options.get('d')
  const time =
    date === undefined
      ? io.now
      : Date.parse(/^\d{4}-\d\d-\d\d( \d\d:\d\d(:\d\d)?)?$/.test(date) ? `${date.replace(' ', 'T')}${date.length > 10 ? 'Z' : ''}` : date)
  if (Number.isNaN(time)) return yield* io.fail(`invalid date format ‘${date}’`)
  for (const name of options.operands) {
    const path = io.path(name)
    const exists = io.fs.exists(path)
    if (!exists && options.has('c')) continue
    yield* io.attempt(
      () => {
        if (!exists) io.fs.writeFile(path, '')
        io.fs.touch(path, time)
      },
      (reason) => (io.gnu ? `cannot touch '${name}': ${reason}` : `${name}: ${reason}`),
    )
  }
  return io.status
}
