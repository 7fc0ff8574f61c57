/** Code points that take two cells: East Asian wide and fullwidth, and emoji. Pairs of first and last. */
const WIDE: readonly number[] = [
  0x1100, 0x115f, 0x231a, 0x231b, 0x23e9, 0x23ec, 0x2614, 0x2615, 0x26a1, 0x26a1, 0x2705, 0x2705, 0x274c, 0x274c, 0x2753, 0x2755, 0x2795,
  0x2797, 0x2b50, 0x2b50, 0x2e80, 0x303e, 0x3041, 0x33ff, 0x3400, 0x4dbf, 0x4e00, 0x9fff, 0xa000, 0xa4cf, 0xa960, 0xa97f, 0xac00, 0xd7a3,
  0xf900, 0xfaff, 0xfe30, 0xfe6f, 0xff01, 0xff60, 0xffe0, 0xffe6, 0x1f300, 0x1f64f, 0x1f680, 0x1f6ff, 0x1f7e0, 0x1f7eb, 0x1f900, 0x1f9ff,
  0x1fa70, 0x1faff, 0x20000, 0x2fffd, 0x30000, 0x3fffd,
]

/** Code points that take no cell of their own: combining marks, joiners, selectors of variants. */
const ZERO = /^[\p{Mn}\p{Me}\p{Cf}]$/u

/** How many cells of a terminal a code point takes. */
export function cellsOf(codePoint: number): 0 | 1 | 2 {
  if (codePoint < 0x20 || (codePoint >= 0x7f && codePoint < 0xa0)) return 0
  if (codePoint < 0x300) return 1
  if (ZERO.test(String.fromCodePoint(codePoint))) return 0
  if (codePoint < 0x1100) return 1
  let low = 0
  let high = WIDE.length / 2 - 1
  while (low <= high) {
    const middle = (low + high) >> 1
    if (codePoint < (WIDE[2 * middle] as number)) high = middle - 1
    else if (codePoint > (WIDE[2 * middle + 1] as number)) low = middle + 1
    else return 2
  }
  return 1
}

/** How many cells a text without control characters takes. */
export function cells(text: string): number {
  let sum = 0
  for (const letter of text) sum += cellsOf(letter.codePointAt(0) as number)
  return sum
}
