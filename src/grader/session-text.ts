/** Is this text a lab's exported log, or the beginning of one, and not a manifest? */
export function isSession(text: string): boolean {
  return /^\s*\{\s*"version"\s*:\s*\d/.test(text) || (/^\s*\{/.test(text) && /"inputs"\s*:/.test(text) && /"scenario"\s*:/.test(text))
}
