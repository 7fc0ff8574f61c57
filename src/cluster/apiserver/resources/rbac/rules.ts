import type { KubeObject } from '../../../api/object.ts'
import type { ClusterRole, PolicyRule } from '../../../api/types.ts'
import type { Resource } from '../../resource.ts'
import { ANNOUNCED, type Announced } from '../announced.ts'
import { columns, VERBS } from '../define.ts'
import { FieldErrors, type Path, root } from '../validation/errors.ts'
import { nameIsPathSegment } from '../validation/names.ts'

type AnyRole = ClusterRole & KubeObject

function role(names: Announced): Resource<AnyRole> {
  const { namespaced } = names
  const check = (object: AnyRole): FieldErrors['list'] => {
    const errors = new FieldErrors()
    object.rules?.forEach((rule, i) => validateRule(errors, rule, i, namespaced))
    if (!namespaced) validateAggregation(errors, object)
    return errors.list
  }
  return {
    ...names,
    verbs: VERBS,
    defaults(object) {
      object.rules ??= null as never
    },
    validate: check,
    validateUpdate: check,
    validateName: nameIsPathSegment,
    columns: columns('Name|@Created At'),
    cells: ({ metadata }) => [metadata.name ?? '', metadata.creationTimestamp ?? ''],
  }
}

export const roles = role(ANNOUNCED.roles)
export const clusterroles = role(ANNOUNCED.clusterroles)

function validateRule(errors: FieldErrors, rule: PolicyRule, index: number, namespaced: boolean): void {
  const at: Path = { up: undefined, name: 'rules', key: index }
  const { verbs = [], apiGroups = [], resources = [], resourceNames = [], nonResourceURLs = [] } = rule
  if (verbs.length === 0) errors.required(at, 'verbs', 'verbs must contain at least one value')
  if (nonResourceURLs.length > 0) {
    if (namespaced) errors.invalid(at, 'nonResourceURLs', nonResourceURLs, 'namespaced rules cannot apply to non-resource URLs')
    if (apiGroups.length + resources.length + resourceNames.length > 0)
      errors.invalid(at, 'nonResourceURLs', nonResourceURLs, 'rules cannot apply to both regular resources and non-resource URLs')
    return
  }
  if (apiGroups.length === 0) errors.required(at, 'apiGroups', 'resource rules must supply at least one api group')
  if (resources.length === 0) errors.required(at, 'resources', 'resource rules must supply at least one resource')
}

function validateAggregation(errors: FieldErrors, { aggregationRule }: ClusterRole): void {
  if (aggregationRule && !aggregationRule.clusterRoleSelectors?.length)
    errors.required(
      root('aggregationRule'),
      'clusterRoleSelectors',
      'at least one clusterRoleSelector required if aggregationRule is non-nil',
    )
}
