import { fromBytes, toBytes } from '../../../sim/bytes.ts'
import type { Task } from '../../../sim/task.ts'
import { type Command, type Io, joinLines, Lines, readOptions } from '../../command.ts'

/** `10`, `1K`, `2M`, `-3`: how many lines or bytes. NaN: not a number. */
export function amount(text: string): number {
  const found = /^([-+]?\d+)(b|[kKMG]?)B?$/.exec(text)
  if (!found) return Number.NaN
  const factor = { '': 1, b: 512, k: 1024, K: 1024, M: 1024 ** 2, G: 1024 ** 3 }[found[2] as ''] ?? 1
  return Number(found[1]) * factor
}

/** head */
export const head: Command = function* (io) {
  const options = yield* readOptions(io, 'n:c:qvz', { lines: 'n', bytes: 'c', quiet: 'q', silent: 'q', verbose: 'v' }, { numbers: 'n' })
  if (!options) return io.status
  const bytes = options.get('c')
  const text = bytes ?? options.get('n') ?? '10'
  const count = amount(text)
  if (Number.isNaN(count)) {
    const what = bytes === undefined ? 'lines' : 'bytes'
    return yield* io.fail(io.gnu ? `invalid number of ${what}: ‘${text}’` : `invalid number '${text}'`)
  }
  const files = options.operands.length > 0 ? options.operands : ['-']
  const titled = options.has('v') || (files.length > 1 && !options.has('q'))
  let first = true
  for (const file of files) {
    const lines = new Lines(io, [file])
    lines.onFile = () => {}
    const reader = yield* io.open(file)
    if (!reader) continue
    if (titled) yield* io.out(`${first ? '' : '\n'}==> ${file === '-' ? 'standard input' : file} <==\n`)
    first = false
    if (bytes === undefined) yield* headLines(io, lines, count)
    else yield* headBytes(io, lines, count)
  }
  return io.status
}

function* headLines(io: Io, lines: Lines, count: number): Task {
  if (count < 0) {
    const all = yield* lines.all()
    yield* io.out(joinLines(all.slice(0, count)))
    return
  }
  let left = count
  while (left > 0) {
    const batch = yield* lines.batch()
    if (!batch) return
    const taken = batch.length > left ? batch.slice(0, left) : batch
    left -= taken.length
    const text = joinLines(taken)
    yield* io.out(lines.unterminated && taken.length === batch.length ? text.slice(0, -1) : text)
  }
}

function* headBytes(io: Io, lines: Lines, count: number): Task {
  if (count < 0) {
    let text = ''
    for (let piece = yield* lines.read(); piece !== undefined; piece = yield* lines.read()) text += piece
    yield* io.out(fromBytes(toBytes(text).slice(0, count)))
    return
  }
  let left = count
  while (left > 0) {
    const piece = yield* lines.read()
    if (piece === undefined) return
    const bytes = toBytes(piece)
    yield* io.out(bytes.length <= left ? piece : fromBytes(bytes.slice(0, left)))
    left -= bytes.length
  }
}
