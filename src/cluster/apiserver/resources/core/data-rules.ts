import type { Path } from '../validation/errors.ts'

/** What ConfigMaps and Secrets have in common. */

/** The most that all values of one object may hold. */
export const LARGEST_DATA = 1024 * 1024
export const FROZEN = 'field is immutable when `immutable` is set'

/** `data[key]` */
export function keyAt(name: string, key: string): Path {
  return { up: undefined, name, key }
}

/** A text's size in UTF-8. */
export function textSize(text: string): number {
  let size = text.length
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    // A surrogate is half of four bytes.
    if (code > 0x7f) size += code > 0x7ff && (code < 0xd800 || code > 0xdfff) ? 2 : 1
  }
  return size
}

/** The size of what a base64 text stands for. */
export function bytesOf(base64: string): number {
  const padding = base64.endsWith('==') ? 2 : base64.endsWith('=') ? 1 : 0
  return (base64.length / 4) * 3 - padding
}
