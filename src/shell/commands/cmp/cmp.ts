import { toBytes } from '../../../sim/bytes.ts'
import { readAll } from '../../../sim/pipe.ts'
import { type Command, readOptions } from '../../command.ts'

/** cmp */
export const cmp: Command = function* (io) {
  const options = yield* readOptions(io, 'sln:', { silent: 's', quiet: 's', verbose: 'l', bytes: 'n' }, { status: 2 })
  if (!options) return io.status
  const [left, right = '-'] = options.operands
  if (left === undefined) return yield* io.usage(`missing operand after 'cmp'`, 2)
  const both: Uint8Array[] = []
  for (const name of [left, right]) {
    const quiet = options.has('s') && name !== '-' && !io.fs.exists(io.path(name))
    if (quiet) return 2
    const reader = yield* io.open(name, 2)
    if (!reader) return 2
    both.push(toBytes(yield* readAll(reader)))
  }
  const [a, b] = both as [Uint8Array, Uint8Array]
  const limit = Math.min(a.length, b.length, Number(options.get('n') ?? Number.POSITIVE_INFINITY))
  let line = 1
  let differ = false
  for (let at = 0; at < limit; at++) {
    if (a[at] !== b[at]) {
      differ = true
      if (!options.has('l')) {
        if (!options.has('s'))
          yield* io.out(
            `${left} ${right} differ: ${io.gnu && /\w/.test((io.process.env.get('LC_ALL') || io.process.env.get('LANG') || 'C').replace(/^(C|POSIX)$/, '')) ? 'byte' : 'char'} ${at + 1}, line ${line}\n`,
          )
        return 1
      }
      yield* io.out(`${String(at + 1)} ${(a[at] as number).toString(8).padStart(3)} ${(b[at] as number).toString(8).padStart(3)}\n`)
    }
    if (a[at] === 10) line++
  }
  if (a.length === b.length || limit === Number(options.get('n'))) return differ ? 1 : 0
  const [shorter, size] = a.length < b.length ? [left, a.length] : [right, b.length]
  if (!options.has('s')) {
    const endsLine = (a.length < b.length ? a : b).at(-1) === 10
    yield* io.process.stderr.write(
      io.gnu
        ? size === 0
          ? `cmp: EOF on ${shorter} which is empty\n`
          : `cmp: EOF on ${shorter} after byte ${size}, ${endsLine ? `line ${line - 1}` : `in line ${line}`}\n`
        : `cmp: EOF on ${shorter}\n`,
    )
  }
  return 1
}
