/** The letters of generated Kubernetes names (apimachinery's safe alphabet: no vowels, no look-alikes). */
const NAME_LETTERS = 'bcdfghjklmnpqrstvwxz2456789'

/** Seeded chance (sfc32): every name, UID, address, jitter and balancing choice of a lab comes from one of these. */
export class Random {
  #a: number
  #b: number
  #c: number
  #d = 1

  constructor(seed: string | number) {
    let hash = 0x811c9dc5
    for (const letter of String(seed)) hash = Math.imul(hash ^ (letter.codePointAt(0) as number), 0x01000193)
    this.#a = hash
    this.#b = hash ^ 0x9e3779b9
    this.#c = hash ^ 0x243f6a88
    for (let i = 0; i < 12; i++) this.uint32()
  }

  /** 0 ≤ n < 2³². */
  uint32(): number {
    const sum = (this.#a + this.#b + this.#d) | 0
    this.#d = (this.#d + 1) | 0
    this.#a = this.#b ^ (this.#b >>> 9)
    this.#b = (this.#c + (this.#c << 3)) | 0
    this.#c = ((this.#c << 21) | (this.#c >>> 11)) + sum
    return sum >>> 0
  }

  /** 0 ≤ n < 1. */
  fraction(): number {
    return this.uint32() / 0x1_0000_0000
  }

  /** An integer, 0 ≤ n < `bound`. */
  below(bound: number): number {
    return Math.floor(this.fraction() * bound)
  }

  pick<T>(items: readonly T[]): T {
    return items[this.below(items.length)] as T
  }

  /** Random end of a generated name, as `-x7k2p` without the dash. */
  nameSuffix(length = 5): string {
    let out = ''
    for (let i = 0; i < length; i++) out += NAME_LETTERS[this.below(NAME_LETTERS.length)]
    return out
  }

  hex(length: number): string {
    let out = ''
    while (out.length < length) out += hex8(this.uint32())
    return out.slice(0, length)
  }

  /** A version 4 UUID. */
  uuid(): string {
    const a = this.uint32()
    const b = this.uint32()
    const c = this.uint32()
    const d = this.uint32()
    // The version's and the variant's digits take the place of drawn ones.
    const version = (b & 0xffff0fff) | 0x4000
    const variant = (c & 0x0fffffff) | ((8 + this.below(4)) << 28)
    return `${hex8(a)}-${hex4(version >>> 16)}-${hex4(version)}-${hex4(variant >>> 16)}-${hex4(variant)}${hex8(d)}`
  }
}

const HEX_BYTES = Array.from({ length: 256 }, (_, byte) => (byte + 256).toString(16).slice(1))

/** Eight hexadecimal digits, from a table: identities are made by the thousand. */
export function hex8(value: number): string {
  return hex4(value >>> 16) + hex4(value)
}

/** The last four hexadecimal digits. */
function hex4(value: number): string {
  return (HEX_BYTES[(value >>> 8) & 255] as string) + HEX_BYTES[value & 255]
}
