import { fromBytes, toBytes } from '../../../sim/bytes.ts'
import { type Command, joinLines, Lines, readOptions } from '../../command.ts'

/** `1,3-5,7-` as ranges; undefined: not a list. */
function parseList(text: string): [from: number, to: number][] | undefined {
  const ranges: [number, number][] = []
  for (const part of text.split(/[, ]/)) {
    const found = /^(\d*)(-?)(\d*)$/.exec(part)
    if (!found || (found[1] === '' && found[3] === '')) return undefined
    const from = Number(found[1] || 1)
    const to = found[2] ? (found[3] === '' ? Number.POSITIVE_INFINITY : Number(found[3])) : from
    if (from === 0 || to < from) return undefined
    ranges.push([from, to])
  }
  return ranges
}

/** cut */
export const cut: Command = function* (io) {
  const options = yield* readOptions(io, 'b:c:f:d:nsO:z', {
    'zero-terminated': 'z',
    bytes: 'b',
    characters: 'c',
    fields: 'f',
    delimiter: 'd',
    complement: 'C',
    'only-delimited': 's',
    'output-delimiter': 'O',
  })
  if (!options) return io.status
  const kinds = ['b', 'c', 'f'].filter((letter) => options.has(letter))
  if (kinds.length !== 1) {
    return yield* io.usage(
      io.gnu
        ? kinds.length === 0
          ? 'you must specify a list of bytes, characters, or fields'
          : 'only one list may be specified'
        : 'expected a list of bytes, characters, or fields',
    )
  }
  const kind = kinds[0] as string
  const list = options.get(kind) as string
  const ranges = parseList(list)
  if (!ranges) {
    const bad = list.split(',').find((part) => !/^\d*-?\d*$/.test(part))
    const problem =
      bad !== undefined
        ? kind === 'f'
          ? `invalid field value ‘${bad}’`
          : `invalid byte/character position ‘${bad}’`
        : /(^|,)0/.test(list)
          ? kind === 'f'
            ? 'fields are numbered from 1'
            : 'byte/character positions are numbered from 1'
          : /(^|,)-(,|$)/.test(list)
            ? 'invalid range with no endpoint: -'
            : 'invalid decreasing range'
    return yield* io.usage(io.gnu ? problem : `invalid range ${list}`)
  }
  const delimiter = options.get('d') ?? '\t'
  if ([...delimiter].length > 1 && io.gnu) return yield* io.usage('the delimiter must be a single character')
  const glue = options.get('O') ?? (kind === 'f' ? delimiter : '')
  const chosen = (position: number) => ranges.some(([from, to]) => position >= from && position <= to) !== options.has('C')
  const lines = new Lines(io, options.operands)
  for (;;) {
    const batch = yield* lines.batch()
    if (!batch) return
    const out: string[] = []
    for (const line of batch) {
      if (kind === 'f') {
        if (!line.includes(delimiter)) {
          if (!options.has('s')) out.push(line)
          continue
        }
        out.push(
          line
            .split(delimiter)
            .filter((_, index) => chosen(index + 1))
            .join(glue),
        )
      } else if (kind === 'b') out.push(fromBytes(toBytes(line).filter((_, index) => chosen(index + 1))))
      else out.push([...line].filter((_, index) => chosen(index + 1)).join(glue))
    }
    yield* io.out(joinLines(out))
  }
}
