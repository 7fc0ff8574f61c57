import { fromBytes, toBytes } from '../../../sim/bytes.ts'
import { sleep, type Task } from '../../../sim/task.ts'
import { type Command, type Io, readOptions } from '../../command.ts'
import { amount } from '../head/head.ts'

/** How often `tail -f` looks, ms. */
const INTERVAL = 1000

/** tail */
export const tail: Command = function* (io) {
  const args = io.args.map((word, index) => (/^\+\d+$/.test(word) && !/^-[nc]$/.test(io.args[index - 1] ?? '') ? `-n${word}` : word))
  const options = yield* readOptions(
    Object.assign(Object.create(io) as Io, { args }),
    'n:c:fFqvs:z',
    { lines: 'n', bytes: 'c', follow: 'f', quiet: 'q', silent: 'q', verbose: 'v', retry: 'F', 'sleep-interval': 's' },
    { numbers: 'n' },
  )
  if (!options) return 1
  const bytes = options.get('c')
  const text = bytes ?? options.get('n') ?? '10'
  const count = amount(text)
  if (Number.isNaN(count))
    return yield* io.fail(io.gnu ? `invalid number of ${bytes === undefined ? 'lines' : 'bytes'}: ‘${text}’` : `invalid number '${text}'`)
  const files = options.operands.length > 0 ? options.operands : ['-']
  const titled = options.has('v') || (files.length > 1 && !options.has('q'))
  const follow = options.has('f') || options.has('F')
  const seen = new Map<string, number>()
  let shown: string | undefined
  const title = function* (file: string): Task {
    if (titled && shown !== file) yield* io.out(`${shown === undefined ? '' : '\n'}==> ${file === '-' ? 'standard input' : file} <==\n`)
    shown = file
  }
  for (const file of files) {
    const reader = file === '-' ? io.process.stdin : yield* openTail(io, file)
    if (!reader) continue
    yield* title(file)
    let content = ''
    for (let piece = yield* reader.read(); piece !== undefined; piece = yield* reader.read()) {
      content += piece
      if (content.length > 65_536) io.process.hold(piece.length)
      // a stream is cut to what may still be needed
      if (file === '-' && content.length > 1_000_000 && bytes === undefined && !text.startsWith('+')) content = lastLines(content, count)
    }
    if (file !== '-') seen.set(file, content.length)
    yield* io.out(
      bytes === undefined
        ? text.startsWith('+')
          ? fromLine(content, count)
          : lastLines(content, Math.abs(count))
        : byteTail(content, text, count),
    )
  }
  if (!follow || (files.length === 1 && files[0] === '-')) return
  if (seen.size === 0 && !options.has('F')) return yield* io.fail('no files remaining')
  for (;;) {
    yield* sleep(INTERVAL)
    for (const file of files) {
      const node = io.fs.lookup(io.path(file))
      if (node?.type !== 'file') continue
      const content = io.fs.readFile(io.path(file))
      const before = seen.get(file) ?? 0
      if (content.length === before) continue
      if (content.length < before) yield* io.process.stderr.write(`${io.name}: ${file}: file truncated\n`)
      yield* title(file)
      yield* io.out(content.slice(content.length < before ? 0 : before))
      seen.set(file, content.length)
    }
  }
}

function* openTail(io: Io, file: string): ReturnType<Io['open']> {
  if (io.gnu) {
    const node = io.fs.lookup(io.path(file))
    if (node?.type === 'directory') {
      yield* io.fail(`error reading '${file}': Is a directory`)
      return undefined
    }
    if (!node && !file.startsWith('/dev/')) {
      yield* io.fail(`cannot open '${file}' for reading: No such file or directory`)
      return undefined
    }
  }
  return yield* io.open(file)
}

function lastLines(text: string, count: number): string {
  if (count === 0) return ''
  let at = text.endsWith('\n') ? text.length - 1 : text.length
  for (let left = count; left > 0; left--) {
    at = text.lastIndexOf('\n', at - 1)
    if (at < 0) return text
  }
  return text.slice(at + 1)
}

function fromLine(text: string, line: number): string {
  let at = 0
  for (let left = Math.max(1, line) - 1; left > 0; left--) {
    const end = text.indexOf('\n', at)
    if (end < 0) return ''
    at = end + 1
  }
  return text.slice(at)
}

function byteTail(text: string, given: string, count: number): string {
  const bytes = toBytes(text)
  if (given.startsWith('+')) return fromBytes(bytes.slice(Math.max(0, count - 1)))
  return Math.abs(count) === 0 ? '' : fromBytes(bytes.slice(-Math.abs(count)))
}
