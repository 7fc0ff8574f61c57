import { canonicalQuantity, nanoOf } from '../../../api/quantity.ts'
import type { CrossVersionObjectReference, MetricSpec, MetricStatus, MetricTarget } from '../../../api/types.ts'
import { validateResourceName } from '../pod-spec/resources.ts'
import { child, type FieldErrors, type Path } from '../validation/errors.ts'
import { labelFaults, nameIsPathSegment } from '../validation/names.ts'

const TYPES = ['ContainerResource', 'External', 'Object', 'Pods', 'Resource']
/** The fields in the order in which the server looks at them, and the type that each belongs to. */
const KINDS = [
  ['object', 'Object'],
  ['external', 'External'],
  ['pods', 'Pods'],
  ['resource', 'Resource'],
  ['containerResource', 'ContainerResource'],
] as const

function validatePathName(errors: FieldErrors, at: Path, leaf: string, name: string | undefined, missing = ''): void {
  if (!name) errors.required(at, leaf, missing)
  else errors.invalidAll(at, leaf, name, nameIsPathSegment(name, false))
}

export function validateReference(errors: FieldErrors, at: Path, ref: Partial<CrossVersionObjectReference> | undefined): void {
  validatePathName(errors, at, 'kind', ref?.kind)
  validatePathName(errors, at, 'name', ref?.name)
}

export function validateMetric(errors: FieldErrors, at: Path, metric: MetricSpec): void {
  if (!metric.type) errors.required(at, 'type', 'must specify a metric source type')
  if (!TYPES.includes(metric.type)) errors.notSupported(at, 'type', metric.type ?? '', TYPES)
  const present = KINDS.filter(([name]) => metric[name])
  const first = present[0]?.[0]
  if (first) validateSource(errors, child(at, first), first, metric[first])
  const expected = KINDS.find(([, type]) => type === metric.type)?.[0]
  if (!expected) errors.notSupported(at, 'type', metric.type ?? '', TYPES)
  else if (!metric[expected]) errors.required(at, expected, 'must populate information for the given metric source')
  if (present.length !== 1)
    for (const [name] of present) if (name !== expected) errors.forbidden(at, name, 'must populate the given metric source only')
}

function validateSource(errors: FieldErrors, at: Path, kind: (typeof KINDS)[number][0], source: any): void {
  const target = source.target ?? {}
  const both = kind === 'resource' || kind === 'containerResource'
  if (kind === 'object') validateReference(errors, child(at, 'describedObject'), source.describedObject)
  if (both) {
    if (!source.name) errors.required(at, 'name', 'must specify a resource name')
    else if (kind === 'containerResource') validateResourceName(errors, at, 'name', source.name, 'container')
  } else validatePathName(errors, child(at, 'metric'), 'name', source.metric?.name, 'must specify a metric name')
  if (kind === 'containerResource') {
    if (!source.container) errors.required(at, 'container', 'must specify a container')
    else errors.invalidAll(at, 'container', source.container, labelFaults(source.container))
  }
  validateTarget(errors, child(at, 'target'), target)
  const { value, averageValue, averageUtilization } = target
  if (both) {
    if (averageUtilization === undefined && averageValue === undefined)
      errors.required(at, 'target.averageUtilization', 'must set either a target raw value or a target utilization')
    if (averageUtilization !== undefined && averageValue !== undefined)
      errors.forbidden(at, 'target.averageValue', 'may not set both a target raw value and a target utilization')
  } else if (kind === 'pods') {
    if (averageValue === undefined) errors.required(at, 'target.averageValue', 'must specify a positive target averageValue')
  } else if (value === undefined && averageValue === undefined) {
    const what =
      kind === 'object' ? 'must set either a target value or averageValue' : 'must set either a target value for metric or a per-pod target'
    errors.required(at, 'target.averageValue', what)
  } else if (kind === 'external' && value !== undefined && averageValue !== undefined)
    errors.forbidden(at, 'target.value', 'may not set both a target value for metric and a per-pod target')
}

function validateTarget(errors: FieldErrors, at: Path, { type, value, averageValue, averageUtilization }: MetricTarget): void {
  if (!type) errors.required(at, 'type', 'must specify a metric target type')
  if (!['Utilization', 'Value', 'AverageValue'].includes(type))
    errors.invalid(at, 'type', type ?? '', 'must be either Utilization, Value, or AverageValue')
  if (value !== undefined && nanoOf(value) <= 0n) errors.invalid(at, 'value', canonicalQuantity(String(value)), 'must be positive')
  if (averageValue !== undefined && nanoOf(averageValue) <= 0n)
    errors.invalid(at, 'averageValue', canonicalQuantity(String(averageValue)), 'must be positive')
  if (averageUtilization !== undefined && averageUtilization < 1)
    errors.invalid(at, 'averageUtilization', averageUtilization, 'must be greater than 0')
}

const SHOWN = 2
const UNKNOWN = '<unknown>'

/** `cpu: 12%/80%, 3/10 (avg)`: what is measured and what is wanted. */
export function metricsText(specs: readonly MetricSpec[], statuses: readonly MetricStatus[]): string {
  if (specs.length === 0) return '<none>'
  const texts = specs.slice(0, SHOWN).map((spec, i) => metricText(spec, statuses[i]))
  const text = texts.join(', ')
  return specs.length > SHOWN ? `${text} + ${specs.length - SHOWN} more...` : text
}

function metricText(spec: MetricSpec, status: MetricStatus | undefined): string {
  const kind = KINDS.find(([, type]) => type === spec.type)?.[0]
  if (!kind) return '<unknown type>'
  const source = spec[kind] as { name?: string; target?: MetricTarget } | undefined
  const current = (status?.[kind] as { current?: Partial<MetricTarget> } | undefined)?.current
  const { value, averageValue, averageUtilization } = source?.target ?? ({} as MetricTarget)
  if (kind === 'resource' || kind === 'containerResource') {
    if (averageValue !== undefined) return `${source?.name}: ${current?.averageValue ?? UNKNOWN}/${averageValue}`
    const now = current?.averageUtilization === undefined ? UNKNOWN : `${current.averageUtilization}%`
    return `${source?.name}: ${now}/${averageUtilization === undefined ? '<auto>' : `${averageUtilization}%`}`
  }
  if (kind === 'pods') return `${current?.averageValue ?? UNKNOWN}/${averageValue}`
  if (averageValue !== undefined) return `${current?.averageValue ?? UNKNOWN}/${averageValue} (avg)`
  return `${current?.value ?? UNKNOWN}/${value}`
}
