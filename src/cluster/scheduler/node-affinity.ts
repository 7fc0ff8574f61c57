import { ownValue } from '../api/json.ts'
import { labelsInclude } from '../api/label-selector.ts'
import type { NodeSelectorRequirement, NodeSelectorTerm, PodSpec } from '../api/types.ts'
import type { NodeObject } from './node-info.ts'

/** Does the node fit spec.nodeSelector and the required node affinity? */
export function matchesNodeAffinity(spec: PodSpec, node: NodeObject): boolean {
  if (spec.nodeSelector && !labelsInclude(node.metadata.labels, spec.nodeSelector)) return false
  const required = spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution
  return !required || required.nodeSelectorTerms.some((term) => matchesTerm(term, node))
}

/** A term without any requirement matches nothing. */
export function matchesTerm(term: NodeSelectorTerm, node: NodeObject): boolean {
  const { matchExpressions = [], matchFields = [] } = term
  if (matchExpressions.length === 0 && matchFields.length === 0) return false
  return (
    matchExpressions.every((each) => holds(each, ownValue(node.metadata.labels, each.key))) &&
    matchFields.every((each) => holds(each, each.key === 'metadata.name' ? node.metadata.name : undefined))
  )
}

function holds({ operator, values = [] }: NodeSelectorRequirement, value: string | undefined): boolean {
  switch (operator) {
    case 'In':
      return value !== undefined && values.includes(value)
    case 'NotIn':
      return value === undefined || !values.includes(value)
    case 'Exists':
      return value !== undefined
    case 'DoesNotExist':
      return value === undefined
    default: {
      const present = Number.parseInt(value ?? '', 10)
      const wanted = Number.parseInt(values[0] ?? '', 10)
      return operator === 'Gt' ? present > wanted : present < wanted
    }
  }
}
