import type { Container, LabelSelector } from '../../api/types.ts'

/** Texts that cells of several resources share (the printers of the API server). */

export function namesOf(containers: readonly Container[] | undefined): string {
  return (containers ?? []).map((container) => container.name).join(',')
}

export function imagesOf(containers: readonly Container[] | undefined): string {
  return (containers ?? []).map((container) => container.image ?? '').join(',')
}

/** `app=web,tier=front`, sorted; `<none>` for none. */
export function pairsText(labels: Readonly<Record<string, string>> | undefined): string {
  const keys = Object.keys(labels ?? {}).sort()
  return keys.length === 0 ? '<none>' : keys.map((key) => `${key}=${labels?.[key]}`).join(',')
}

/** A label selector as kubectl shows it: `app=web,tier in (a,b),!canary`. */
export function selectorText(selector: LabelSelector | undefined): string {
  if (!selector) return '<none>'
  const terms: [string, string][] = Object.entries(selector.matchLabels ?? {}).map(([key, value]) => [key, `${key}=${value}`])
  for (const { key, operator, values } of selector.matchExpressions ?? []) {
    const listed = [...(values ?? [])].sort().join(',')
    const text =
      operator === 'In'
        ? `${key} in (${listed})`
        : operator === 'NotIn'
          ? `${key} notin (${listed})`
          : operator === 'Exists'
            ? key
            : `!${key}`
    terms.push([key, text])
  }
  terms.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
  return terms.length === 0 ? '<none>' : terms.map(([, text]) => text).join(',')
}

/** The first three of a list and how many more; `empty` for none. */
export function firstThree(items: readonly string[], empty: string): string {
  if (items.length === 0) return empty
  const shown = items.slice(0, 3).join(',')
  return items.length > 3 ? `${shown} + ${items.length - 3} more...` : shown
}
