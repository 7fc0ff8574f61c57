import { ageOf } from '../../../api/duration.ts'
import { equal } from '../../../api/json.ts'
import type { KubeObject } from '../../../api/object.ts'
import type { ResourceQuota, ResourceQuotaSpec, ScopedResourceSelectorRequirement } from '../../../api/types.ts'
import type { Resource } from '../../resource.ts'
import { ANNOUNCED } from '../announced.ts'
import { columns, VERBS } from '../define.ts'
import { validateQuantity, validateResourceName } from '../pod-spec/resources.ts'
import { child, FieldErrors, IMMUTABLE, item, root } from '../validation/errors.ts'

const SPEC = root('spec')
const STATUS = root('status')

/** The scopes and what they may limit beside Pods. */
const SCOPES = [
  'Terminating',
  'NotTerminating',
  'BestEffort',
  'NotBestEffort',
  'PriorityClass',
  'CrossNamespacePodAffinity',
  'VolumeAttributesClass',
]
const OF_PODS = [
  'pods',
  'cpu',
  'memory',
  'requests.cpu',
  'requests.memory',
  'limits.cpu',
  'limits.memory',
  'ephemeral-storage',
  'requests.ephemeral-storage',
  'limits.ephemeral-storage',
]
const CONFLICTS: readonly (readonly [string, string])[] = [
  ['BestEffort', 'NotBestEffort'],
  ['Terminating', 'NotTerminating'],
]

export const resourcequotas: Resource<ResourceQuota & KubeObject> = {
  ...ANNOUNCED.resourcequotas,
  verbs: VERBS,
  defaults(quota) {
    quota.spec ??= {}
    quota.status ??= {}
  },
  prepareForCreate(quota) {
    quota.status = {}
  },
  prepareForUpdate(quota, old) {
    quota.status = old.status
  },
  prepareForStatusUpdate(quota, old) {
    quota.spec = old.spec
  },
  validate(quota) {
    const errors = new FieldErrors()
    validateQuotaSpec(errors, quota.spec ?? {})
    return errors.list
  },
  validateUpdate(quota, old) {
    const errors = new FieldErrors()
    if (quota.spec === old.spec) return errors.list
    validateQuotaSpec(errors, quota.spec ?? {})
    const scopes = [...(quota.spec?.scopes ?? [])].sort()
    if (!equal(scopes, [...(old.spec?.scopes ?? [])].sort())) errors.invalid(SPEC, 'scopes', quota.spec?.scopes, IMMUTABLE)
    return errors.list
  },
  validateStatusUpdate(quota) {
    const errors = new FieldErrors()
    for (const list of ['hard', 'used'] as const)
      for (const [name, amount] of Object.entries(quota.status?.[list] ?? {})) {
        validateResourceName(errors, item(STATUS, list, name), '', name, 'quota')
        validateQuantity(errors, item(STATUS, list, name), '', name, amount as string)
      }
    return errors.list
  },
  columns: columns('Name|Request|Limit|Age'),
  cells(quota, now) {
    const requests: string[] = []
    const limits: string[] = []
    const { hard = {}, used = {} } = quota.status ?? {}
    for (const name of Object.keys(hard).sort())
      (name.startsWith('limits.') ? limits : requests).push(`${name}: ${used[name] ?? '0'}/${hard[name]}`)
    return [quota.metadata.name ?? '', requests.join(', '), limits.join(', '), ageOf(quota.metadata.creationTimestamp, now)]
  },
}

function validateQuotaSpec(errors: FieldErrors, spec: ResourceQuotaSpec): void {
  for (const name of Object.keys(spec.hard ?? {}).sort()) {
    validateResourceName(errors, item(SPEC, 'hard', name), '', name, 'quota')
    validateQuantity(errors, item(SPEC, 'hard', name), '', name, spec.hard?.[name] as string)
  }
  if (spec.scopes) validateScopes(errors, spec)
  if (spec.scopeSelector) validateScopeSelector(errors, spec)
}

/** Does the scope say anything about the resource? */
function mayLimit(scope: string, resource: string): boolean {
  if (scope === 'BestEffort') return resource === 'pods'
  if (scope === 'VolumeAttributesClass') return resource === 'requests.storage' || resource === 'persistentvolumeclaims'
  return OF_PODS.includes(resource)
}

/** Resources that Kubernetes does not know itself may be limited in every scope. */
const isCounted = (resource: string): boolean => !resource.includes('/') && !resource.startsWith('count/')

function validateScopes(errors: FieldErrors, { scopes = [], hard = {} }: ResourceQuotaSpec): void {
  for (const scope of scopes) {
    if (!SCOPES.includes(scope)) errors.invalid(SPEC, 'scopes', scopes, 'unsupported scope')
    else
      for (const name of Object.keys(hard).sort())
        if (isCounted(name) && !mayLimit(scope, name)) errors.invalid(SPEC, 'scopes', scopes, 'unsupported scope applied to resource')
  }
  for (const pair of CONFLICTS)
    if (pair.every((scope) => scopes.includes(scope))) errors.invalid(SPEC, 'scopes', scopes, 'conflicting scopes')
}

function validateScopeSelector(errors: FieldErrors, { scopeSelector, hard = {} }: ResourceQuotaSpec): void {
  const path = child(SPEC, 'scopeSelector')
  const { matchExpressions = [] } = scopeSelector ?? {}
  matchExpressions.forEach((requirement: ScopedResourceSelectorRequirement, i) => {
    const { scopeName, operator, values = [] } = requirement
    const at = item(path, 'matchExpressions', i)
    if (!SCOPES.includes(scopeName)) errors.invalid(at, 'scopeName', scopeName, 'unsupported scope')
    else
      for (const name of Object.keys(hard).sort())
        if (isCounted(name) && !mayLimit(scopeName, name)) errors.invalid(path, '', scopeSelector, 'unsupported scope applied to resource')
    if (scopeName !== 'PriorityClass' && scopeName !== 'VolumeAttributesClass' && operator !== 'Exists')
      errors.invalid(
        at,
        'operator',
        operator,
        "must be 'Exist' when scope is any of ResourceQuotaScopeTerminating, ResourceQuotaScopeNotTerminating, ResourceQuotaScopeBestEffort, ResourceQuotaScopeNotBestEffort or ResourceQuotaScopeCrossNamespacePodAffinity",
      )
    if (operator === 'In' || operator === 'NotIn') {
      if (values.length === 0)
        errors.required(at, 'values', "must be at least one value when `operator` is 'In' or 'NotIn' for scope selector")
    } else if (operator === 'Exists' || operator === 'DoesNotExist') {
      if (values.length > 0)
        errors.invalid(at, 'values', values, "must be no value when `operator` is 'Exists' or 'DoesNotExist' for scope selector")
    } else errors.invalid(at, 'operator', operator, 'not a valid selector operator')
  })
  const names = matchExpressions.map((requirement) => requirement.scopeName)
  for (const pair of CONFLICTS)
    if (pair.every((scope) => names.includes(scope as (typeof names)[number])))
      errors.invalid(path, '', scopeSelector, 'conflicting scopes')
}
