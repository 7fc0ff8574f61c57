import type { LabelSelector } from '../../../api/types.ts'
import { labelValueFaults, qualifiedNameFaults } from '../../selectors/names.ts'
import { child, type FieldErrors, item, type Path } from './errors.ts'

const NONE: readonly string[] = []
const PLAIN_KEY = /^[A-Za-z0-9](?:[-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/

/** Faults of a qualified name: label keys, condition types, resource names. */
export function qualifiedFaults(name: string): readonly string[] {
  return PLAIN_KEY.test(name) ? NONE : qualifiedNameFaults(name)
}

export function valueFaults(value: string): readonly string[] {
  return value === '' || PLAIN_KEY.test(value) ? NONE : labelValueFaults(value)
}

/** metav1's ValidateLabels: every fault stands at the map itself. */
export function validateLabels(errors: FieldErrors, path: Path, leaf: string, labels: Readonly<Record<string, string>> | undefined): void {
  let keys: string[] | undefined
  for (const key in labels) {
    if (qualifiedFaults(key).length === 0 && valueFaults(labels[key] as string).length === 0) continue
    keys = Object.keys(labels).sort()
    break
  }
  for (const key of keys ?? []) {
    errors.invalidAll(path, leaf, key, qualifiedFaults(key))
    errors.invalidAll(path, leaf, labels?.[key], valueFaults(labels?.[key] as string))
  }
}

const ANNOTATIONS_LIMIT = 256 * 1024

export function validateAnnotations(
  errors: FieldErrors,
  path: Path,
  leaf: string,
  annotations: Readonly<Record<string, string>> | undefined,
): void {
  let size = 0
  for (const key in annotations) {
    errors.invalidAll(path, leaf, key, qualifiedFaults(key.toLowerCase()))
    size += key.length + (annotations[key] as string).length
  }
  if (size > ANNOTATIONS_LIMIT) errors.tooLong(path, leaf, ANNOTATIONS_LIMIT)
}

/** metav1's ValidateLabelSelector. */
export function validateLabelSelector(errors: FieldErrors, path: Path, selector: LabelSelector | undefined): void {
  if (!selector) return
  validateLabels(errors, path, 'matchLabels', selector.matchLabels)
  const { matchExpressions } = selector
  for (let i = 0; matchExpressions && i < matchExpressions.length; i++) {
    const { key, operator, values } = matchExpressions[i] as NonNullable<LabelSelector['matchExpressions']>[number]
    const at = item(path, 'matchExpressions', i)
    if (operator === 'In' || operator === 'NotIn') {
      if (!values?.length) errors.required(at, 'values', "must be specified when `operator` is 'In' or 'NotIn'")
    } else if (operator === 'Exists' || operator === 'DoesNotExist') {
      if (values?.length) errors.forbidden(at, 'values', "may not be specified when `operator` is 'Exists' or 'DoesNotExist'")
    } else errors.invalid(at, 'operator', operator ?? '', 'not a valid selector operator')
    validateLabelName(errors, at, 'key', key ?? '')
    values?.forEach((value, index) => errors.invalidAll(at, `values[${index}]`, value, valueFaults(value)))
  }
}

export function validateLabelName(errors: FieldErrors, path: Path, leaf: string, name: string): void {
  errors.invalidAll(path, leaf, name, qualifiedFaults(name))
}

/** Says whether a selector could be made into one: what the workloads' specs check beside its single parts. */
export function isUsableSelector(selector: LabelSelector): boolean {
  for (const key in selector.matchLabels)
    if (qualifiedFaults(key).length > 0 || valueFaults(selector.matchLabels[key] as string).length > 0) return false
  return (selector.matchExpressions ?? []).every(
    ({ key, operator, values }) =>
      qualifiedFaults(key).length === 0 &&
      (values ?? []).every((value) => valueFaults(value).length === 0) &&
      (operator === 'In' || operator === 'NotIn'
        ? (values?.length ?? 0) > 0
        : (operator === 'Exists' || operator === 'DoesNotExist') && !values?.length),
  )
}

export function isEmptySelector(selector: LabelSelector): boolean {
  return Object.keys(selector.matchLabels ?? {}).length === 0 && !selector.matchExpressions?.length
}

/** A child path for a selector field, as most callers need it. */
export function selectorAt(errors: FieldErrors, path: Path, name: string, selector: LabelSelector | undefined): void {
  if (selector) validateLabelSelector(errors, child(path, name), selector)
}
