/**
 * Where a tab keeps the lab of a key: under the key itself, or, as a guest, under a place of its
 * own, which leaves the learner's own lab alone. The tab remembers that, as long as it is open.
 */

/** `copy`: of a lab that is open in another tab; `shared`: one that came by a link. */
export type Guest = 'copy' | 'shared'

const REMEMBERED = 'podtalk.places'
const NAME = /^(copy|shared) \S+ of (.+)$/

/** A new place for a guest. */
export function guestPlace(kind: Guest, key: string, id: string): string {
  return `${kind} ${id}${Date.now().toString(36)} of ${key}`
}

export function guestOf(place: string): Guest | undefined {
  return NAME.exec(place)?.[1] as Guest | undefined
}

/** The key that a guest's place belongs to. */
export function keyOf(place: string): string {
  return NAME.exec(place)?.[2] ?? place
}

function remembered(): Record<string, string> {
  try {
    return JSON.parse(sessionStorage.getItem(REMEMBERED) ?? '{}')
  } catch {
    return {}
  }
}

/** Where this tab keeps the lab of a key. */
export function placeOf(key: string): string {
  const place = Object.entries(remembered()).find(([each]) => each === key)?.[1]
  return typeof place === 'string' && keyOf(place) === key ? place : key
}

/** From now on this tab keeps the lab of that place's key there. */
export function rememberPlace(place: string): void {
  const { [keyOf(place)]: _, ...rest } = remembered()
  const places = guestOf(place) ? { ...rest, [keyOf(place)]: place } : rest
  try {
    sessionStorage.setItem(REMEMBERED, JSON.stringify(places))
  } catch {
    // Not remembered: after a reload the tab shows the learner's own lab.
  }
}

/** This tab shows the learner's own labs again. */
export function forgetPlaces(): void {
  try {
    sessionStorage.removeItem(REMEMBERED)
  } catch {
    // Nothing is remembered then.
  }
}
