/** How many bytes a text has in UTF-8. What stands for a byte that is no UTF-8 (`bytes.ts`) counts as the one it is. */
export function byteLength(text: string): number {
  let size = text.length
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code < 0x80) continue
    if (code < 0x800) size++
    else if (code >= 0xd800 && code < 0xdc00 && (text.charCodeAt(at + 1) & 0xfc00) === 0xdc00) {
      size += 2
      at++
    } else if (code < 0xdc80 || code > 0xdcff) size += 2
  }
  return size
}
