import { type Command, joinLines, Lines, readOptions } from '../../command.ts'

/** comm */
export const comm: Command = function* (io) {
  const options = yield* readOptions(io, '123')
  if (!options) return io.status
  const [left, right] = options.operands
  if (left === undefined || right === undefined)
    return yield* io.usage(left === undefined ? 'missing operand' : `missing operand after ‘${left}’`)
  const a = yield* new Lines(io, [left]).all()
  const b = yield* new Lines(io, [right]).all()
  if (io.status !== 0) return io.status
  const hidden = ['1', '2', '3'].map((letter) => options.has(letter))
  const indent = ['', hidden[0] ? '' : '\t', `${hidden[0] ? '' : '\t'}${hidden[1] ? '' : '\t'}`]
  const out: string[] = []
  const put = (column: number, line: string) => {
    if (!hidden[column]) out.push(indent[column] + line)
  }
  const problems: number[] = []
  // the order matters from where the files differ
  let paired = true
  const check = (file: number, lines: readonly string[], at: number) => {
    if (!paired && at > 0 && (lines[at] as string) < (lines[at - 1] as string) && !problems.includes(file)) problems.push(file)
  }
  let [i, j] = [0, 0]
  while (i < a.length || j < b.length) {
    const [x, y] = [a[i], b[j]]
    if (x !== undefined) check(1, a, i)
    if (y !== undefined) check(2, b, j)
    if (y === undefined || (x !== undefined && x < y)) {
      paired = false
      put(0, x as string)
      i++
    } else if (x === undefined || y < x) {
      paired = false
      put(1, y)
      j++
    } else {
      put(2, x)
      i++
      j++
    }
  }
  yield* io.out(joinLines(out))
  if (problems.length > 0 && io.gnu) {
    for (const file of problems) yield* io.fail(`file ${file} is not in sorted order`)
    return yield* io.fail('input is not in sorted order')
  }
  return io.status
}
