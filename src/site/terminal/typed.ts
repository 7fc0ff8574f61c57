import type { Key } from './keys.ts'

const KEPT = 'podtalk.typed'

/** Keeps what was typed at a prompt whose lab is not there yet, over a reload of the page. */
export function keepTyped(keys: readonly Key[]): void {
  try {
    if (keys.length > 0) sessionStorage.setItem(KEPT, JSON.stringify(keys))
  } catch {
    // The browser keeps nothing.
  }
}

/** What was kept, once. */
export function takeTyped(): Key[] {
  try {
    const kept = sessionStorage.getItem(KEPT)
    if (kept === null) return []
    sessionStorage.removeItem(KEPT)
    return JSON.parse(kept)
  } catch {
    return []
  }
}
