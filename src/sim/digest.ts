const rotate = (value: number, by: number) => (value << by) | (value >>> (32 - by))

/** The message with its padding, as 32-bit words. */
function padded(bytes: Uint8Array, littleEndian: boolean): DataView {
  const view = new DataView(new ArrayBuffer((((bytes.length + 8) >> 6) + 1) << 6))
  new Uint8Array(view.buffer).set(bytes)
  view.setUint8(bytes.length, 0x80)
  const end = view.byteLength
  const low = (bytes.length << 3) >>> 0
  const high = bytes.length >>> 29
  view.setUint32(end - 8, littleEndian ? low : high, littleEndian)
  view.setUint32(end - 4, littleEndian ? high : low, littleEndian)
  return view
}

function hex(words: readonly number[], littleEndian: boolean): string {
  const view = new DataView(new ArrayBuffer(words.length * 4))
  for (const [index, word] of words.entries()) view.setUint32(index * 4, word, littleEndian)
  return Array.from(new Uint8Array(view.buffer), (byte) => byte.toString(16).padStart(2, '0')).join('')
}

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
  return hex([a, b, c, d], true)
}

/** SHA-1 in hexadecimal. */
export function sha1(bytes: Uint8Array): string {
  const view = padded(bytes, false)
  const state = [0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0]
  const words = new Int32Array(80)
  for (let block = 0; block < view.byteLength; block += 64) {
    for (let i = 0; i < 80; i++)
      words[i] =
        i < 16
          ? view.getInt32(block + i * 4)
          : rotate((words[i - 3] as number) ^ (words[i - 8] as number) ^ (words[i - 14] as number) ^ (words[i - 16] as number), 1)
    let [a, b, c, d, e] = state as [number, number, number, number, number]
    for (let i = 0; i < 80; i++) {
      const [mix, constant] =
        i < 20
          ? [(b & c) | (~b & d), 0x5a827999]
          : i < 40
            ? [b ^ c ^ d, 0x6ed9eba1]
            : i < 60
              ? [(b & c) | (b & d) | (c & d), 0x8f1bbcdc]
              : [b ^ c ^ d, 0xca62c1d6]
      const next = (rotate(a, 5) + mix + e + constant + (words[i] as number)) | 0
      ;[e, d, c, b, a] = [d, c, rotate(b, 30), a, next]
    }
    for (const [index, value] of [a, b, c, d, e].entries()) state[index] = ((state[index] as number) + value) | 0
  }
  return hex(state, false)
}

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

/** SHA-256 in hexadecimal. */
export function sha256(bytes: Uint8Array): string {
  const view = padded(bytes, false)
  const state = primeFractions(8, 1 / 2)
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
  return hex(state, false)
}

const WORD = 2n ** 64n - 1n

/** The largest whole number whose square, or cube, is no larger than this one. */
function wholeRoot(value: bigint, power: 2n | 3n): bigint {
  let low = 0n
  let high = 1n << (BigInt(value.toString(2).length) / power + 1n)
  while (high - low > 1n) {
    const middle = (low + high) >> 1n
    if (middle ** power <= value) low = middle
    else high = middle
  }
  return low
}

/** The first 64 bits behind the point of the first primes' square or cube roots: SHA-512's constants. */
function longFractions(count: number, power: 2n | 3n): bigint[] {
  const out: bigint[] = []
  for (let n = 2; out.length < count; n++) {
    let prime = true
    for (let d = 2; d * d <= n; d++) if (n % d === 0) prime = false
    if (prime) out.push(wholeRoot(BigInt(n) << (64n * power), power) & WORD)
  }
  return out
}

const turn = (value: bigint, by: bigint) => ((value >> by) | (value << (64n - by))) & WORD

let longConstants: readonly bigint[] | undefined

/** SHA-512 in hexadecimal. */
export function sha512(bytes: Uint8Array): string {
  const view = new DataView(new ArrayBuffer((((bytes.length + 16) >> 7) + 1) << 7))
  new Uint8Array(view.buffer).set(bytes)
  view.setUint8(bytes.length, 0x80)
  view.setBigUint64(view.byteLength - 8, BigInt(bytes.length) << 3n)
  longConstants ??= longFractions(80, 3n)
  const state = longFractions(8, 2n)
  const words: bigint[] = []
  for (let block = 0; block < view.byteLength; block += 128) {
    for (let i = 0; i < 80; i++) {
      if (i < 16) {
        words[i] = view.getBigUint64(block + i * 8)
        continue
      }
      const [x, y] = [words[i - 15] as bigint, words[i - 2] as bigint]
      const s0 = turn(x, 1n) ^ turn(x, 8n) ^ (x >> 7n)
      const s1 = turn(y, 19n) ^ turn(y, 61n) ^ (y >> 6n)
      words[i] = ((words[i - 16] as bigint) + s0 + (words[i - 7] as bigint) + s1) & WORD
    }
    let [a, b, c, d, e, f, g, h] = state as [bigint, bigint, bigint, bigint, bigint, bigint, bigint, bigint]
    for (let i = 0; i < 80; i++) {
      const choice = (e & f) ^ (~e & WORD & g)
      const t1 = h + (turn(e, 14n) ^ turn(e, 18n) ^ turn(e, 41n)) + choice + (longConstants[i] as bigint) + (words[i] as bigint)
      const t2 = (turn(a, 28n) ^ turn(a, 34n) ^ turn(a, 39n)) + ((a & b) ^ (a & c) ^ (b & c))
      ;[h, g, f, e, d, c, b, a] = [g, f, e, (d + t1) & WORD, c, b, a, (t1 + t2) & WORD]
    }
    for (const [index, value] of [a, b, c, d, e, f, g, h].entries()) state[index] = ((state[index] as bigint) + value) & WORD
  }
  return state.map((word) => word.toString(16).padStart(16, '0')).join('')
}
