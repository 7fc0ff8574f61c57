import { bytesOfWords, hex, padded, rotate } from './words.ts'

const MD5_SHIFTS = [
  [7, 12, 17, 22],
  [5, 9, 14, 20],
  [4, 11, 16, 23],
  [6, 10, 15, 21],
] as const

/** MD5 in hexadecimal. */
export function md5(bytes: Uint8Array): string {
  const view = padded(bytes, true)
  let [a, b, c, d] = [0x67452301, 0xefcdab89 | 0, 0x98badcfe | 0, 0x10325476]
  for (let block = 0; block < view.byteLength; block += 64) {
    const before = [a, b, c, d] as const
    for (let i = 0; i < 64; i++) {
      const round = i >> 4
      const mix = round === 0 ? (b & c) | (~b & d) : round === 1 ? (d & b) | (~d & c) : round === 2 ? b ^ c ^ d : c ^ (b | ~d)
      const at = [i, 5 * i + 1, 3 * i + 5, 7 * i][round] as number
      const constant = Math.floor(Math.abs(Math.sin(i + 1)) * 0x1_0000_0000)
      const sum = (a + mix + constant + view.getUint32(block + (at & 15) * 4, true)) | 0
      ;[a, d, c, b] = [d, c, b, (b + rotate(sum, MD5_SHIFTS[round as 0][i & 3] as number)) | 0]
    }
    a = (a + before[0]) | 0
    b = (b + before[1]) | 0
    c = (c + before[2]) | 0
    d = (d + before[3]) | 0
  }
  return hex(bytesOfWords([a, b, c, d], true))
}
