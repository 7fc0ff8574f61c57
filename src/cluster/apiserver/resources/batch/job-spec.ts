import type { JobSpec, PodFailurePolicyRule } from '../../../api/types.ts'
import { defaultPodTemplate } from '../pod-spec/defaults.ts'
import { validatePodTemplate } from '../pod-spec/validate.ts'
import { child, type FieldErrors, GoStruct, item, type Path } from '../validation/errors.ts'
import { qualifiedFaults } from '../validation/labels.ts'

const MAX_INT32 = 2147483647
const MOST_INDEXES = 100_000
const MOST_PARALLEL = 10_000
const ACTIONS = ['Count', 'FailIndex', 'FailJob', 'Ignore']

/** What is filled in for a Job, and not in the template of a CronJob. */
export function defaultJobSpec(spec: JobSpec): void {
  if (spec.completions === undefined && spec.parallelism === undefined) spec.completions = 1
  spec.parallelism ??= 1
  spec.backoffLimit ??= spec.backoffLimitPerIndex === undefined ? 6 : MAX_INT32
  spec.completionMode ??= 'NonIndexed'
  spec.suspend ??= false
  spec.manualSelector ??= false
  spec.podReplacementPolicy ??= spec.podFailurePolicy ? 'Failed' : 'TerminatingOrFailed'
  defaultFailurePolicy(spec)
}

/** What is filled in both in a Job and in the template of one. */
export function defaultJobTemplate(spec: JobSpec): void {
  spec.template ??= {}
  defaultPodTemplate(spec.template)
}

export function defaultFailurePolicy(spec: JobSpec): void {
  for (const rule of spec.podFailurePolicy?.rules ?? []) for (const pattern of rule.onPodConditions ?? []) pattern.status ||= 'True'
}

export function validateJobSpec(errors: FieldErrors, path: Path, spec: JobSpec): void {
  for (const name of [
    'parallelism',
    'completions',
    'activeDeadlineSeconds',
    'backoffLimit',
    'ttlSecondsAfterFinished',
    'backoffLimitPerIndex',
    'maxFailedIndexes',
  ] as const)
    errors.nonNegative(path, name, spec[name])
  if (spec.maxFailedIndexes !== undefined && spec.backoffLimitPerIndex === undefined)
    errors.required(path, 'backoffLimitPerIndex', 'when maxFailedIndexes is specified')
  if (spec.managedBy !== undefined) {
    validateDomainPath(errors, path, 'managedBy', spec.managedBy)
    if (spec.managedBy.length > 63) errors.tooLong(path, 'managedBy', 63)
  }
  validateCompletionMode(errors, path, spec)
  if (spec.podFailurePolicy) validateFailurePolicy(errors, path, spec)
  if (spec.successPolicy) {
    if (spec.completionMode !== 'Indexed')
      errors.invalid(path, 'successPolicy', successPolicyInGo(spec.successPolicy), 'requires indexed completion mode')
    else validateSuccessPolicy(errors, path, spec)
  }
  const replacement = spec.podReplacementPolicy
  const allowed = spec.podFailurePolicy ? ['Failed'] : ['Failed', 'TerminatingOrFailed']
  if (replacement !== undefined && !allowed.includes(replacement)) errors.notSupported(path, 'podReplacementPolicy', replacement, allowed)
  validatePodTemplate(errors, child(path, 'template'), spec.template)
  const policy = spec.template.spec?.restartPolicy
  if (policy === undefined || policy === '' || policy === 'Always')
    errors.required(path, 'template.spec.restartPolicy', 'valid values: "OnFailure", "Never"')
  else if (policy !== 'OnFailure' && policy !== 'Never')
    errors.notSupported(path, 'template.spec.restartPolicy', policy, ['OnFailure', 'Never'])
  else if (spec.podFailurePolicy && policy !== 'Never')
    errors.invalid(path, 'template.spec.restartPolicy', policy, 'only "Never" is supported when podFailurePolicy is specified')
}

