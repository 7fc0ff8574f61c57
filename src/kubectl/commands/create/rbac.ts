import { ownValue } from '../../../cluster/api/json.ts'
import type { JsonObject } from '../../../cluster/api/object.ts'
import type { Task } from '../../../sim/task.ts'
import { BareError, CommandError } from '../../errors.ts'
import type { Invocation } from '../../invocation.ts'
import { generatorCommand } from './generator.ts'

const GROUP = 'rbac.authorization.k8s.io'
const API_VERSION = `${GROUP}/v1`

const ROLE_FLAGS = `
--resource stringSlice  Resources, as pods or deployments.apps or pods/log.
--resource-name stringArray  Only objects with this name; may be repeated.
--verb stringSlice  Verbs, as get, list, watch.
`

const VERBS = [
  'get',
  'list',
  'watch',
  'create',
  'update',
  'patch',
  'delete',
  'deletecollection',
  'use',
  'bind',
  'impersonate',
  '*',
  'escalate',
]

/** Verbs that are for some resources only, those of them among that no server knows: `users`, as RBAC says it. */
const SPECIAL: Readonly<Record<string, readonly string[]>> = {
  use: ['podsecuritypolicies.policy', 'podsecuritypolicies.extensions'],
  bind: [`roles.${GROUP}`, `clusterroles.${GROUP}`],
  escalate: [`roles.${GROUP}`, `clusterroles.${GROUP}`],
  impersonate: ['users', 'serviceaccounts', 'groups', 'userextras.authentication.k8s.io'],
}

/** What HTTP can ask of a path that is no resource. */
const PATH_VERBS = ['*', 'get', 'post', 'put', 'delete', 'patch', 'head', 'options']

/** One rule an API group, with the resources that the flags name. */
function* rulesOf(k: Invocation, verbs: readonly string[]): Task<JsonObject[]> {
  const resources = k.list('resource')
  if (resources.length === 0) throw new CommandError('at least one resource must be specified')
  yield* k.connect()
  for (const verb of verbs) if (!VERBS.includes(verb)) k.warn(`'${verb}' is not a standard resource verb`)
  const groups = new Map<string, Set<string>>()
  for (const given of resources) {
    const [type = '', subresource = ''] = given.split('/')
    const { name, group } = type === '*' ? { name: '*', group: '' } : resourceOf(k, type, verbs)
    const listed = groups.get(group) ?? new Set()
    groups.set(group, listed.add(subresource ? `${name}/${subresource}` : name))
  }
  const names = k.list('resource-name')
  return [...groups]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([group, listed]) => ({
      verbs,
      apiGroups: [group],
      resources: [...listed],
      ...(names.length > 0 ? { resourceNames: names } : {}),
    }))
}

/** The resource that TYPE[.GROUP] names, if the verbs are for it. */
function resourceOf(k: Invocation, type: string, verbs: readonly string[]): { name: string; group: string } {
  const [word = '', ...rest] = type.split('.')
  if (word === '') throw new CommandError('resource must be specified if apiGroup/subresource specified')
  const mapping = k.mapper.find(type)
  const found = mapping ? { name: mapping.resource, group: mapping.group } : { name: word, group: rest.join('.') }
  let known = mapping !== undefined
  for (const verb of verbs) {
    const fitting = ownValue(SPECIAL, verb)
    if (!fitting) continue
    if (!fitting.includes(found.group ? `${found.name}.${found.group}` : found.name))
      throw new CommandError(`can not perform '${verb}' on '${found.name}' in group '${found.group}'`)
    known = true
  }
  if (!known) throw new BareError(`the server doesn't have a resource type "${word}"${found.group ? ` in group "${found.group}"` : ''}`)
  return found
}

function verbsOf(k: Invocation): string[] {
  const verbs = [...new Set(k.list('verb'))]
  if (verbs.length === 0) throw new CommandError('at least one verb must be specified')
  return verbs.includes('*') ? ['*'] : verbs
}

export const createRole = generatorCommand({
  name: 'role',
  use: 'role NAME --verb=verb --resource=resource.group/subresource [--resource-name=resourcename] [--dry-run=server|client|none]',
  short: 'Create a role with single rule',
  flags: ROLE_FLAGS,
  *build(k, name) {
    return { kind: 'Role', apiVersion: API_VERSION, metadata: { name }, rules: yield* rulesOf(k, verbsOf(k)) }
  },
})

