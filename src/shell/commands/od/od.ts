import { toBytes } from '../../../sim/bytes.ts'
import { readAll } from '../../../sim/pipe.ts'
import type { Task } from '../../../sim/task.ts'
import { type Command, type Io, readOptions } from '../../command.ts'

const NAMED: Record<number, string> = { 0: '\\0', 7: '\\a', 8: '\\b', 9: '\\t', 10: '\\n', 11: '\\v', 12: '\\f', 13: '\\r' }

function* contents(io: Io, files: readonly string[]): Task<Uint8Array> {
  let text = ''
  for (const file of files.length > 0 ? files : ['-']) {
    const reader = yield* io.open(file)
    if (reader) text += yield* readAll(reader)
  }
  return toBytes(text)
}

/** Rows of 16 bytes; equal rows after the first become `*`. */
function dump(bytes: Uint8Array, all: boolean, address: (at: number) => string, row: (piece: Uint8Array) => string[]): string {
  let out = ''
  let before = ''
  let starred = false
  for (let at = 0; at < bytes.length; at += 16) {
    const piece = bytes.subarray(at, at + 16)
    const key = piece.join()
    if (!all && key === before && piece.length === 16) {
      if (!starred) out += '*\n'
      starred = true
      continue
    }
    before = key
    starred = false
    for (const [index, line] of row(piece).entries()) out += `${index === 0 ? address(at) : ' '.repeat(address(at).length)}${line}\n`
  }
  const end = address(bytes.length)
  return end === '' ? out : `${out}${end}\n`
}

function words(piece: Uint8Array, size: number, base: number, width: number): string {
  let out = ''
  for (let at = 0; at < piece.length; at += size) {
    let value = 0
    for (let i = size - 1; i >= 0; i--) value = value * 256 + (piece[at + i] ?? 0)
    out += ` ${value.toString(base).padStart(width, base === 10 ? ' ' : '0')}`
  }
  return out
}

/** od */
export const od: Command = function* (io) {
  const options = yield* readOptions(io, 'A:t:N:j:w:vcxodbs', { 'address-radix': 'A', format: 't', 'read-bytes': 'N', 'skip-bytes': 'j' })
  if (!options) return io.status
  const formats = options.all.flatMap(([letter, value]) =>
    letter === 't'
      ? [value]
      : letter === 'c'
        ? ['c']
        : letter === 'x'
          ? ['x2']
          : letter === 'b'
            ? ['o1']
            : letter === 'd'
              ? ['u2']
              : letter === 'o'
                ? ['o2']
                : [],
  )
  if (formats.length === 0) formats.push('o2')
  const all = yield* contents(io, options.operands)
  const skip = Number(options.get('j') ?? 0)
  const bytes = all.subarray(skip, options.has('N') ? skip + Number(options.get('N')) : undefined)
  const radix = options.get('A') ?? 'o'
  const address = (at: number) =>
    radix === 'n' ? '' : (at + skip).toString(radix === 'x' ? 16 : radix === 'd' ? 10 : 8).padStart(radix === 'x' ? 6 : 7, '0')
  const line = (piece: Uint8Array, format: string): string => {
    if (format === 'c')
      return Array.from(piece, (byte) =>
        (NAMED[byte] ?? (byte >= 32 && byte < 127 ? String.fromCharCode(byte) : byte.toString(8).padStart(3, '0'))).padStart(4),
      ).join('')
    const size = { C: 1, S: 2, I: 4, L: 8 }[format[1] as 'C'] ?? (Number(format[1]) || 4)
    const base = format[0] === 'x' ? 16 : format[0] === 'o' ? 8 : 10
    const width = base === 16 ? size * 2 : base === 8 ? Math.ceil((size * 8) / 3) : ([0, 3, 5, 0, 10][size] ?? 20)
    return words(piece, size, base, width)
  }
  yield* io.out(dump(bytes, options.has('v'), address, (piece) => formats.map((format) => line(piece, format))))
  return io.status
}

/** hexdump (-C and plain), xxd, hd */
export const hexdump: Command = function* (io) {
  const options = yield* readOptions(io, 'Cvn:s:pl:c:')
  if (!options) return io.status
  const all = yield* contents(io, options.operands)
  const limit = options.get('n') ?? options.get('l')
  const bytes = all.subarray(Number(options.get('s') ?? 0), limit === undefined ? undefined : Number(options.get('s') ?? 0) + Number(limit))
  const printable = (piece: Uint8Array) =>
    Array.from(piece, (byte) => (byte >= 32 && byte < 127 ? String.fromCharCode(byte) : '.')).join('')
  const pair = (byte: number) => byte.toString(16).padStart(2, '0')
  if (io.name === 'xxd') {
    if (options.has('p'))
      yield* io.out(
        `${Array.from(bytes, pair)
          .join('')
          .replace(/.{60}(?=.)/g, '$&\n')}\n`,
      )
    else {
      let out = ''
      for (let at = 0; at < bytes.length; at += 16) {
        const piece = bytes.subarray(at, at + 16)
        const cells = Array.from(piece, (byte, index) => pair(byte) + (index % 2 === 1 ? ' ' : '')).join('')
        out += `${at.toString(16).padStart(8, '0')}: ${cells.padEnd(40)} ${printable(piece)}\n`
      }
      yield* io.out(out)
    }
    return io.status
  }
  const canonical = options.has('C') || io.name === 'hd'
  const row = (piece: Uint8Array): string => {
    if (!canonical) return words(piece, 2, 16, 4)
    const cells = Array.from(piece, pair)
    const text = `${cells.slice(0, 8).join(' ').padEnd(23)}  ${cells.slice(8).join(' ').padEnd(23)}`
    return `  ${text}  |${printable(piece)}|`
  }
  const width = canonical ? 8 : 7
  const address = (at: number) => (bytes.length === 0 ? '' : at.toString(16).padStart(width, '0'))
  yield* io.out(dump(bytes, options.has('v'), address, (piece) => [row(piece)]))
  return io.status
}