/** `example.com/controller` */
export function validateDomainPath(errors: FieldErrors, path: Path, leaf: string, value: string): void {
  const slash = value.indexOf('/')
  if (slash <= 0 || slash === value.length - 1) {
    if (slash < 0) errors.invalid(path, leaf, value, 'must be a domain-prefixed path (such as "acme.io/foo")')
    else errors.invalid(path, leaf, value, 'must be a domain-prefixed path (such as "acme.io/foo")')
    return
  }
  const prefix = value.slice(0, slash)
  for (const fault of qualifiedFaults(`${prefix}/x`)) errors.invalid(path, leaf, prefix, fault.replace(/^prefix part /, ''))
  if (!/^[A-Za-z0-9/\-._~%!$&'()*+,;=:]+$/.test(value.slice(slash + 1)))
    errors.invalid(
      path,
      leaf,
      value.slice(slash + 1),
      "a valid path must consist of alphanumeric characters or '/', '-', '.', '_', '~', '%', '!', '$', '&', ''', '(', ')', '*', '+', ',', ';', '=', ':' (regex used for validation is '[A-Za-z0-9/\\-._~%!$&'()*+,;=:]+')",
    )
}

function validateCompletionMode(errors: FieldErrors, path: Path, spec: JobSpec): void {
  const { completionMode: mode, completions, parallelism, maxFailedIndexes: mostFailed, backoffLimitPerIndex } = spec
  if (mode !== undefined && mode !== 'NonIndexed' && mode !== 'Indexed')
    errors.notSupported(path, 'completionMode', mode, ['NonIndexed', 'Indexed'])
  if (mode === undefined || mode === 'NonIndexed') {
    if (backoffLimitPerIndex !== undefined)
      errors.invalid(path, 'backoffLimitPerIndex', backoffLimitPerIndex, 'requires indexed completion mode')
    if (mostFailed !== undefined) errors.invalid(path, 'maxFailedIndexes', mostFailed, 'requires indexed completion mode')
  }
  if (mode !== 'Indexed') return
  if (completions === undefined) errors.required(path, 'completions', 'when completion mode is Indexed')
  if (parallelism !== undefined && parallelism > MOST_INDEXES)
    errors.invalid(path, 'parallelism', parallelism, `must be less than or equal to ${MOST_INDEXES} when completion mode is Indexed`)
  if (completions !== undefined && mostFailed !== undefined && mostFailed > completions)
    errors.invalid(path, 'maxFailedIndexes', mostFailed, 'must be less than or equal to completions')
  if (mostFailed !== undefined && mostFailed > MOST_INDEXES)
    errors.invalid(path, 'maxFailedIndexes', mostFailed, `must be less than or equal to ${MOST_INDEXES}`)
  if (completions === undefined || completions <= MOST_INDEXES || backoffLimitPerIndex === undefined) return
  const high = `must be less than or equal to ${MOST_PARALLEL} when completions are above ${MOST_INDEXES} and used with backoff limit per index`
  if (mostFailed === undefined) errors.required(path, 'maxFailedIndexes', `must be specified when completions is above ${MOST_INDEXES}`)
  if (parallelism !== undefined && parallelism > MOST_PARALLEL) errors.invalid(path, 'parallelism', parallelism, high)
  if (mostFailed !== undefined && mostFailed > MOST_PARALLEL) errors.invalid(path, 'maxFailedIndexes', mostFailed, high)
}

const quoted = (values: readonly string[]): string => `valid values: [${values.map((value) => `"${value}"`).join(' ')}]`

function validateFailurePolicy(errors: FieldErrors, spec: Path, job: JobSpec): void {
  const path = child(spec, 'podFailurePolicy')
  const rules = job.podFailurePolicy?.rules ?? []
  if (rules.length > 20) errors.tooMany(path, 'rules', rules.length, 20)
  const names = new Set([...(job.template.spec?.containers ?? []), ...(job.template.spec?.initContainers ?? [])].map(({ name }) => name))
  rules.forEach((rule: PodFailurePolicyRule, i) => {
    const at = item(path, 'rules', i)
    const { action, onExitCodes, onPodConditions = [] } = rule
    if (!action) errors.required(at, 'action', quoted(ACTIONS))
    else if (action === 'FailIndex') {
      if (job.backoffLimitPerIndex === undefined) errors.invalid(at, 'action', action, 'requires the backoffLimitPerIndex to be set')
    } else if (!ACTIONS.includes(action)) errors.notSupported(at, 'action', action, ACTIONS)
    if (onExitCodes) validateExitCodes(errors, child(at, 'onExitCodes'), onExitCodes, names)
    if (onPodConditions.length > 20) errors.tooMany(at, 'onPodConditions', onPodConditions.length, 20)
    onPodConditions.forEach(({ type = '', status }, j) => {
      const own = item(at, 'onPodConditions', j)
      const statuses = ['False', 'True', 'Unknown']
      errors.invalidAll(own, 'type', type, qualifiedFaults(type))
      if (!status) errors.required(own, 'status', quoted(statuses))
      else if (!statuses.includes(status)) errors.notSupported(own, 'status', status, statuses)
    })
    if (onExitCodes && onPodConditions.length > 0)
      errors.add('FieldValueInvalid', at, '', 'Invalid value: specifying both OnExitCodes and OnPodConditions is not supported')
    if (!onExitCodes && onPodConditions.length === 0)
      errors.add('FieldValueInvalid', at, '', 'Invalid value: specifying one of OnExitCodes and OnPodConditions is required')
  })
}

function validateExitCodes(
  errors: FieldErrors,
  path: Path,
  requirement: NonNullable<PodFailurePolicyRule['onExitCodes']>,
  names: ReadonlySet<string>,
): void {
  const { operator, containerName, values = [] } = requirement
  const operators = ['In', 'NotIn']
  if (!operator) errors.required(path, 'operator', quoted(operators))
  else if (!operators.includes(operator)) errors.notSupported(path, 'operator', operator, operators)
  if (containerName !== undefined && !names.has(containerName))
    errors.invalid(path, 'containerName', containerName, 'must be one of the container or initContainer names in the pod template')
  if (values.length === 0) errors.invalid(path, 'values', requirement.values ?? null, 'at least one value is required')
  else if (values.length > 255) errors.tooMany(path, 'values', values.length, 255)
  const seen = new Set<number>()
  values.forEach((value, i) => {
    if (operator === 'In' && value === 0) errors.invalid(path, `values[${i}]`, value, 'must not be 0 for the In operator')
    if (seen.has(value)) errors.duplicate(path, `values[${i}]`, value)
    seen.add(value)
  })
  if (values.some((value, i) => i > 0 && (values[i - 1] as number) > value)) errors.invalid(path, 'values', values, 'must be ordered')
}

function validateSuccessPolicy(errors: FieldErrors, spec: Path, job: JobSpec): void {
  const path = child(spec, 'successPolicy')
  const rules = job.successPolicy?.rules ?? []
  const completions = job.completions ?? 0
  if (rules.length === 0) errors.required(path, 'rules', 'at least one rules must be specified when the successPolicy is specified')
  if (rules.length > 20) errors.tooMany(path, 'rules', rules.length, 20)
  rules.forEach(({ succeededCount, succeededIndexes }, i) => {
    const at = item(path, 'rules', i)
    if (succeededCount === undefined && succeededIndexes === undefined)
      errors.required(at, '', 'at least one of succeededCount or succeededIndexes must be specified')
    let total = 0
    if (succeededIndexes !== undefined) {
      if (succeededIndexes.length > 65536) errors.tooLong(at, 'succeededIndexes', 65536)
      const counted = countIndexes(succeededIndexes, completions)
      if (typeof counted === 'number') total = counted
      else errors.invalid(at, 'succeededIndexes', succeededIndexes, `error parsing succeededIndexes: ${counted}`)
    }
    if (succeededCount === undefined) return
    errors.nonNegative(at, 'succeededCount', succeededCount)
    if (succeededCount > completions)
      errors.invalid(
        at,
        'succeededCount',
        succeededCount,
        `must be less than or equal to ${completions} (the number of specified completions)`,
      )
    if (succeededIndexes !== undefined && succeededCount > total)
      errors.invalid(
        at,
        'succeededCount',
        succeededCount,
        `must be less than or equal to ${total} (the number of indexes in the specified succeededIndexes field)`,
      )
  })
}

/** How many indexes `0,2-4` names, or what is wrong with it. */
function countIndexes(text: string, completions: number): number | string {
  if (text === '') return 0
  let last = -1
  let total = 0
  for (const interval of text.split(',')) {
    const limits = interval.split('-')
    if (limits.length > 2)
      return `the fragment ${JSON.stringify(interval)} violates the requirement that an index interval can have at most two parts separated by '-'`
    const numbers: number[] = []
    for (const limit of limits) {
      if (!/^[+-]?\d+$/.test(limit)) return `cannot convert string to integer for index: ${JSON.stringify(limit)}`
      if (Number(limit) >= completions) return `too large index: ${JSON.stringify(limit)}`
      numbers.push(Number(limit))
    }
    const [from, to = from] = numbers as [number, number?]
    if (limits.length > 1 && from >= to) return `non-increasing order, previous: ${from}, current: ${to}`
    if (last >= from) return `non-increasing order, previous: ${last}, current: ${from}`
    total += to - from + 1
    last = to
  }
  return total
}

/** The policy as the server's own type, which has no names for JSON. */
function successPolicyInGo({ rules }: NonNullable<JobSpec['successPolicy']>): unknown {
  const inGo = rules?.map(
    ({ succeededIndexes = null, succeededCount = null }) =>
      new GoStruct({ SucceededIndexes: succeededIndexes, SucceededCount: succeededCount }),
  )
  return { Rules: inGo ?? null }
}
