import type { Taint, Toleration } from '../../../api/types.ts'
import { type FieldErrors, GoStruct, item, type Path } from '../validation/errors.ts'
import { validateLabelName, valueFaults } from '../validation/labels.ts'

const EFFECTS = ['NoSchedule', 'PreferNoSchedule', 'NoExecute']

export function validateTolerations(errors: FieldErrors, path: Path, tolerations: readonly Toleration[] | undefined): void {
  tolerations?.forEach(({ key, operator, value = '', effect, tolerationSeconds }, i) => {
    const at = item(path, 'tolerations', i)
    if (key) validateLabelName(errors, at, 'key', key)
    if (!key && operator !== 'Exists')
      errors.invalid(
        at,
        'operator',
        operator ?? '',
        'operator must be Exists when `key` is empty, which means "match all values and all keys"',
      )
    if (tolerationSeconds !== undefined && effect !== 'NoExecute')
      errors.invalid(at, 'effect', effect ?? '', "effect must be 'NoExecute' when `tolerationSeconds` is set")
    switch (operator || 'Equal') {
      case 'Equal': {
        const faults = valueFaults(value)
        if (faults.length > 0) errors.invalid(at, 'operator', value, faults.join(';'))
        break
      }
      case 'Exists':
        if (value) errors.invalid(at, 'operator', value, "value must be empty when `operator` is 'Exists'")
        break
      case 'Lt':
      case 'Gt':
        errors.notSupported(at, 'operator', operator, ['Equal', 'Exists', 'Lt', 'Gt'])
        break
      default:
        errors.notSupported(at, 'operator', operator, ['Equal', 'Exists'])
    }
    if (effect && !EFFECTS.includes(effect)) errors.notSupported(at, 'effect', effect, EFFECTS)
  })
}

export function validateTaints(errors: FieldErrors, path: Path, taints: readonly Taint[] | undefined): void {
  const seen = new Set<string>()
  taints?.forEach((taint, i) => {
    const { key = '', value = '', effect = '' } = taint
    const at = item(path, 'taints', i)
    validateLabelName(errors, at, 'key', key)
    const faults = valueFaults(value)
    if (faults.length > 0) errors.invalid(at, 'value', value, faults.join(';'))
    errors.oneOf(at, 'effect', effect, EFFECTS)
    if (seen.has(`${key}:${effect}`))
      errors.duplicate(
        at,
        '',
        new GoStruct({ Key: key, Value: value, Effect: effect, TimeAdded: taint.timeAdded ?? null }),
        'taints must be unique by key and effect pair',
      )
    seen.add(`${key}:${effect}`)
  })
}
