/** Is this browser in a class, or does it teach one? Only then is anything of the class loaded, and the server asked. */

const KEYS = { learner: 'podtalk.class', instructor: 'podtalk.teaching' } as const

export function isIn(role: keyof typeof KEYS): boolean {
  try {
    return localStorage.getItem(KEYS[role]) !== null
  } catch {
    return false
  }
}

export function enterAs(role: keyof typeof KEYS, what: string): void {
  localStorage.setItem(KEYS[role], what)
}

export function leaveAs(role: keyof typeof KEYS): void {
  localStorage.removeItem(KEYS[role])
}
