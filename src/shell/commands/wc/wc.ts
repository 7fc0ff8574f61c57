import { byteLength } from '../../../sim/byte-length.ts'
import { type Command, readOptions } from '../../command.ts'
import { SharedReader } from '../../interpreter/open-file.ts'

/** wc */
export const wc: Command = function* (io) {
  const options = yield* readOptions(io, 'lwcmL', { lines: 'l', words: 'w', bytes: 'c', chars: 'm', 'max-line-length': 'L' })
  if (!options) return io.status
  const wanted = options.flags.size > 0 ? ['l', 'w', 'm', 'c', 'L'].filter((letter) => options.has(letter)) : ['l', 'w', 'c']
  const files = options.operands
  const rows: { name: string; counts: number[] }[] = []
  const total = wanted.map(() => 0)
  let width = 1
  let sizes = 0
  for (const file of files.length > 0 ? files : ['-']) {
    const directory = io.gnu && io.fs.lookup(io.path(file))?.type === 'directory'
    const reader = yield* io.open(file)
    if (!reader && !directory) continue
    const count: Record<string, number> = { l: 0, w: 0, m: 0, c: 0, L: 0 }
    let inWord = false
    let column = 0
    for (let piece = yield* reader?.read() ?? nothing(); piece !== undefined && reader; piece = yield* reader.read()) {
      count['c'] = (count['c'] as number) + byteLength(piece)
      for (const letter of piece) {
        count['m'] = (count['m'] as number) + 1
        if (letter === '\n') {
          count['l'] = (count['l'] as number) + 1
          column = 0
        } else column++
        if (column > (count['L'] as number)) count['L'] = column
        const blank = letter <= ' ' && ' \t\n\v\f\r'.includes(letter)
        if (!blank && !inWord) count['w'] = (count['w'] as number) + 1
        inWord = !blank
      }
    }
    const counts = wanted.map((letter) => count[letter] as number)
    for (const [index, value] of counts.entries())
      total[index] = wanted[index] === 'L' ? Math.max(total[index] as number, value) : (total[index] as number) + value
    rows.push({ name: files.length === 0 ? '' : file, counts })
    // GNU's columns are as wide as the sizes of its files together need; a stream's size is not known
    const { stdin } = io.process
    if (file === '-' && stdin instanceof SharedReader && stdin.regular) sizes += count['c'] as number
    else if (file === '-' || io.fs.lookup(io.path(file))?.type !== 'file') width = Math.max(width, wanted.length > 1 ? 7 : 1)
  }
  if (files.length > 1) rows.push({ name: 'total', counts: total })
  if (io.gnu && wanted.length + (files.length > 1 ? 1 : 0) > 1) {
    for (const file of files) {
      const node = io.fs.lookup(io.path(file))
      if (node?.type === 'file') sizes += byteLength(io.fs.readFile(io.path(file)))
    }
    width = Math.max(width, String(sizes).length)
  }
  let out = ''
  for (const { name, counts } of rows) {
    const cells = io.gnu
      ? counts.map((value) => String(value).padStart(width))
      : counts.map((value) => String(value).padStart(counts.length > 1 || files.length > 1 ? 9 : 1))
    out += `${cells.join(' ')}${name === '' ? '' : ` ${name}`}\n`
  }
  yield* io.out(out)
  return io.status
}

function* nothing(): Generator<never, undefined> {
  return undefined
}
