import type { Container } from '../../api/types.ts'

/** Texts that cells of several resources share (the printers of the API server). */

export function namesOf(containers: readonly Container[] | undefined): string {
  return (containers ?? []).map((container) => container.name).join(',')
}

export function imagesOf(containers: readonly Container[] | undefined): string {
  return (containers ?? []).map((container) => container.image ?? '').join(',')
}

/** The first three of a list and how many more; `empty` for none. */
export function firstThree(items: readonly string[], empty: string): string {
  if (items.length === 0) return empty
  const shown = items.slice(0, 3).join(',')
  return items.length > 3 ? `${shown} + ${items.length - 3} more...` : shown
}
