/** How the page is divided, in percent: text and lab (`split`), map and terminal (`map`). Kept in this browser. */
export type Division = 'split' | 'map'

const KEY = 'podtalk.layout'
export const LIMITS: Readonly<Record<Division, readonly [least: number, most: number, first: number]>> = {
  split: [22, 72, 43],
  map: [12, 80, 45],
}

function read(): Partial<Record<Division, number>> {
  try {
    return JSON.parse(localStorage.getItem(KEY) ?? '{}') ?? {}
  } catch {
    return {}
  }
}

export function divisionOf(which: Division): number {
  const value = read()[which]
  return typeof value === 'number' ? value : LIMITS[which][2]
}

export function setDivision(which: Division, percent: number): number {
  const [least, most] = LIMITS[which]
  const value = Math.round(Math.min(most, Math.max(least, percent)) * 10) / 10
  document.documentElement.style.setProperty(`--${which}`, `${value}%`)
  try {
    localStorage.setItem(KEY, JSON.stringify({ ...read(), [which]: value }))
  } catch {
    // Not kept, but it holds for now.
  }
  return value
}

/** Puts the division onto the root element of a page that is about to be shown. */
export function applyDivisions(root: HTMLElement): void {
  for (const which of ['split', 'map'] as const)
    if (read()[which] !== undefined) root.style.setProperty(`--${which}`, `${divisionOf(which)}%`)
}
