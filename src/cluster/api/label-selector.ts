import { ownValue } from './json.ts'
import type { LabelSelector } from './types.ts'

export type Labels = Readonly<Record<string, string>> | undefined

/** Says whether labels match. */
export type LabelMatcher = (labels: Labels) => boolean

const nothing: LabelMatcher = () => false
const compiled = new WeakMap<object, LabelMatcher>()

/**
 * Compiles a metav1.LabelSelector: an absent one matches nothing, an empty one everything. Stored
 * objects are frozen, so what was compiled is kept with the selector.
 */
export function labelMatcher(selector: LabelSelector | undefined): LabelMatcher {
  if (!selector) return nothing
  let matcher = compiled.get(selector)
  if (!matcher) {
    matcher = compile(selector)
    compiled.set(selector, matcher)
  }
  return matcher
}

/** Does `labels` hold every pair of `wanted`? The equality form that Services and ReplicationControllers use. */
export function labelsInclude(labels: Labels, wanted: Readonly<Record<string, string>>): boolean {
  for (const key in wanted) if (ownValue(labels, key) !== wanted[key]) return false
  return true
}

/** The pairs of `app=web,tier=front`; none of an empty text. */
export function labelPairs(text: string): Readonly<Record<string, string>> {
  return Object.fromEntries(text === '' ? [] : text.split(',').map((pair) => pair.split('=') as [string, string]))
}

function compile(selector: LabelSelector): LabelMatcher {
  const pairs = Object.entries(selector.matchLabels ?? {})
  const expressions = selector.matchExpressions ?? []
  return (labels) => {
    for (const [key, value] of pairs) if (ownValue(labels, key) !== value) return false
    for (const { key, operator, values } of expressions) {
      const value = ownValue(labels, key)
      const listed = value !== undefined && (values ?? []).includes(value)
      const holds =
        operator === 'In' ? listed : operator === 'NotIn' ? !listed : operator === 'Exists' ? value !== undefined : value === undefined
      if (!holds) return false
    }
    return true
  }
}
