/** What MD5 and SHA-1 to SHA-256 have in common: a padded message, and 32-bit words. */

/** Turns 32 bits to the left. */
export const rotate = (value: number, by: number) => (value << by) | (value >>> (32 - by))

/** The message with its padding and its length, in blocks of 64 bytes. */
export function padded(bytes: Uint8Array, littleEndian: boolean): DataView {
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

/** The bytes of 32-bit words. */
export function bytesOfWords(words: readonly number[], littleEndian: boolean): Uint8Array {
  const view = new DataView(new ArrayBuffer(words.length * 4))
  for (const [index, word] of words.entries()) view.setUint32(index * 4, word, littleEndian)
  return new Uint8Array(view.buffer)
}

/** Bytes in hexadecimal. */
export function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}
