const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'

/** The text (UTF-8) in a Secret's base64 value; bytes that are no text become U+FFFD. */
export function base64Text(encoded: string): string {
  const bytes: number[] = []
  let bits = 0
  let held = 0
  for (const letter of encoded) {
    const value = LETTERS.indexOf(letter)
    if (value < 0) continue
    held = ((held << 6) | value) & 0xffffff
    bits += 6
    if (bits >= 8) {
      bits -= 8
      bytes.push((held >> bits) & 255)
    }
  }
  return new TextDecoder().decode(new Uint8Array(bytes))
}