export const createClusterRole = generatorCommand({
  name: 'clusterrole',
  use: 'clusterrole NAME --verb=verb --resource=resource.group [--resource-name=resourcename] [--dry-run=server|client|none]',
  short: 'Create a cluster role',
  clusterScoped: true,
  flags: `${ROLE_FLAGS}--aggregation-rule stringToString  Labels of the ClusterRoles whose rules this one collects.
--non-resource-url stringSlice  Paths that are no resources.
`,
  *build(k, name) {
    const head = { kind: 'ClusterRole', apiVersion: API_VERSION, metadata: { name } }
    const labels = k.list('aggregation-rule')
    const [urls, resources] = [k.list('non-resource-url'), k.list('resource')]
    if (labels.length > 0) {
      if ([...k.list('verb'), ...resources, ...urls, ...k.list('resource-name')].length > 0)
        throw new CommandError('aggregation rule must be specified without nonResourceURLs, verbs, resources or resourceNames')
      const matchLabels = Object.fromEntries(labels.map((pair) => pair.split('=', 2) as [string, string]))
      return { ...head, rules: null, aggregationRule: { clusterRoleSelectors: [{ matchLabels }] } }
    }
    const verbs = verbsOf(k)
    if (resources.length + urls.length === 0) throw new CommandError('one of resource or nonResourceURL must be specified')
    const rules = resources.length > 0 ? yield* rulesOf(k, verbs) : []
    if (urls.length > 0) rules.push(pathRule(verbs, urls))
    return { ...head, rules }
  },
})

function pathRule(verbs: readonly string[], urls: readonly string[]): JsonObject {
  for (const verb of verbs) if (!PATH_VERBS.includes(verb)) throw new CommandError(`invalid verb: '${verb}' for nonResourceURL`)
  for (const url of urls) if (url !== '*' && !url.startsWith('/')) throw new CommandError('nonResourceURL should start with /')
  return { verbs, nonResourceURLs: urls }
}

const BINDING_FLAGS = `
--clusterrole string  The ClusterRole to grant.
--group stringArray  A group that gets it; may be repeated.
--serviceaccount stringArray  A ServiceAccount that gets it, NAMESPACE:NAME; may be repeated.
--user stringArray  A user that gets it; may be repeated.
`

function binding(k: Invocation, kind: string, name: string, role: { kind: string; name: string }): JsonObject {
  const subjects = subjectsOf(k)
  return {
    kind,
    apiVersion: API_VERSION,
    metadata: { name },
    ...(subjects.length > 0 ? { subjects } : {}),
    roleRef: { apiGroup: GROUP, ...role },
  }
}

/** The subjects that --user, --group and --serviceaccount name. */
export function subjectsOf(k: Invocation): JsonObject[] {
  return [
    ...k.list('user').map((name) => ({ kind: 'User', apiGroup: GROUP, name })),
    ...k.list('group').map((name) => ({ kind: 'Group', apiGroup: GROUP, name })),
    ...k.list('serviceaccount').map((text) => {
      const [namespace, name, more] = text.split(':')
      if (!namespace || !name || more !== undefined) throw new CommandError('serviceaccount must be <namespace>:<name>')
      return { kind: 'ServiceAccount', name, namespace }
    }),
  ]
}

export const createRoleBinding = generatorCommand({
  name: 'rolebinding',
  use: 'rolebinding NAME --clusterrole=NAME|--role=NAME [--user=username] [--group=groupname] [--serviceaccount=namespace:serviceaccountname] [--dry-run=server|client|none]',
  short: 'Create a role binding for a particular role or cluster role',
  failure: 'failed to create rolebinding: ',
  flags: `${BINDING_FLAGS}--role string  The Role to grant.\n`,
  build: (k, name) => {
    const [role, clusterRole] = [k.str('role'), k.str('clusterrole')]
    if ((role === '') === (clusterRole === '')) throw new CommandError('exactly one of clusterrole or role must be specified')
    return binding(k, 'RoleBinding', name, role ? { kind: 'Role', name: role } : { kind: 'ClusterRole', name: clusterRole })
  },
})

export const createClusterRoleBinding = generatorCommand({
  name: 'clusterrolebinding',
  use: 'clusterrolebinding NAME --clusterrole=NAME [--user=username] [--group=groupname] [--serviceaccount=namespace:serviceaccountname] [--dry-run=server|client|none]',
  short: 'Create a cluster role binding for a particular cluster role',
  failure: 'failed to create clusterrolebinding: ',
  clusterScoped: true,
  required: ['clusterrole'],
  flags: BINDING_FLAGS,
  build: (k, name) => binding(k, 'ClusterRoleBinding', name, { kind: 'ClusterRole', name: k.str('clusterrole') }),
})
