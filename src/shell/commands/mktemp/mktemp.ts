import { type Command, readOptions } from '../../command.ts'

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'

/** mktemp */
export const mktemp: Command = function* (io) {
  const options = yield* readOptions(io, 'dqup:t', { directory: 'd', quiet: 'q', 'dry-run': 'u', tmpdir: 'p' })
  if (!options) return io.status
  const template = options.operands[0] ?? (io.gnu ? 'tmp.XXXXXXXXXX' : 'tmp.XXXXXX')
  const marks = /X{3,}(?=[^X]*$)/.exec(template)
  if (!marks) return yield* io.fail(`too few X's in template ‘${template}’`)
  const { random } = io.process.machine
  const name = template.replace(marks[0], Array.from(marks[0], () => LETTERS[random.below(LETTERS.length)]).join(''))
  const base = options.get('p') ?? (options.operands.length === 0 || options.has('t') ? (io.process.env.get('TMPDIR') ?? '/tmp') : '')
  const path = base ? `${base}/${name}` : name
  const fine = yield* io.attempt(
    () => {
      if (options.has('u')) return
      if (options.has('d')) io.fs.mkdir(io.path(path))
      else io.fs.writeFile(io.path(path), '', { mode: 0o600 })
    },
    (reason) =>
      io.gnu
        ? `failed to create ${options.has('d') ? 'directory' : 'file'} via template ‘${path.replace(name, template)}’: ${reason}`
        : `${path}: ${reason}`,
  )
  if (fine) yield* io.out(`${path}\n`)
  return io.status
}
