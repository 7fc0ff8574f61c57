import { type Command, joinLines, Lines, readOptions } from '../../command.ts'

/** join: lines of two sorted files with the same first (or chosen) field */
export const join: Command = function* (io) {
  const options = yield* readOptions(io, 't:1:2:j:a:v:i')
  if (!options) return io.status
  const [left, right] = options.operands
  if (left === undefined || right === undefined)
    return yield* io.usage(left === undefined ? 'missing operand' : `missing operand after ‘${left}’`)
  const separator = options.get('t')
  const both = options.get('j')
  const keys = [Number(options.get('1') ?? both ?? 1) - 1, Number(options.get('2') ?? both ?? 1) - 1] as const
  const split = (line: string) => (separator === undefined ? line.trim().split(/[ \t]+/) : line.split(separator))
  const read = (lines: readonly string[], key: number) => {
    const rows = new Map<string, string[][]>()
    for (const line of lines) {
      const fields = split(line)
      const name = options.has('i') ? (fields[key] ?? '').toLowerCase() : (fields[key] ?? '')
      rows.set(name, [...(rows.get(name) ?? []), fields])
    }
    return rows
  }
  const a = read(yield* new Lines(io, [left]).all(), keys[0])
  const b = read(yield* new Lines(io, [right]).all(), keys[1])
  if (io.status !== 0) return io.status
  const only = options.get('v')
  const also = options.all.filter(([letter]) => letter === 'a' || letter === 'v').map(([, value]) => value)
  const out: string[] = []
  const line = (fields: string[], key: number, more: string[]) =>
    [fields[key] ?? '', ...fields.filter((_, index) => index !== key), ...more].join(separator ?? ' ')
  const sorted = [a, b].every((rows) => [...rows.keys()].every((key, index, all) => index === 0 || (all[index - 1] as string) <= key))
  const names = [...new Set([...a.keys(), ...b.keys()])]
  for (const name of sorted ? names.sort() : names) {
    const [first, second] = [a.get(name), b.get(name)]
    if (first && second) {
      if (only === undefined)
        for (const x of first)
          for (const y of second)
            out.push(
              line(
                x,
                keys[0],
                y.filter((_, index) => index !== keys[1]),
              ),
            )
    } else if (first && also.includes('1')) for (const x of first) out.push(line(x, keys[0], []))
    else if (second && also.includes('2')) for (const y of second) out.push(line(y, keys[1], []))
  }
  yield* io.out(joinLines(out))
  return io.status
}
