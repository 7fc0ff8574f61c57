import { type Command, joinLines, Lines, readOptions } from '../../command.ts'

/** More numbers than this are not put in order. */
const MOST = 1_000_000

/** shuf: the lines in an order that the machine's chance gives. */
export const shuf: Command = function* (io) {
  const options = yield* readOptions(io, 'ei:n:o:rz', { echo: 'e', 'input-range': 'i', 'head-count': 'n', output: 'o', repeat: 'r' })
  if (!options) return io.status
  const { random } = io.process.machine
  const count = options.get('n')
  if (count !== undefined && !/^\d+$/.test(count))
    return yield* io.fail(io.gnu ? `invalid line count: ‘${count}’` : `invalid number '${count}'`)
  const range = options.get('i')
  if (range !== undefined && options.has('e')) return yield* io.usage('cannot combine -e and -i options')
  let lines: string[]
  if (range !== undefined) {
    const [, low, high] = /^(\d+)-(\d+)$/.exec(range) ?? []
    if (low === undefined || Number(low) > Number(high))
      return yield* io.fail(io.gnu ? `invalid input range: ‘${range}’` : `bad range '${range}'`)
    if (Number(high) - Number(low) >= MOST) return yield* io.fail(`podtalk does not simulate ranges of more than ${MOST} numbers`)
    lines = Array.from({ length: Number(high) - Number(low) + 1 }, (_, index) => String(Number(low) + index))
  } else if (options.has('e')) lines = [...options.operands]
  else lines = yield* new Lines(io, options.operands).all()
  if (io.status !== 0) return io.status
  const wanted = Math.min(Number(count ?? Number.POSITIVE_INFINITY), options.has('r') ? MOST : lines.length)
  const out: string[] = []
  for (let at = 0; at < wanted && lines.length > 0; at++) {
    const rest = options.has('r') ? 0 : at
    const chosen = rest + random.below(lines.length - rest)
    out.push(lines[chosen] as string)
    if (!options.has('r')) lines[chosen] = lines[at] as string
  }
  const text = joinLines(out)
  const file = options.get('o')
  if (file === undefined) yield* io.out(text)
  else
    yield* io.attempt(
      () => io.fs.writeFile(io.path(file), text),
      (reason) => `${file}: ${reason}`,
    )
  return io.status
}
