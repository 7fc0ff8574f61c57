import type { LabelSelector } from './types.ts'

/** Labels as apimachinery's FormatLabels has them: `app=web,tier=front`, by key; `<none>` for none. */
export function formatLabels(labels: Readonly<Record<string, string>> | undefined): string {
  const keys = Object.keys(labels ?? {}).sort()
  return keys.length === 0 ? '<none>' : keys.map((key) => `${key}=${labels?.[key]}`).join(',')
}

/** A selector as the text of a query: `app=web,tier in (a,b),!canary`, by key; empty for one that selects everything, or for none. */
export function selectorText(selector: LabelSelector | undefined): string {
  const terms = Object.entries(selector?.matchLabels ?? {}).map(([key, value]) => ({ key, text: `${key}=${value}` }))
  for (const { key, operator, values } of selector?.matchExpressions ?? []) {
    if (operator === 'Exists') terms.push({ key, text: key })
    else if (operator === 'DoesNotExist') terms.push({ key, text: `!${key}` })
    else terms.push({ key, text: `${key} ${operator === 'In' ? 'in' : 'notin'} (${[...(values ?? [])].sort().join(',')})` })
  }
  return terms
    .sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0))
    .map(({ text }) => text)
    .join(',')
}

/** A selector as apimachinery's FormatLabelSelector shows it to people. */
export function formatLabelSelector(selector: LabelSelector | undefined): string {
  return selectorText(selector) || '<none>'
}
