import { type Command, joinLines, Lines, readOptions } from '../../command.ts'

/** uniq */
export const uniq: Command = function* (io) {
  const options = yield* readOptions(io, 'cduDif:s:w:', {
    count: 'c',
    repeated: 'd',
    unique: 'u',
    'all-repeated': 'D',
    'ignore-case': 'i',
    'skip-fields': 'f',
    'skip-chars': 's',
    'check-chars': 'w',
  })
  if (!options) return io.status
  const [input, output] = options.operands
  if (options.operands.length > 2) return yield* io.usage(`extra operand ‘${options.operands[2]}’`)
  const fields = Number(options.get('f') ?? 0)
  const skip = Number(options.get('s') ?? 0)
  const width = Number(options.get('w') ?? Number.POSITIVE_INFINITY)
  const keyOf = (line: string) => {
    let text = line
    for (let left = fields; left > 0; left--) text = text.replace(/^[ \t]*[^ \t]+/, '')
    text = text.slice(skip, skip + width)
    return options.has('i') ? text.toLowerCase() : text
  }
  const lines = new Lines(io, [input ?? '-'])
  let current: string[] = []
  let key: string | undefined
  let count = 0
  const written: string[] = []
  const group = (): string[] => {
    if (count === 0) return []
    if (options.has('D')) return count > 1 ? current : []
    if ((options.has('d') && count === 1) || (options.has('u') && count > 1)) return []
    const first = current[0] as string
    return [options.has('c') ? `${String(count).padStart(7)} ${first}` : first]
  }
  for (;;) {
    const batch = yield* lines.batch()
    if (!batch) break
    const out: string[] = []
    for (const line of batch) {
      const next = keyOf(line)
      if (count > 0 && next === key) {
        count++
        if (options.has('D')) current.push(line)
        continue
      }
      out.push(...group())
      current = [line]
      key = next
      count = 1
    }
    if (output === undefined) yield* io.out(joinLines(out))
    else written.push(...out)
  }
  if (output === undefined) yield* io.out(joinLines(group()))
  else
    yield* io.attempt(
      () => io.fs.writeFile(io.path(output), joinLines([...written, ...group()])),
      (reason) => `${output}: ${reason}`,
    )
  return io.status
}
