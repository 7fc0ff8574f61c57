/** A 106-bit fingerprint of text (two rounds of cyrb53): equal texts have equal fingerprints; not for secrets. */
export function fingerprint(text: string): string {
  return half(text, 0) + half(text, 0x51ed270b)
}

function half(text: string, seed: number): string {
  let high = 0xdeadbeef ^ seed
  let low = 0x41c6ce57 ^ seed
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    high = Math.imul(high ^ unit, 2654435761)
    low = Math.imul(low ^ unit, 1597334677)
  }
  high = Math.imul(high ^ (high >>> 16), 2246822507) ^ Math.imul(low ^ (low >>> 13), 3266489909)
  low = Math.imul(low ^ (low >>> 16), 2246822507) ^ Math.imul(high ^ (high >>> 13), 3266489909)
  return ((low & 0x1fffff) * 0x1_0000_0000 + (high >>> 0)).toString(16).padStart(14, '0')
}
