import { labelMatcher } from '../../api/label-selector.ts'
import type { LabelSelector, PodTemplateSpec } from '../../api/types.ts'
import { absent } from '../schema/written-empty.ts'
import { validatePodTemplate } from './pod-spec/validate.ts'
import { child, type FieldErrors, GoStruct, type Path } from './validation/errors.ts'
import { isEmptySelector, isUsableSelector, validateLabelSelector } from './validation/labels.ts'

/** What the specs of workloads have in common: a selector, a template that it has to match, counts and shares. */

/** A selector that has to be there and to choose something. `kind` as the server writes it: `deployment`. */
export function validateRequiredSelector(errors: FieldErrors, spec: Path, selector: LabelSelector | undefined, kind: string): void {
  if (!selector) return errors.required(spec, 'selector')
  validateLabelSelector(errors, child(spec, 'selector'), selector)
  if (isEmptySelector(selector)) errors.invalid(spec, 'selector', selector, `empty selector is invalid for ${kind}`)
}

export function validateSelected(
  errors: FieldErrors,
  spec: Path,
  selector: LabelSelector | undefined,
  template: PodTemplateSpec | undefined,
): void {
  const labels = template?.metadata?.labels
  if (selector && isEmptySelector(selector)) return
  if (!labelMatcher(selector)(labels))
    errors.invalid(
      spec,
      'template.metadata.labels',
      labels ?? absent(template?.metadata, 'labels'),
      '`selector` does not match template `labels`',
    )
}

/** The template of a controller whose Pods always run. `kind` as the server writes it: `ReplicaSet`. */
export function validateRunningTemplate(errors: FieldErrors, spec: Path, template: PodTemplateSpec, kind: string): void {
  validatePodTemplate(errors, child(spec, 'template'), template)
  validateAlwaysRestarts(errors, spec, template, kind)
}

export function validateAlwaysRestarts(errors: FieldErrors, spec: Path, template: PodTemplateSpec, kind: string): void {
  const policy = template.spec?.restartPolicy
  if (policy !== 'Always') errors.notSupported(spec, 'template.spec.restartPolicy', policy ?? '', ['Always'])
  if (template.spec?.activeDeadlineSeconds !== undefined)
    errors.forbidden(spec, 'template.spec.activeDeadlineSeconds', `activeDeadlineSeconds in ${kind} is not Supported`)
}

/** Can the selector be used at all? What is wrong with its parts has been said before. */
export function selectorIsUsable(selector: LabelSelector | undefined): boolean {
  return !selector || isUsableSelector(selector)
}

const PERCENT = /^[0-9]+%$/
const PERCENT_FAULT =
  "a valid percent string must be a numeric string followed by an ending '%' (e.g. '1%',  or '93%', regex used for validation is '[0-9]+%')"

export function validateIntOrPercent(errors: FieldErrors, path: Path, leaf: string, value: number | string): void {
  if (typeof value === 'number') errors.nonNegative(path, leaf, value)
  else if (!PERCENT.test(value)) errors.invalid(path, leaf, value, PERCENT_FAULT)
}

export function validateAtMost100Percent(errors: FieldErrors, path: Path, leaf: string, value: number | string): void {
  if (typeof value === 'string' && PERCENT.test(value) && Number.parseInt(value, 10) > 100)
    errors.invalid(path, leaf, value, 'must not be greater than 100%')
}

/** The number, or the number before the percent sign; 0 for what is neither. */
export function intOrPercentValue(value: number | string | undefined): number {
  if (typeof value === 'number') return value
  return value !== undefined && /^[0-9]+%?$/.test(value) ? Number.parseInt(value, 10) : 0
}

/** An update strategy as the internal types show it: `{"Type":"Rolling","RollingUpdate":null}`. */
export function internalStrategy(
  strategy: { type?: string; rollingUpdate?: Record<string, unknown> },
  fields: readonly string[],
): GoStruct {
  const rolling = strategy.rollingUpdate
  const shown = rolling
    ? new GoStruct(
        Object.fromEntries(
          fields.map((field) => [
            field,
            rolling[(field[0] as string).toLowerCase() + field.slice(1)] ?? (field === 'Partition' ? 0 : null),
          ]),
        ),
      )
    : null
  return new GoStruct({ Type: strategy.type ?? '', RollingUpdate: shown })
}

/** Counts of a status, in the order in which each kind's are looked at; those marked are at most all replicas. */
const COUNTS = {
  Deployment: [
    'observedGeneration',
    'replicas',
    'updatedReplicas*',
    'readyReplicas*',
    'availableReplicas*',
    'unavailableReplicas',
    'collisionCount',
  ],
  ReplicaSet: ['replicas', 'fullyLabeledReplicas*', 'readyReplicas*', 'availableReplicas*', 'observedGeneration'],
  ReplicationController: ['replicas', 'fullyLabeledReplicas*', 'readyReplicas*', 'availableReplicas*', 'observedGeneration'],
  StatefulSet: [
    'replicas',
    'readyReplicas*',
    'currentReplicas*',
    'updatedReplicas*',
    'observedGeneration',
    'collisionCount',
    'availableReplicas*',
  ],
} as const

const READ = new Map(
  Object.entries(COUNTS).map(([kind, names]) => [kind, names.map((name) => ({ name: name.replace('*', ''), marked: name.endsWith('*') }))]),
)

/** Counts of a status: none negative, none above all replicas. */
export function validateReplicaCounts(errors: FieldErrors, status: Path, kind: keyof typeof COUNTS, counts: object | undefined): void {
  const of = (name: string): number => (counts as Record<string, number> | undefined)?.[name] ?? 0
  const fields = READ.get(kind) ?? []
  for (const { name } of fields) errors.nonNegative(status, name, of(name))
  for (const { name, marked } of fields)
    if (marked && of(name) > of('replicas')) errors.invalid(status, name, of(name), 'cannot be greater than status.replicas')
  if (of('availableReplicas') > of('readyReplicas'))
    errors.invalid(status, 'availableReplicas', of('availableReplicas'), 'cannot be greater than readyReplicas')
}
