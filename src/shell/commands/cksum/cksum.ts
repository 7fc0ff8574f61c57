import { toBytes } from '../../../sim/bytes.ts'
import { readAll } from '../../../sim/pipe.ts'
import { type Command, readOptions } from '../../command.ts'

const POLYNOMIAL = 0x04c1_1db7

/** POSIX's cyclic redundancy check: of the bytes, and then of their number. */
function checksum(bytes: Uint8Array): number {
  let sum = 0
  const take = (byte: number): void => {
    sum ^= byte << 24
    for (let bit = 0; bit < 8; bit++) sum = sum < 0 ? (sum << 1) ^ POLYNOMIAL : sum << 1
  }
  for (const byte of bytes) take(byte)
  for (let length = bytes.length; length > 0; length = Math.floor(length / 256)) take(length & 255)
  return ~sum >>> 0
}

/** cksum */
export const cksum: Command = function* (io) {
  const options = yield* readOptions(io, '')
  if (!options) return io.status
  for (const name of options.operands.length > 0 ? options.operands : ['-']) {
    const reader = yield* io.open(name)
    if (!reader) continue
    const bytes = toBytes(yield* readAll(reader))
    yield* io.out(`${checksum(bytes)} ${bytes.length}${options.operands.length > 0 ? ` ${name}` : ''}\n`)
  }
  return io.status
}
