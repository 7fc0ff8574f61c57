/**
 * Text and its bytes. Files hold text; a byte that is no UTF-8 is kept as U+DC80…U+DCFF (as Python's
 * "surrogateescape" does), so that what passes through comes out again.
 */

/** The UTF-8 bytes of a text. */
export function toBytes(text: string): Uint8Array {
  const out = new Uint8Array(text.length * 3)
  let size = 0
  for (let at = 0; at < text.length; at++) {
    let code = text.charCodeAt(at)
    if (code < 0x80) {
      out[size++] = code
      continue
    }
    if (code >= 0xdc80 && code <= 0xdcff) {
      out[size++] = code - 0xdc00
      continue
    }
    if (code < 0x800) {
      out[size++] = 0xc0 | (code >> 6)
    } else {
      if (code >= 0xd800 && code < 0xdc00 && at + 1 < text.length) {
        code = text.codePointAt(at) as number
        if (code > 0xffff) at++
      }
      if (code > 0xffff) {
        out[size++] = 0xf0 | (code >> 18)
        out[size++] = 0x80 | ((code >> 12) & 63)
      } else out[size++] = 0xe0 | (code >> 12)
      out[size++] = 0x80 | ((code >> 6) & 63)
    }
    out[size++] = 0x80 | (code & 63)
  }
  return out.subarray(0, size)
}

/** Text from bytes; what is no UTF-8 stays as it is. */
export function fromBytes(bytes: ArrayLike<number>): string {
  let text = ''
  for (let at = 0; at < bytes.length; ) {
    const byte = bytes[at] as number
    const length = byte < 0x80 ? 1 : byte >= 0xc2 && byte < 0xe0 ? 2 : byte >= 0xe0 && byte < 0xf0 ? 3 : byte >= 0xf0 && byte < 0xf5 ? 4 : 0
    let code = length === 1 ? byte : byte & (0xff >> (length + 1))
    let valid = length > 0 && at + length <= bytes.length
    for (let i = 1; valid && i < length; i++) {
      const next = bytes[at + i] as number
      if ((next & 0xc0) !== 0x80) valid = false
      code = (code << 6) | (next & 63)
    }
    if (
      valid &&
      ((length === 3 && (code < 0x800 || (code >= 0xd800 && code < 0xe000))) || (length === 4 && (code < 0x10000 || code > 0x10ffff)))
    )
      valid = false
    text += valid ? String.fromCodePoint(code) : String.fromCharCode(0xdc00 + byte)
    at += valid ? length : 1
  }
  return text
}
