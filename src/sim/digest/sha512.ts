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
