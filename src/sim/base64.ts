const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'

/** Arguments that a call takes at the most, safely. */
const PIECE = 8192

/** Base64 in one line. */
export function encodeBase64(bytes: Uint8Array): string {
  let binary = ''
  for (let at = 0; at < bytes.length; at += PIECE) binary += String.fromCharCode(...bytes.subarray(at, at + PIECE))
  return btoa(binary)
}

/** The bytes of as much as is base64 (white space is passed over), and whether all of it was. */
export function decodeBase64(text: string): { bytes: number[]; valid: boolean } {
  const bytes: number[] = []
  const clean = text.replace(/\s/g, '')
  const body = clean.replace(/={1,2}$/, '')
  let word = 0
  let bits = 0
  let valid = clean.length % 4 === 0
  for (const letter of body) {
    const value = LETTERS.indexOf(letter)
    if (value < 0) {
      valid = false
      break
    }
    word = ((word << 6) | value) & 0xffffff
    bits += 6
    if (bits >= 8) {
      bits -= 8
      bytes.push((word >> bits) & 255)
    }
  }
  return { bytes, valid }
}

/** Base64 of a text's UTF-8 bytes: what a Secret holds. */
export function textToBase64(text: string): string {
  return encodeBase64(new TextEncoder().encode(text))
}

/** The text (UTF-8) that base64 stands for; bytes that are no text become U+FFFD. */
export function textFromBase64(encoded: string): string {
  return new TextDecoder().decode(new Uint8Array(decodeBase64(encoded).bytes))
}

/** Base64 with the letters of URLs, without padding: the parts of a JWT. */
export function base64Url(text: string): string {
  return textToBase64(text).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '')
}

/** How many bytes base64 stands for. */
export function decodedLength(encoded: string): number {
  return Math.floor((encoded.replace(/=+$/, '').length * 3) / 4)
}
