/** Is this browser in a class, or does it teach one? Only then is anything of the class loaded, and the server asked. */

const KEYS = { learner: 'podtalk.class', instructor: 'podtalk.teaching' } as const
export type Role = keyof typeof KEYS

/** As whom this browser is in a class; undefined when it is not. */
export function memberAs(role: Role): string | undefined {
  try {
    return localStorage.getItem(KEYS[role]) ?? undefined
  } catch {
    return undefined
  }
}

/** `id`: the learner's, or any for an instructor. */
export function enterAs(role: Role, id: string): void {
  localStorage.setItem(KEYS[role], id)
}

export function leaveAs(role: Role): void {
  localStorage.removeItem(KEYS[role])
}
