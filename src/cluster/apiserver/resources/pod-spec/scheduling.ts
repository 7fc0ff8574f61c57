import type {
  Affinity,
  NodeSelector,
  NodeSelectorRequirement,
  NodeSelectorTerm,
  PodAffinityTerm,
  TopologySpreadConstraint,
} from '../../../api/types.ts'
import { child, type FieldErrors, item, type Path } from '../validation/errors.ts'
import { qualifiedFaults, selectorAt, validateLabelName, valueFaults } from '../validation/labels.ts'
import { labelFaults, subdomainFaults } from '../validation/names.ts'

const REQUIRED = 'requiredDuringSchedulingIgnoredDuringExecution'
const PREFERRED = 'preferredDuringSchedulingIgnoredDuringExecution'

export function validateAffinity(errors: FieldErrors, specPath: Path, affinity: Affinity | undefined): void {
  if (!affinity) return
  const path = child(specPath, 'affinity')
  const { nodeAffinity, podAffinity, podAntiAffinity } = affinity
  if (nodeAffinity) {
    const at = child(path, 'nodeAffinity')
    if (nodeAffinity[REQUIRED]) validateNodeSelector(errors, child(at, REQUIRED), nodeAffinity[REQUIRED])
    nodeAffinity[PREFERRED]?.forEach(({ weight = 0, preference }, i) => {
      const term = item(at, PREFERRED, i)
      validateWeight(errors, term, weight)
      // A preferred value may be any: it is only ever compared.
      validateNodeSelectorTerm(errors, child(term, 'preference'), preference ?? {}, false)
    })
  }
  for (const [name, terms] of [
    ['podAffinity', podAffinity],
    ['podAntiAffinity', podAntiAffinity],
  ] as const) {
    if (!terms) continue
    const at = child(path, name)
    terms[REQUIRED]?.forEach((term, i) => validatePodAffinityTerm(errors, item(at, REQUIRED, i), term))
    terms[PREFERRED]?.forEach(({ weight = 0, podAffinityTerm }, i) => {
      const term = item(at, PREFERRED, i)
      validateWeight(errors, term, weight)
      validatePodAffinityTerm(errors, child(term, 'podAffinityTerm'), podAffinityTerm ?? ({} as PodAffinityTerm))
    })
  }
}

function validateWeight(errors: FieldErrors, path: Path, weight: number): void {
  if (weight <= 0 || weight > 100) errors.invalid(path, 'weight', weight, 'must be in the range 1-100')
}

export function validateNodeSelector(errors: FieldErrors, path: Path, selector: NodeSelector): void {
  const terms = selector.nodeSelectorTerms ?? []
  if (terms.length === 0) return errors.required(path, 'nodeSelectorTerms', 'must have at least one node selector term')
  terms.forEach((term, i) => validateNodeSelectorTerm(errors, item(path, 'nodeSelectorTerms', i), term, true))
}

function validateNodeSelectorTerm(errors: FieldErrors, path: Path, term: NodeSelectorTerm, checkValues: boolean): void {
  term.matchExpressions?.forEach((requirement, i) =>
    validateRequirement(errors, item(path, 'matchExpressions', i), requirement, checkValues),
  )
  term.matchFields?.forEach(({ key, operator, values = [] }, i) => {
    const at = item(path, 'matchFields', i)
    if (operator !== 'In' && operator !== 'NotIn') errors.invalid(at, 'operator', operator ?? '', 'not a valid selector operator')
    else if (values.length !== 1)
      errors.required(at, 'values', "must be only one value when `operator` is 'In' or 'NotIn' for node field selector")
    if (key !== 'metadata.name') errors.invalid(at, 'key', key ?? '', 'not a valid field selector key')
    else for (const [j, value] of values.entries()) errors.invalidAll(at, `values[${j}]`, value, subdomainFaults(value))
  })
}

function validateRequirement(
  errors: FieldErrors,
  path: Path,
  { key = '', operator, values = [] }: NodeSelectorRequirement,
  checkValues: boolean,
): void {
  switch (operator) {
    case 'In':
    case 'NotIn':
      if (values.length === 0) errors.required(path, 'values', "must be specified when `operator` is 'In' or 'NotIn'")
      break
    case 'Exists':
    case 'DoesNotExist':
      if (values.length > 0) errors.forbidden(path, 'values', "may not be specified when `operator` is 'Exists' or 'DoesNotExist'")
      break
    case 'Gt':
    case 'Lt':
      if (values.length !== 1) errors.required(path, 'values', "must be specified single value when `operator` is 'Lt' or 'Gt'")
      break
    default:
      errors.invalid(path, 'operator', operator ?? '', 'not a valid selector operator')
  }
  validateLabelName(errors, path, 'key', key)
  if (checkValues) values.forEach((value, i) => errors.invalidAll(path, `values[${i}]`, value, valueFaults(value)))
}

