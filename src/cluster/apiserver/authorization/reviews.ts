import type { JsonObject } from '../../api/object.ts'
import { userOfToken } from '../authentication.ts'
import type { UserInfo } from '../door.ts'
import type { Server } from '../registry/server.ts'
import { type Attributes, allows } from './rbac.ts'
import { REVIEW_NAMES } from './review-names.ts'

/** What the server says to one. */
type Respond = (server: Server, user: UserInfo, review: JsonObject, namespace: string) => JsonObject

const AUTHORIZATION = 'authorization.k8s.io'
const AUTHENTICATION = 'authentication.k8s.io'

function attributesOf(spec: JsonObject): Attributes {
  const resource = spec['resourceAttributes']
  if (!resource) return { verb: spec['nonResourceAttributes']?.verb ?? '', path: spec['nonResourceAttributes']?.path ?? '' }
  const { verb = '', group = '', resource: plural = '', subresource = '', namespace = '', name = '' } = resource
  return { verb, group, resource: plural, subresource, namespace, name }
}

function verdict(server: Server, user: UserInfo, spec: JsonObject): JsonObject {
  const reason = allows(server, user, attributesOf(spec))
  return reason === undefined ? { allowed: false } : { allowed: true, reason }
}

function subjectOf(spec: JsonObject): UserInfo {
  return { name: spec['user'] ?? '', groups: spec['groups'] ?? [] }
}

/** The rules that bindings give a user in a namespace. */
function rulesOf(server: Server, user: UserInfo, namespace: string): JsonObject {
  const all = allows(server, user, { verb: 'podtalk', group: 'podtalk', resource: 'podtalk', namespace })
  if (all) {
    return {
      resourceRules: [{ verbs: ['*'], apiGroups: ['*'], resources: ['*'] }],
      nonResourceRules: [{ verbs: ['*'], nonResourceURLs: ['*'] }],
      incomplete: false,
    }
  }
  const resourceRules: JsonObject[] = [
    { verbs: ['create'], apiGroups: [AUTHENTICATION], resources: ['selfsubjectreviews'] },
    { verbs: ['create'], apiGroups: [AUTHORIZATION], resources: ['selfsubjectaccessreviews', 'selfsubjectrulesreviews'] },
  ]
  const matches = (binding: JsonObject): boolean =>
    (binding['subjects'] ?? []).some(
      (one: JsonObject) =>
        (one['kind'] === 'User' && one['name'] === user.name) ||
        (one['kind'] === 'Group' && user.groups.includes(one['name'])) ||
        (one['kind'] === 'ServiceAccount' && user.name === `system:serviceaccount:${one['namespace'] || namespace}:${one['name']}`),
    )
  const roles = server.store.table('roles.rbac.authorization.k8s.io')
  const clusterRoles = server.store.table('clusterroles.rbac.authorization.k8s.io')
  const bindings = [
    ...server.store.table('clusterrolebindings.rbac.authorization.k8s.io').list(),
    ...server.store.table('rolebindings.rbac.authorization.k8s.io').list(namespace),
  ]
  for (const binding of bindings) {
    if (!matches(binding)) continue
    const { kind, name } = binding['roleRef']
    const role = kind === 'Role' ? roles.get(namespace, name) : clusterRoles.get('', name)
    resourceRules.push(...(role?.['rules'] ?? []).filter((rule: JsonObject) => rule['resources']))
  }
  const nonResourceURLs = [
    '/api',
    '/api/*',
    '/apis',
    '/apis/*',
    '/healthz',
    '/livez',
    '/openapi',
    '/openapi/*',
    '/readyz',
    '/version',
    '/version/',
  ]
  return { resourceRules, nonResourceRules: [{ verbs: ['get'], nonResourceURLs }], incomplete: false }
}

const ANSWERS: Readonly<Record<string, Respond>> = {
  SelfSubjectReview: (_server, user) => ({ status: { userInfo: { username: user.name, groups: user.groups } } }),
  TokenReview(server, _user, { spec = {} }) {
    const found = userOfToken(server, spec.token ?? '')
    const status = found
      ? { authenticated: true, user: { username: found.name, groups: found.groups } }
      : { error: '[invalid bearer token, token lookup failed]', user: {} }
    return { spec, status }
  },
  LocalSubjectAccessReview: (server, _user, { spec = {} }) => ({ spec, status: verdict(server, subjectOf(spec), spec) }),
  SelfSubjectAccessReview: (server, user, { spec = {} }) => ({ spec, status: verdict(server, user, spec) }),
  SelfSubjectRulesReview: (server, user, { spec = {} }) => ({ spec: {}, status: rulesOf(server, user, spec.namespace ?? 'default') }),
  SubjectAccessReview: (server, _user, { spec = {} }) => ({ spec, status: verdict(server, subjectOf(spec), spec) }),
}

/** The review that a path names (`isReview`). */
export function reviewOf({ group, resource }: { group: string; resource: string }): { kind: string; answer: Respond } {
  const { kind = '' } = REVIEW_NAMES.find((one) => one.plural === resource && one.group === group) ?? {}
  return { kind, answer: ANSWERS[kind] as Respond }
}
