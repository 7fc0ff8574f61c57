/** A terminal's text without what colours it and moves its cursor. */
export function withoutEscapes(text: string): string {
  return text.replace(/\x1b\[[0-9;?]*[A-Za-z]/g, '')
}
