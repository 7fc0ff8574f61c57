import { ageOf } from '../../../api/duration.ts'
import { equal } from '../../../api/json.ts'
import type { KubeObject } from '../../../api/object.ts'
import type { PodDisruptionBudget, PodDisruptionBudgetSpec } from '../../../api/types.ts'
import type { Resource } from '../../resource.ts'
import { ANNOUNCED } from '../announced.ts'
import { columns, VERBS } from '../define.ts'
import { FieldErrors, GoStruct, root } from '../validation/errors.ts'
import { selectorAt } from '../validation/labels.ts'
import { validateAtMost100Percent, validateIntOrPercent } from '../workload.ts'

const SPEC = root('spec')
const EVICTION_POLICIES = ['AlwaysAllow', 'IfHealthyBudget']

export const poddisruptionbudgets: Resource<PodDisruptionBudget & KubeObject> = {
  ...ANNOUNCED.poddisruptionbudgets,
  verbs: VERBS,
  defaults(budget) {
    budget.spec ??= {}
    budget.status ??= emptyStatus()
  },
  prepareForCreate(budget) {
    budget.status = emptyStatus()
    budget.metadata.generation = 1
  },
  prepareForUpdate(budget, old) {
    budget.status = old.status
    if (!equal(budget.spec, old.spec)) budget.metadata.generation = (old.metadata.generation ?? 0) + 1
  },
  prepareForStatusUpdate(budget, old) {
    budget.spec = old.spec
  },
  validate(budget) {
    const errors = new FieldErrors()
    validateBudgetSpec(errors, budget.spec ?? {})
    return errors.list
  },
  validateUpdate(budget, old) {
    const errors = new FieldErrors()
    if (budget.spec !== old.spec) validateBudgetSpec(errors, budget.spec ?? {})
    return errors.list
  },
  validateStatusUpdate(budget) {
    const errors = new FieldErrors()
    for (const name of ['disruptionsAllowed', 'currentHealthy', 'desiredHealthy', 'expectedPods'] as const)
      errors.nonNegative(root('status'), name, budget.status?.[name])
    return errors.list
  },
  columns: columns('Name|Min Available|Max Unavailable|#Allowed Disruptions|Age'),
  cells({ metadata, spec, status }, now) {
    return [
      metadata.name ?? '',
      String(spec?.minAvailable ?? 'N/A'),
      String(spec?.maxUnavailable ?? 'N/A'),
      status?.disruptionsAllowed ?? 0,
      ageOf(metadata.creationTimestamp, now),
    ]
  },
}

function emptyStatus(): NonNullable<PodDisruptionBudget['status']> {
  return { currentHealthy: 0, desiredHealthy: 0, disruptionsAllowed: 0, expectedPods: 0 }
}

function validateBudgetSpec(errors: FieldErrors, spec: PodDisruptionBudgetSpec): void {
  const { minAvailable, maxUnavailable, selector, unhealthyPodEvictionPolicy } = spec
  if (minAvailable !== undefined && maxUnavailable !== undefined)
    errors.invalid(
      SPEC,
      '',
      new GoStruct({
        MinAvailable: minAvailable,
        Selector: selector ?? null,
        MaxUnavailable: maxUnavailable,
        UnhealthyPodEvictionPolicy: unhealthyPodEvictionPolicy ?? null,
      }),
      'minAvailable and maxUnavailable cannot be both set',
    )
  for (const [name, value] of [
    ['minAvailable', minAvailable],
    ['maxUnavailable', maxUnavailable],
  ] as const) {
    if (value === undefined) continue
    validateIntOrPercent(errors, SPEC, name, value)
    validateAtMost100Percent(errors, SPEC, name, value)
  }
  selectorAt(errors, SPEC, 'selector', selector)
  if (unhealthyPodEvictionPolicy !== undefined && !EVICTION_POLICIES.includes(unhealthyPodEvictionPolicy))
    errors.notSupported(SPEC, 'unhealthyPodEvictionPolicy', unhealthyPodEvictionPolicy, EVICTION_POLICIES)
}
