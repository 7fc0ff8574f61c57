/** Is this text a lab's exported log, and not a manifest? */
export function isSession(text: string): boolean {
  return /^\s*\{/.test(text) && /"inputs"\s*:/.test(text) && /"scenario"\s*:/.test(text)
}