function validatePodAffinityTerm(errors: FieldErrors, path: Path, term: PodAffinityTerm): void {
  selectorAt(errors, path, 'labelSelector', term.labelSelector)
  selectorAt(errors, path, 'namespaceSelector', term.namespaceSelector)
  for (const name of term.namespaces ?? []) errors.invalidAll(path, 'namespace', name, labelFaults(name))
  validateMatchLabelKeys(errors, path, term.matchLabelKeys, term.mismatchLabelKeys, term.labelSelector)
  if (!term.topologyKey) errors.required(path, 'topologyKey', 'can not be empty')
  validateLabelName(errors, path, 'topologyKey', term.topologyKey ?? '')
}

function validateMatchLabelKeys(
  errors: FieldErrors,
  path: Path,
  match: readonly string[] | undefined,
  mismatch: readonly string[] | undefined,
  selector: PodAffinityTerm['labelSelector'],
): void {
  for (const [name, keys] of [
    ['matchLabelKeys', match],
    ['mismatchLabelKeys', mismatch],
  ] as const) {
    if (!keys?.length) continue
    if (!selector) errors.forbidden(path, name, 'must not be specified when labelSelector is not set')
    else for (const [i, key] of keys.entries()) validateLabelName(errors, path, `${name}[${i}]`, key)
  }
  if (selector && match) {
    const selected = new Set(Object.keys(selector.matchLabels ?? {}))
    for (const { key } of selector.matchExpressions ?? []) {
      const i = match.lastIndexOf(key)
      if (i >= 0 && selected.has(key))
        errors.invalid(
          { ...path, name: `${path.name}${path.key === undefined ? '' : `[${path.key}]`}`, key: i },
          '',
          key,
          'exists in both matchLabelKeys and labelSelector',
        )
      selected.add(key)
    }
  }
  match?.forEach((key, i) => {
    if (mismatch?.includes(key)) errors.invalid(path, `matchLabelKeys[${i}]`, key, 'exists in both matchLabelKeys and mismatchLabelKeys')
  })
}

const ACTIONS = ['DoNotSchedule', 'ScheduleAnyway']
const NODE_POLICIES = ['Honor', 'Ignore']

export function validateTopologySpread(
  errors: FieldErrors,
  path: Path,
  constraints: readonly TopologySpreadConstraint[] | undefined,
): void {
  constraints?.forEach((constraint, i) => {
    const at = item(path, 'topologySpreadConstraints', i)
    const { maxSkew = 0, topologyKey, whenUnsatisfiable = '', minDomains } = constraint
    errors.positive(at, 'maxSkew', maxSkew)
    if (!topologyKey) errors.required(at, 'topologyKey', 'can not be empty')
    if (!ACTIONS.includes(whenUnsatisfiable)) errors.notSupported(at, 'whenUnsatisfiable', whenUnsatisfiable, ACTIONS)
    if (constraints.slice(i + 1).some((other) => other.topologyKey === topologyKey && other.whenUnsatisfiable === whenUnsatisfiable))
      errors.duplicate(at, '{topologyKey, whenUnsatisfiable}', `{${topologyKey}, ${whenUnsatisfiable}}`)
    if (minDomains !== undefined) {
      errors.positive(at, 'minDomains', minDomains)
      if (whenUnsatisfiable !== 'DoNotSchedule')
        errors.invalid(at, 'minDomains', minDomains, `can only use minDomains if whenUnsatisfiable=DoNotSchedule, not ${whenUnsatisfiable}`)
    }
    for (const name of ['nodeAffinityPolicy', 'nodeTaintsPolicy'] as const) {
      const policy = constraint[name]
      if (policy !== undefined && !NODE_POLICIES.includes(policy)) errors.notSupported(at, name, policy, NODE_POLICIES)
    }
    validateMatchLabelKeys(errors, at, constraint.matchLabelKeys, undefined, constraint.labelSelector)
    selectorAt(errors, at, 'labelSelector', constraint.labelSelector)
  })
}

export function validateGates(
  errors: FieldErrors,
  path: Path,
  readiness: readonly { conditionType: string }[] | undefined,
  scheduling: readonly { name: string }[] | undefined,
): void {
  readiness?.forEach(({ conditionType = '' }, i) =>
    errors.invalidAll(path, `readinessGates[${i}].conditionType`, conditionType, qualifiedFaults(conditionType)),
  )
  const seen = new Set<string>()
  scheduling?.forEach(({ name = '' }, i) => {
    errors.invalidAll(path, `schedulingGates[${i}]`, name, qualifiedFaults(name))
    if (seen.has(name)) errors.duplicate(path, `schedulingGates[${i}]`, name)
    seen.add(name)
  })
}
