import { ageOf } from '../../../api/duration.ts'
import type { KubeObject } from '../../../api/object.ts'
import type { Resource } from '../../resource.ts'
import { ANNOUNCED } from '../announced.ts'
import { columns, VERBS } from '../define.ts'
import { FieldErrors, root } from '../validation/errors.ts'

interface PriorityClass extends KubeObject {
  value?: number
  globalDefault?: boolean
  description?: string
  preemptionPolicy?: string
}

/** Values above are the system's own. */
const HIGHEST = 1_000_000_000
const SYSTEM = new Map([
  ['system-node-critical', 2_000_001_000],
  ['system-cluster-critical', 2_000_000_000],
])
const PREEMPTION = ['Never', 'PreemptLowerPriority']
const IMMUTABLE_VALUE = 'may not be changed in an update.'

export const priorityclasses: Resource<PriorityClass> = {
  ...ANNOUNCED.priorityclasses,
  verbs: VERBS,
  defaults(priority) {
    priority.value ??= 0
    priority.preemptionPolicy ??= 'PreemptLowerPriority'
  },
  prepareForCreate(priority) {
    priority.metadata.generation = 1
  },
  validate(priority) {
    const errors = new FieldErrors()
    const { name = '' } = priority.metadata
    const { value = 0, preemptionPolicy } = priority
    if (name.startsWith('system-')) {
      const why = unlikeSystem(priority)
      const reserved = "priority class names with 'system-' prefix are reserved for system use only. error: "
      if (why) errors.forbidden(root('metadata'), 'name', reserved + why)
    } else if (value > HIGHEST) errors.forbidden(root('value'), '', `maximum allowed value of a user defined priority is ${HIGHEST}`)
    if (preemptionPolicy !== undefined && !PREEMPTION.includes(preemptionPolicy))
      errors.notSupported(root('preemptionPolicy'), '', preemptionPolicy, PREEMPTION)
    return errors.list
  },
  validateUpdate(priority, old) {
    const errors = new FieldErrors()
    if (priority.value !== old.value) errors.forbidden(root('Value'), '', IMMUTABLE_VALUE)
    if (priority.preemptionPolicy !== old.preemptionPolicy)
      errors.invalid(root('preemptionPolicy'), '', priority.preemptionPolicy, 'field is immutable')
    return errors.list
  },
  columns: columns('Name|#Value|Global-Default|Age|PreemptionPolicy'),
  cells: ({ metadata, value, globalDefault, preemptionPolicy }, now) => [
    metadata.name ?? '',
    value ?? 0,
    String(globalDefault ?? false),
    ageOf(metadata.creationTimestamp, now),
    preemptionPolicy ?? '<unset>',
  ],
}

/** What tells a class from the cluster's own one of the same name. */
function unlikeSystem({ metadata: { name = '' }, value, globalDefault }: PriorityClass & KubeObject): string | undefined {
  const known = SYSTEM.get(name)
  if (known === undefined) return `${name} is not a known system priority class`
  if (known !== value) return `value of ${name} PriorityClass must be ${known}`
  return globalDefault ? `globalDefault of ${name} PriorityClass must be false` : undefined
}
