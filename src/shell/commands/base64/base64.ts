import { readAll } from '../../../sim/pipe.ts'
import { fromBytes, toBytes } from '../../bytes.ts'
import { type Command, readOptions } from '../../command.ts'

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'

export function encodeBase64(bytes: Uint8Array): string {
  let out = ''
  for (let at = 0; at < bytes.length; at += 3) {
    const [a, b, c] = [bytes[at] as number, bytes[at + 1], bytes[at + 2]]
    const word = (a << 16) | ((b ?? 0) << 8) | (c ?? 0)
    out += LETTERS[word >> 18] as string
    out += LETTERS[(word >> 12) & 63] as string
    out += b === undefined ? '=' : (LETTERS[(word >> 6) & 63] as string)
    out += c === undefined ? '=' : (LETTERS[word & 63] as string)
  }
  return out
}

/** The bytes of as much as is base64, and whether all of it was. */
export function decodeBase64(text: string): { bytes: number[]; valid: boolean } {
  const bytes: number[] = []
  const clean = text.replace(/\s/g, '')
  const body = clean.replace(/={1,2}$/, '')
  let word = 0
  let bits = 0
  let valid = clean.length % 4 === 0
  for (const letter of body) {
    const value = LETTERS.indexOf(letter)
    if (value < 0) {
      valid = false
      break
    }
    word = ((word << 6) | value) & 0xffffff
    bits += 6
    if (bits >= 8) {
      bits -= 8
      bytes.push((word >> bits) & 255)
    }
  }
  return { bytes, valid }
}

/** base64 */
export const base64: Command = function* (io) {
  const options = yield* readOptions(io, 'dDiw:', { decode: 'd', 'ignore-garbage': 'i', wrap: 'w' })
  if (!options) return io.status
  if (options.operands.length > 1) return yield* io.usage(`extra operand ‘${options.operands[1]}’`)
  const reader = yield* io.open(options.operands[0] ?? '-')
  if (!reader) return 1
  const text = yield* readAll(reader)
  if (options.has('d') || options.has('D')) {
    const { bytes, valid } = decodeBase64(options.has('i') ? text.replace(/[^A-Za-z0-9+/=]/g, '') : text)
    yield* io.out(fromBytes(bytes))
    return valid ? 0 : yield* io.fail(io.gnu ? 'invalid input' : 'truncated base64 input')
  }
  const width = Number(options.get('w') ?? 76)
  if (!Number.isInteger(width) || width < 0) return yield* io.fail(`invalid wrap size: ‘${options.get('w')}’`)
  const encoded = encodeBase64(toBytes(text))
  if (encoded === '') return 0
  yield* io.out(width === 0 ? encoded : encoded.replace(new RegExp(`.{1,${width}}`, 'g'), '$&\n'))
  return 0
}
