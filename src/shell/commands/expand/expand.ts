import type { Task } from '../../../sim/task.ts'
import { type Command, type Io, joinLines, Lines, readOptions } from '../../command.ts'

/** The places of the tabs, or one width for all; undefined when it is told that they are none. */
function* tabStops(io: Io, text: string): Task<number[] | undefined> {
  const stops = text.split(/[, ]/).filter((part) => part !== '')
  const bad = stops.find((part) => !/^\d+$/.test(part))
  if (bad !== undefined) {
    yield* io.fail(io.gnu ? `tab size contains invalid character(s): ‘${bad.replace(/^\d+/, '')}’` : `invalid number '${bad}'`)
    return undefined
  }
  const numbers = stops.map(Number)
  if (numbers.includes(0)) {
    yield* io.fail(io.gnu ? 'tab size cannot be 0' : 'number 0 is not in 1..4294967295 range')
    return undefined
  }
  if (numbers.some((stop, index) => index > 0 && stop <= (numbers[index - 1] as number))) {
    yield* io.fail('tab sizes must be ascending')
    return undefined
  }
  return numbers
}

/** The column of the next tab stop behind `column`. Behind the last of several stops a tab is one blank. */
function nextStop(stops: readonly number[], column: number): number {
  if (stops.length === 1) return column - (column % (stops[0] as number)) + (stops[0] as number)
  return stops.find((stop) => stop > column) ?? column + 1
}

function expanded(line: string, stops: readonly number[], initial: boolean): string {
  let out = ''
  let column = 0
  let leading = true
  for (const letter of line) {
    leading &&= letter === ' ' || letter === '\t'
    if (letter === '\t' && (leading || !initial)) {
      const next = nextStop(stops, column)
      out += ' '.repeat(next - column)
      column = next
    } else {
      out += letter
      column = letter === '\b' ? Math.max(0, column - 1) : column + 1
    }
  }
  return out
}

function unexpanded(line: string, stops: readonly number[], all: boolean): string {
  let out = ''
  let column = 0
  let blanks = ''
  /** the first of `blanks` reaches a stop alone: it becomes a tab when more blanks follow */
  let alone = false
  let leading = true
  const flush = () => {
    out += alone && blanks.length > 1 ? `\t${blanks.slice(1)}` : blanks
    blanks = ''
    alone = false
  }
  for (const letter of line) {
    if ((letter !== ' ' && letter !== '\t') || !(leading || all)) {
      leading = false
      flush()
      out += letter
      column++
      continue
    }
    const stop = nextStop(stops, column)
    column = letter === '\t' ? stop : column + 1
    blanks += letter
    if (column !== stop) continue
    if (blanks === ' ' && !leading) alone = true
    else {
      out += alone ? '\t\t' : '\t'
      blanks = ''
      alone = false
    }
  }
  flush()
  return out
}

/** expand */
export const expand: Command = function* (io) {
  const options = yield* readOptions(io, 'it:', { initial: 'i', tabs: 't' })
  if (!options) return io.status
  const stops = yield* tabStops(io, options.get('t') ?? '8')
  if (!stops) return 1
  const lines = new Lines(io, options.operands)
  for (let batch = yield* lines.batch(); batch; batch = yield* lines.batch())
    yield* io.out(joinLines(batch.map((line) => expanded(line, stops, options.has('i')))))
  return io.status
}

/** unexpand */
export const unexpand: Command = function* (io) {
  const options = yield* readOptions(io, 'aft:', { all: 'a', 'first-only': 'f', tabs: 't' })
  if (!options) return io.status
  const stops = yield* tabStops(io, options.get('t') ?? '8')
  if (!stops) return 1
  const all = (options.has('a') || options.has('t')) && !options.has('f')
  const lines = new Lines(io, options.operands)
  for (let batch = yield* lines.batch(); batch; batch = yield* lines.batch())
    yield* io.out(joinLines(batch.map((line) => unexpanded(line, stops, all))))
  return io.status
}
