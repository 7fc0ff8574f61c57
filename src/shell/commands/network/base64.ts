const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'

/** Base64 of a text's UTF-8 bytes. */
export function base64(text: string): string {
  const bytes = new TextEncoder().encode(text)
  let out = ''
  for (let i = 0; i < bytes.length; i += 3) {
    const [a = 0, b = 0, c = 0] = [bytes[i], bytes[i + 1], bytes[i + 2]]
    const bits = (a << 16) | (b << 8) | c
    for (let j = 0; j < 4; j++) out += i + j > bytes.length ? '=' : LETTERS[(bits >> (18 - 6 * j)) & 63]
  }
  return out
}
