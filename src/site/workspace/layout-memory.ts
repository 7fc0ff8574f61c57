/** How the page is divided, in percent: text and lab (`split`), map and terminal (`map`). Kept in this browser. */
export type Division = 'split' | 'map'

const KEY = 'podtalk.layout'
export const LIMITS: Readonly<Record<Division, readonly [least: number, most: number]>> = {
  split: [22, 72],
  map: [12, 80],
}

function read(): Partial<Record<Division, number>> {
  try {
    return JSON.parse(localStorage.getItem(KEY) ?? '{}') ?? {}
  } catch {
    return {}
  }
}

export function setDivision(which: Division, percent: number): number {
  const [least, most] = LIMITS[which]
  const value = Math.round(Math.min(most, Math.max(least, percent)) * 10) / 10
  document.documentElement.style.setProperty(`--${which}`, `${value}%`)
  keep(which, value)
  return value
}

/** The page is divided as its styles say, which depends on its width. */
export function forgetDivision(which: Division): void {
  document.documentElement.style.removeProperty(`--${which}`)
  keep(which, undefined)
}

function keep(which: Division, value: number | undefined): void {
  try {
    localStorage.setItem(KEY, JSON.stringify({ ...read(), [which]: value }))
  } catch {
    // Not kept, but it holds for now.
  }
}

/** Puts the division onto the root element of a page that is about to be shown. */
export function applyDivisions(root: HTMLElement): void {
  for (const [which, value] of Object.entries(read())) if (Object.hasOwn(LIMITS, which)) root.style.setProperty(`--${which}`, `${value}%`)
}
