import type { Labels } from '../cluster/api/label-selector.ts'
import type { LabelSelector } from '../cluster/api/types.ts'
import { labelsMatch, parseLabelSelector, type Requirement, SelectorError } from '../cluster/apiserver/selectors/label-selector.ts'
import { CommandError } from './errors.ts'

/** The requirements of a selector as flags have it; `prefix` stands before what is wrong with it. Throws kubectl's words. */
export function requirementsOf(selector: string, prefix = ''): Requirement[] {
  try {
    return parseLabelSelector(selector)
  } catch (error) {
    throw error instanceof SelectorError ? new CommandError(prefix + error.message) : error
  }
}

/** Label selectors on objects that were not fetched with one. */
export function matchesSelector(selector: string, labels: Labels): boolean {
  return labelsMatch(requirementsOf(selector), labels)
}

const OPERATORS: Partial<Record<Requirement['operator'], string>> = { in: 'In', notin: 'NotIn', exists: 'Exists', '!': 'DoesNotExist' }

/** A selector of a flag as objects have it. Throws kubectl's words. */
export function labelSelectorOf(text: string): LabelSelector {
  const matchLabels: Record<string, string> = {}
  const matchExpressions: NonNullable<LabelSelector['matchExpressions']> = []
  for (const { key, operator, values } of requirementsOf(text, `couldn't parse the selector string ${JSON.stringify(text)}: `)) {
    const name = OPERATORS[operator]
    if (operator === '=' || operator === '==') matchLabels[key] = values[0] as string
    else if (name) matchExpressions.push({ key, operator: name, ...(values.length > 0 ? { values } : {}) })
    else throw new CommandError(`"${operator}" is not a valid label selector operator`)
  }
  return {
    ...(Object.keys(matchLabels).length > 0 ? { matchLabels } : {}),
    ...(matchExpressions.length > 0 ? { matchExpressions } : {}),
  }
}
