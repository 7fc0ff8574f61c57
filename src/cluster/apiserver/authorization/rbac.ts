import { ownValue } from '../../api/json.ts'
import type { KubeObject } from '../../api/object.ts'
import type { UserInfo } from '../door.ts'
import type { Server } from '../registry/server.ts'

/** What somebody wants to do: to a resource, or to a path that is none. */
export interface Attributes {
  verb: string
  group?: string
  resource?: string
  subresource?: string
  namespace?: string
  name?: string
  path?: string
}

interface Rule {
  verbs?: string[]
  apiGroups?: string[]
  resources?: string[]
  resourceNames?: string[]
  nonResourceURLs?: string[]
}

const ADMIN_GROUPS: Record<string, string> = { 'system:masters': 'cluster-admin', 'kubeadm:cluster-admins': 'kubeadm:cluster-admins' }

/** What everybody who is known may do (system:discovery, system:basic-user, system:public-info-viewer). */
const PUBLIC_PATHS = ['/healthz', '/livez', '/readyz', '/version', '/version/']
const DISCOVERY_PATHS = ['/api', '/api/*', '/apis', '/apis/*', '/openapi', '/openapi/*']
const SELF_REVIEWS = new Set(['selfsubjectaccessreviews', 'selfsubjectrulesreviews', 'selfsubjectreviews'])

/** Why the user may do it; undefined when nothing allows it. */
export function allows(server: Server, user: UserInfo, wanted: Attributes): string | undefined {
  for (const group of user.groups) {
    const binding = ownValue(ADMIN_GROUPS, group)
    if (binding) return `RBAC: allowed by ClusterRoleBinding "${binding}" of ClusterRole "cluster-admin" to Group "${group}"`
  }
  if (wanted.path !== undefined) {
    if (wanted.verb === 'get' && PUBLIC_PATHS.some((pattern) => pathMatches(pattern, wanted.path as string))) return 'public'
    if (
      user.groups.includes('system:authenticated') &&
      wanted.verb === 'get' &&
      DISCOVERY_PATHS.some((pattern) => pathMatches(pattern, wanted.path as string))
    )
      return 'discovery'
  } else if (user.groups.includes('system:authenticated') && wanted.verb === 'create' && SELF_REVIEWS.has(wanted.resource ?? ''))
    return 'self'
  for (const binding of server.store.table('clusterrolebindings.rbac.authorization.k8s.io').list()) {
    const reason = viaBinding(server, user, wanted, binding)
    if (reason) return reason
  }
  if (!wanted.namespace) return undefined
  for (const binding of server.store.table('rolebindings.rbac.authorization.k8s.io').list(wanted.namespace)) {
    const reason = viaBinding(server, user, wanted, binding)
    if (reason) return reason
  }
  return undefined
}

function viaBinding(server: Server, user: UserInfo, wanted: Attributes, binding: KubeObject): string | undefined {
  const namespace = binding.metadata.namespace ?? ''
  const subject = ((binding['subjects'] ?? []) as Record<string, string>[]).find((one) => isSubject(one, user, namespace))
  if (!subject) return undefined
  const { kind, name } = binding['roleRef'] ?? {}
  const role =
    kind === 'Role'
      ? server.store.table('roles.rbac.authorization.k8s.io').get(namespace, name)
      : server.store.table('clusterroles.rbac.authorization.k8s.io').get('', name)
  const rules = (role?.['rules'] ?? []) as Rule[]
  if (!rules.some((rule) => ruleAllows(rule, wanted))) return undefined
  const bound = `${binding.metadata.name}${namespace ? `/${namespace}` : ''}`
  const whom =
    subject['kind'] === 'ServiceAccount'
      ? `${subject['kind']} "${subject['name']}/${subject['namespace'] ?? namespace}"`
      : `${subject['kind']} "${subject['name']}"`
  return `RBAC: allowed by ${binding.kind} "${bound}" of ${kind} "${name}" to ${whom}`
}

function isSubject(subject: Record<string, string>, user: UserInfo, namespace: string): boolean {
  const { kind, name } = subject
  if (kind === 'User') return name === user.name
  if (kind === 'Group') return user.groups.includes(name as string)
  return user.name === `system:serviceaccount:${subject['namespace'] || namespace}:${name}`
}

export function ruleAllows(rule: Rule, wanted: Attributes): boolean {
  if (!has(rule.verbs, wanted.verb)) return false
  if (wanted.path !== undefined) return (rule.nonResourceURLs ?? []).some((pattern) => pathMatches(pattern, wanted.path as string))
  if (!has(rule.apiGroups, wanted.group ?? '')) return false
  const resource = wanted.subresource ? `${wanted.resource}/${wanted.subresource}` : (wanted.resource ?? '')
  const matches = (rule.resources ?? []).some(
    (one) =>
      one === '*' ||
      one === resource ||
      (wanted.subresource !== undefined && wanted.subresource !== '' && one === `*/${wanted.subresource}`),
  )
  if (!matches) return false
  return !rule.resourceNames?.length || rule.resourceNames.includes(wanted.name ?? '')
}

function has(list: readonly string[] | undefined, item: string): boolean {
  return list !== undefined && (list.includes('*') || list.includes(item))
}

function pathMatches(pattern: string, path: string): boolean {
  return pattern === '*' || pattern === path || (pattern.endsWith('*') && path.startsWith(pattern.slice(0, -1)))
}
