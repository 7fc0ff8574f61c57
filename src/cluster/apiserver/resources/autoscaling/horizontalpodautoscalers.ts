import { ageOf } from '../../../api/duration.ts'
import type { KubeObject } from '../../../api/object.ts'
import type { HorizontalPodAutoscaler, HorizontalPodAutoscalerSpec, HPAScalingRules } from '../../../api/types.ts'
import type { Resource } from '../../resource.ts'
import { absent } from '../../schema/written-empty.ts'
import { ANNOUNCED } from '../announced.ts'
import { columns, VERBS } from '../define.ts'
import { child, FieldErrors, item, NOT_POSITIVE, type Path, root } from '../validation/errors.ts'
import { metricsText, validateMetric, validateReference } from './metrics.ts'

const SPEC = root('spec')
const LONGEST_PERIOD = 1800
const LONGEST_WINDOW = 3600
/** What is aimed at when nothing is said. */
const CPU_UTILIZATION = 80

type Autoscaler = HorizontalPodAutoscaler & KubeObject

export const horizontalpodautoscalers: Resource<Autoscaler> = {
  ...ANNOUNCED.horizontalpodautoscalers,
  verbs: VERBS,
  defaults(autoscaler) {
    autoscaler.spec ??= {} as HorizontalPodAutoscalerSpec
    autoscaler.status ??= emptyStatus()
    const { spec } = autoscaler
    spec.minReplicas ??= 1
    if (!spec.metrics?.length)
      spec.metrics = [{ type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: CPU_UTILIZATION } } }]
    if (spec.behavior) {
      spec.behavior.scaleUp = withRules(spec.behavior.scaleUp, 0, [
        { type: 'Pods', value: 4, periodSeconds: 15 },
        { type: 'Percent', value: 100, periodSeconds: 15 },
      ])
      spec.behavior.scaleDown = withRules(spec.behavior.scaleDown, undefined, [{ type: 'Percent', value: 100, periodSeconds: 15 }])
    }
  },
  prepareForCreate(autoscaler) {
    autoscaler.status = emptyStatus()
  },
  prepareForUpdate(autoscaler, old) {
    autoscaler.status = old.status
  },
  prepareForStatusUpdate(autoscaler, old) {
    autoscaler.spec = old.spec
  },
  validate(autoscaler) {
    const errors = new FieldErrors()
    validateSpec(errors, autoscaler.spec as HorizontalPodAutoscalerSpec, 1)
    return errors.list
  },
  validateUpdate(autoscaler, old) {
    const errors = new FieldErrors()
    if (autoscaler.spec !== old.spec)
      validateSpec(errors, autoscaler.spec as HorizontalPodAutoscalerSpec, old.spec?.minReplicas === 0 ? 0 : 1)
    return errors.list
  },
  validateStatusUpdate({ status }) {
    const errors = new FieldErrors()
    errors.nonNegative(root('status'), 'currentReplicas', status?.currentReplicas)
    errors.nonNegative(root('status'), 'desiredReplicas', status?.desiredReplicas)
    return errors.list
  },
  columns: columns('Name|Reference|Targets|MinPods|MaxPods|#Replicas|Age'),
  cells({ metadata, spec, status }, now) {
    const ref = spec?.scaleTargetRef
    return [
      metadata.name ?? '',
      `${ref?.kind}/${ref?.name}`,
      metricsText(spec?.metrics ?? [], status?.currentMetrics ?? []),
      String(spec?.minReplicas ?? '<unset>'),
      String(spec?.maxReplicas ?? 0),
      status?.currentReplicas ?? 0,
      ageOf(metadata.creationTimestamp, now),
    ]
  },
}

function emptyStatus(): NonNullable<HorizontalPodAutoscaler['status']> {
  // The list is written even when nothing has been measured.
  return { currentMetrics: null as never, desiredReplicas: 0 }
}

function withRules(given: HPAScalingRules | undefined, window: number | undefined, policies: HPAScalingRules['policies']): HPAScalingRules {
  const rules: HPAScalingRules = { ...given }
  rules.selectPolicy ??= 'Max'
  if (rules.stabilizationWindowSeconds === undefined && window !== undefined) rules.stabilizationWindowSeconds = window
  if (!given?.policies && !absent(given, 'policies') && policies) rules.policies = policies
  return rules
}

function validateSpec(errors: FieldErrors, spec: HorizontalPodAutoscalerSpec, least: number): void {
  const { minReplicas, maxReplicas = 0, metrics = [], behavior } = spec
  if (minReplicas !== undefined && minReplicas < least)
    errors.invalid(SPEC, 'minReplicas', minReplicas, `must be greater than or equal to ${least}`)
  if (maxReplicas < 1) errors.invalid(SPEC, 'maxReplicas', maxReplicas, 'must be greater than 0')
  if (minReplicas !== undefined && maxReplicas < minReplicas)
    errors.invalid(SPEC, 'maxReplicas', maxReplicas, 'must be greater than or equal to `minReplicas`')
  validateReference(errors, child(SPEC, 'scaleTargetRef'), spec.scaleTargetRef)
  metrics.forEach((metric, i) => validateMetric(errors, item(SPEC, 'metrics', i), metric))
  if (minReplicas === 0 && !metrics.some((metric) => metric.type === 'Object' || metric.type === 'External'))
    errors.forbidden(SPEC, 'metrics', 'must specify at least one Object or External metric to support scaling to zero replicas')
  for (const way of ['scaleUp', 'scaleDown'] as const) {
    const rules = behavior?.[way]
    if (rules) validateRules(errors, child(child(SPEC, 'behavior'), way), rules)
  }
}

const SELECTIONS = ['Disabled', 'Max', 'Min']
const POLICIES = ['Percent', 'Pods']

function validateRules(errors: FieldErrors, at: Path, rules: HPAScalingRules): void {
  const { stabilizationWindowSeconds: window = 0, selectPolicy, policies = [] } = rules
  if (window < 0) errors.invalid(at, 'stabilizationWindowSeconds', window, 'must be greater than or equal to zero')
  if (window > LONGEST_WINDOW) errors.invalid(at, 'stabilizationWindowSeconds', window, `must be less than or equal to ${LONGEST_WINDOW}`)
  if (selectPolicy !== undefined && !SELECTIONS.includes(selectPolicy)) errors.notSupported(at, 'selectPolicy', selectPolicy, SELECTIONS)
  if (policies.length === 0) errors.required(at, 'policies', 'must specify at least one Policy')
  policies.forEach(({ type, value = 0, periodSeconds = 0 }, i) => {
    const own = item(at, 'policies', i)
    if (!POLICIES.includes(type)) errors.notSupported(own, 'type', type ?? '', POLICIES)
    if (value <= 0) errors.invalid(own, 'value', value, NOT_POSITIVE)
    if (periodSeconds <= 0) errors.invalid(own, 'periodSeconds', periodSeconds, NOT_POSITIVE)
    if (periodSeconds > LONGEST_PERIOD)
      errors.invalid(own, 'periodSeconds', periodSeconds, `must be less than or equal to ${LONGEST_PERIOD}`)
  })
}
