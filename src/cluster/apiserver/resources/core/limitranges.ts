import type { KubeObject } from '../../../api/object.ts'
import { canonicalQuantity, compareQuantities, milliValue } from '../../../api/quantity.ts'
import type { LimitRange, LimitRangeItem } from '../../../api/types.ts'
import type { Resource } from '../../resource.ts'
import { ANNOUNCED } from '../announced.ts'
import { columns, VERBS } from '../define.ts'
import { validateResourceName } from '../pod-spec/resources.ts'
import { FieldErrors, item, type Path, root } from '../validation/errors.ts'
import { qualifiedFaults } from '../validation/labels.ts'

type Quantities = Record<string, string>
type Limits = LimitRange & KubeObject

const LIMIT_TYPES = ['Pod', 'Container', 'PersistentVolumeClaim']
const BOUNDS = ['max', 'min', 'default', 'defaultRequest', 'maxLimitRequestRatio'] as const

export const limitranges: Resource<Limits> = {
  ...ANNOUNCED.limitranges,
  verbs: VERBS,
  defaults(range) {
    range.spec ??= { limits: [] }
    range.spec.limits ??= []
    for (const limit of range.spec.limits) if (limit.type === 'Container') defaultLimit(limit)
  },
  validate: validateLimits,
  validateUpdate: validateLimits,
  columns: columns('Name|@Created At'),
  cells: (range) => [range.metadata.name ?? '', range.metadata.creationTimestamp ?? ''],
}

/** What a container may use at most is what it gets, and what it gets at least is what it asks for. */
function defaultLimit(limit: LimitRangeItem): void {
  const fill = (to: 'default' | 'defaultRequest', from: Quantities | undefined): void => {
    for (const name in from) {
      limit[to] ??= {}
      ;(limit[to] as Quantities)[name] ??= from[name] as string
    }
  }
  fill('default', limit.max as Quantities | undefined)
  fill('defaultRequest', limit.default as Quantities | undefined)
  fill('defaultRequest', limit.min as Quantities | undefined)
}

function validateLimits(range: Limits): FieldErrors['list'] {
  const errors = new FieldErrors()
  const types = new Set<string>()
  range.spec?.limits.forEach((limit, i) => {
    const at = item(root('spec'), 'limits', i)
    validateLimitType(errors, at, limit.type ?? '')
    if (types.has(limit.type)) errors.duplicate(at, 'type', limit.type)
    types.add(limit.type)
    validateLimit(errors, at, limit)
  })
  return errors.list
}

function validateLimitType(errors: FieldErrors, at: Path, type: string): void {
  const before = errors.length
  errors.invalidAll(at, 'type', type, qualifiedFaults(type))
  if (errors.length === before && !type.includes('/') && !LIMIT_TYPES.includes(type))
    errors.invalid(at, 'type', type, 'must be a standard limit type or fully qualified')
}

function validateLimit(errors: FieldErrors, at: Path, limit: LimitRangeItem): void {
  const names = new Set<string>()
  const use = limit.type === 'Pod' || limit.type === 'Container' ? 'container' : 'any'
  const bound = (list: (typeof BOUNDS)[number]): Quantities => (limit[list] ?? {}) as Quantities
  const check = (list: (typeof BOUNDS)[number]): void => {
    for (const name of Object.keys(bound(list))) {
      validateResourceName(errors, item(at, list, name), '', name, use)
      names.add(name)
    }
  }
  check('max')
  check('min')
  if (limit.type === 'Pod') {
    if (limit.default) errors.forbidden(at, 'default', "may not be specified when `type` is 'Pod'")
    if (limit.defaultRequest) errors.forbidden(at, 'defaultRequest', "may not be specified when `type` is 'Pod'")
  } else {
    check('default')
    check('defaultRequest')
  }
  if (limit.type === 'PersistentVolumeClaim' && bound('min')['storage'] === undefined && bound('max')['storage'] === undefined)
    errors.required(at, 'limits', 'either minimum or maximum storage value is required, but neither was provided')
  check('maxLimitRequestRatio')

  for (const name of names) {
    const of = (list: (typeof BOUNDS)[number]): string | undefined => bound(list)[name]
    const fault = (list: (typeof BOUNDS)[number], detail: string, value = of(list)): void =>
      errors.invalid(item(at, list, name), '', shown(value), detail)
    const [max, min, preset, request, ratio] = BOUNDS.map(of)
    const above = (a: string | undefined, b: string | undefined): boolean =>
      a !== undefined && b !== undefined && compareQuantities(a, b) > 0
    if (above(min, max)) fault('min', `min value ${shown(min)} is greater than max value ${shown(max)}`)
    if (above(min, request)) fault('defaultRequest', `min value ${shown(min)} is greater than default request value ${shown(request)}`)
    if (above(request, max)) fault('defaultRequest', `default request value ${shown(request)} is greater than max value ${shown(max)}`)
    if (above(request, preset))
      fault('defaultRequest', `default request value ${shown(request)} is greater than default limit value ${shown(preset)}`)
    if (above(min, preset)) fault('default', `min value ${shown(min)} is greater than default value ${shown(preset)}`, min)
    if (above(preset, max)) fault('default', `default value ${shown(preset)} is greater than max value ${shown(max)}`, max)
    if (ratio !== undefined) validateRatio(ratio, min, max, (detail) => fault('maxLimitRequestRatio', detail))
    // What cannot be shared is asked for in full.
    const shared = !name.startsWith('hugepages-') && (!name.includes('/') || name.split('/')[0]?.endsWith('kubernetes.io'))
    if (
      !shared &&
      limit.type !== 'PersistentVolumeClaim' &&
      preset !== undefined &&
      request !== undefined &&
      compareQuantities(preset, request) !== 0
    )
      fault('defaultRequest', `default value ${shown(preset)} must equal to defaultRequest value ${shown(request)} in ${name}`)
  }
}

function validateRatio(ratio: string, min: string | undefined, max: string | undefined, fault: (detail: string) => void): void {
  if (compareQuantities(ratio, '1') < 0) fault(`ratio ${shown(ratio)} is less than 1`)
  if (min === undefined || max === undefined) return
  const limit = milliValue(max) / milliValue(min)
  if (milliValue(ratio) / 1000 > limit) fault(`ratio ${shown(ratio)} is greater than max/min = ${limit.toFixed(6)}`)
}

function shown(quantity: string | undefined): string {
  return canonicalQuantity(String(quantity))
}
