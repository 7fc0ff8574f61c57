import { bytesOfWords, hex, padded, rotate } from './words.ts'

/** Square or cube roots' fractions of the first primes: SHA-256's constants. */
function primeFractions(count: number, power: number): number[] {
  const out: number[] = []
  for (let n = 2; out.length < count; n++) {
    let prime = true
    for (let d = 2; d * d <= n; d++) if (n % d === 0) prime = false
    if (prime) out.push(((n ** power % 1) * 0x1_0000_0000) | 0)
  }
  return out
}

const K = primeFractions(64, 1 / 3)
const H = primeFractions(8, 1 / 2)

/** SHA-256 in hexadecimal. */
export function sha256(bytes: Uint8Array): string {
  return hex(sha256Bytes(bytes))
}

/** The 32 bytes of SHA-256. */
export function sha256Bytes(bytes: Uint8Array): Uint8Array {
  const view = padded(bytes, false)
  const state = [...H]
  const words = new Int32Array(64)
  for (let block = 0; block < view.byteLength; block += 64) {
    for (let i = 0; i < 64; i++) {
      if (i < 16) {
        words[i] = view.getInt32(block + i * 4)
        continue
      }
      const [x, y] = [words[i - 15] as number, words[i - 2] as number]
      const s0 = rotate(x, 25) ^ rotate(x, 14) ^ (x >>> 3)
      const s1 = rotate(y, 15) ^ rotate(y, 13) ^ (y >>> 10)
      words[i] = ((words[i - 16] as number) + s0 + (words[i - 7] as number) + s1) | 0
    }
    let [a, b, c, d, e, f, g, h] = state as [number, number, number, number, number, number, number, number]
    for (let i = 0; i < 64; i++) {
      const t1 = (h + (rotate(e, 26) ^ rotate(e, 21) ^ rotate(e, 7)) + ((e & f) ^ (~e & g)) + (K[i] as number) + (words[i] as number)) | 0
      const t2 = ((rotate(a, 30) ^ rotate(a, 19) ^ rotate(a, 10)) + ((a & b) ^ (a & c) ^ (b & c))) | 0
      ;[h, g, f, e, d, c, b, a] = [g, f, e, (d + t1) | 0, c, b, a, (t1 + t2) | 0]
    }
    for (const [index, value] of [a, b, c, d, e, f, g, h].entries()) state[index] = ((state[index] as number) + value) | 0
  }
  return bytesOfWords(state, false)
}
