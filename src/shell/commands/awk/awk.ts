import type { Task } from '../../../sim/task.ts'
import { type Command, type Io, Lines } from '../../command.ts'
import { RegexError } from '../../regex/syntax.ts'
import { BUSYBOX_BANNER } from '../../usage.ts'
import { AwkRun } from './run.ts'
import { parseAwk } from './syntax.ts'
import { AwkError, type AwkProgram } from './tree.ts'

export { asProgram } from '../../command.ts'

function* usage(io: Io): Task<number> {
  yield* io.process.stderr.write(
    io.gnu ? 'Usage: mawk [Options] [Program] [file ...]\n' : `${BUSYBOX_BANNER}\n\nUsage: awk [OPTIONS] [AWK_PROGRAM] [FILE]...\n`,
  )
  return io.gnu ? 2 : 1
}

/** awk, as mawk (Debian) and busybox have it */
export const awk: Command = function* (io) {
  const sources: string[] = []
  const assignments: [string, string][] = []
  let args = [...io.args]
  while (/^-./.test(args[0] ?? '')) {
    const word = args.shift() as string
    if (word === '--') break
    const letter = word[1] as string
    if (!'FvfW'.includes(letter)) return yield* letter === '-' && !io.gnu ? usage(io) : io.fail(`not an option: ${word}`, 2)
    const value = word.length > 2 ? word.slice(2) : args.shift()
    if (value === undefined) return yield* usage(io)
    if (letter === 'F') assignments.push(['FS', value === 't' ? '\t' : value])
    else if (letter === 'v') {
      const at = value.indexOf('=')
      if (at < 1) return yield* io.fail(`improper assignment: -v ${value}`, 2)
      assignments.push([value.slice(0, at), value.slice(at + 1)])
    } else if (letter === 'f') {
      if (value !== '-' && !io.fs.exists(io.path(value)))
        return yield* io.fail(io.gnu ? `cannot open ${value} (No such file or directory)` : `${value}: No such file or directory`, 2)
      const lines = yield* new Lines(io, [value], 2).all()
      if (io.status !== 0) return 2
      sources.push(lines.join('\n'))
    }
  }
  if (sources.length === 0) {
    const first = args[0]
    if (first === undefined) return yield* usage(io)
    sources.push(first)
    args = args.slice(1)
  }
  try {
    const source = sources.join('\n')
    const program = parsed(source)
    if (io.gnu && program.improper) throw new AwkError(`line ${program.improper.line}: improper use of ${program.improper.word}`)
    // busybox finds out when it comes there
    const missing = io.gnu ? undefinedFunction(program, program.functions) : undefined
    if (missing) throw new AwkError(`line ${source.split('\n').length + 1}: function ${missing} never defined`)
    const run = new AwkRun(io, program, args)
    for (const [name, value] of assignments) run.assign(name, value)
    return yield* run.run()
  } catch (error) {
    if (!(error instanceof AwkError) && !(error instanceof RegexError)) throw error
    const text = error instanceof RegexError ? `regular expression compile failed (${error.message})` : error.message
    return yield* io.fail(
      io.gnu
        ? text
        : text.startsWith("can't open")
          ? text
          : `cmd. ${text.startsWith('line') ? text.replace(/^line (\d+): (.*)/, (_, line, what) => `line:${what.startsWith('missing }') ? line - 1 : line}: Unexpected token`) : `line:1: ${text}`}`,
      io.gnu ? 2 : 1,
    )
  }
}

/** Built into busybox's awk (and gawk), not into mawk. */
const UNKNOWN_TO_MAWK = new Set(['gensub', 'and', 'or', 'xor', 'lshift', 'rshift'])

/** The first function that is called somewhere in a part of a program, and defined nowhere. */
function undefinedFunction(part: unknown, defined: AwkProgram['functions']): string | undefined {
  if (typeof part !== 'object' || part === null) return undefined
  const { type, own, name } = part as { type?: unknown; own?: boolean; name?: string }
  if (type === 'call' && name !== undefined && (own ? !defined.has(name) : UNKNOWN_TO_MAWK.has(name))) return name
  for (const inner of part instanceof Map ? part.values() : Object.values(part)) {
    const found = undefinedFunction(inner, defined)
    if (found !== undefined) return found
  }
  return undefined
}

const CACHE = new Map<string, AwkProgram>()

function parsed(source: string): AwkProgram {
  let program = CACHE.get(source)
  if (!program) {
    program = parseAwk(source)
    if (CACHE.size >= 50) CACHE.clear()
    CACHE.set(source, program)
  }
  return program
}
