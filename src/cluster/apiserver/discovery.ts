import type { JsonObject } from '../api/object.ts'
import { authenticate } from './authentication.ts'
import { authorizePath } from './authorization/authorize.ts'
import { REVIEW_NAMES } from './authorization/review-names.ts'
import type { Catalog } from './catalog.ts'
import type { ApiRequest, ApiResponse } from './door.ts'
import type { Server } from './registry/server.ts'
import { partsOf } from './request-info.ts'
import type { Resource } from './resource.ts'
import { SELDOM_RESOURCES } from './resources/later.ts'
import { isRefusal, type Refusal } from './status.ts'

/** Groups in the server's order; others follow. */
const GROUP_ORDER = [
  '',
  'apiregistration.k8s.io',
  'apps',
  'events.k8s.io',
  'authentication.k8s.io',
  'authorization.k8s.io',
  'autoscaling',
  'batch',
  'certificates.k8s.io',
  'networking.k8s.io',
  'policy',
  'rbac.authorization.k8s.io',
  'storage.k8s.io',
  'admissionregistration.k8s.io',
  'apiextensions.k8s.io',
  'scheduling.k8s.io',
  'coordination.k8s.io',
  'node.k8s.io',
  'discovery.k8s.io',
  'resource.k8s.io',
  'flowcontrol.apiserver.k8s.io',
]

/** What discovery says of a resource or subresource. */
export interface Entry {
  name: string
  singular: string
  kind: string
  namespaced: boolean
  verbs: readonly string[]
  shortNames?: readonly string[] | undefined
  categories?: readonly string[] | undefined
  /** of subresources with a kind of another group */
  group?: string
  version?: string
}

export interface Version {
  group: string
  version: string
  entries: Entry[]
}

const READ_WRITE = ['get', 'patch', 'update']
const PROXY = ['create', 'delete', 'get', 'patch', 'update']

/** Subresources whose kind or verbs are not their resource's. */
const SUBRESOURCES: Record<string, Partial<Entry>> = {
  scale: { kind: 'Scale', group: 'autoscaling', version: 'v1' },
  'pods/attach': { kind: 'PodAttachOptions', verbs: ['create', 'get'] },
  'pods/binding': { kind: 'Binding', verbs: ['create'] },
  'pods/eviction': { kind: 'Eviction', group: 'policy', version: 'v1', verbs: ['create'] },
  'pods/exec': { kind: 'PodExecOptions', verbs: ['create', 'get'] },
  'pods/log': { verbs: ['get'] },
  'pods/portforward': { kind: 'PodPortForwardOptions', verbs: ['create', 'get'] },
  'pods/proxy': { kind: 'PodProxyOptions', verbs: PROXY },
  'services/proxy': { kind: 'ServiceProxyOptions', verbs: PROXY },
  'nodes/proxy': { kind: 'NodeProxyOptions', verbs: PROXY },
  'namespaces/finalize': { verbs: ['update'] },
  'serviceaccounts/token': { kind: 'TokenRequest', group: 'authentication.k8s.io', version: 'v1', verbs: ['create'] },
}

function entriesOf(resource: Resource): Entry[] {
  const { plural, singular, kind, namespaced, shortNames, categories } = resource
  const verbs = [...resource.verbs].sort()
  const own: Entry = { name: plural, singular, kind, namespaced, verbs, shortNames, categories }
  const subs = [...(resource.subresources ?? [])].sort().map((sub): Entry => {
    const known = SUBRESOURCES[`${plural}/${sub}`] ?? SUBRESOURCES[sub] ?? {}
    return { name: `${plural}/${sub}`, singular: '', kind, namespaced, verbs: READ_WRITE, ...known }
  })
  return [own, ...subs]
}

const versionsOf = new WeakMap<Catalog, Version[]>()

/** Every group's versions, preferred first, with what they serve. */
export function versions({ catalog }: Server): Version[] {
  const known = versionsOf.get(catalog)
  if (known) return known
  const found = new Map<string, Version>()
  const at = (group: string, version: string): Version => {
    const key = `${group}/${version}`
    const one = found.get(key) ?? { group, version, entries: [] }
    found.set(key, one)
    return one
  }
  for (const resource of catalog.resources) at(resource.group, resource.version).entries.push(...entriesOf(resource))
  for (const { group, plural, singular, kind, namespaced } of REVIEW_NAMES)
    at(group, 'v1').entries.push({ name: plural, singular, kind, namespaced, verbs: ['create'] })
  // The recorded server has more groups; what is in them is not simulated, and not listed.
  for (const group of GROUP_ORDER) at(group, group === 'autoscaling' ? 'v2' : 'v1')
  at('', 'v1').entries.push({ name: 'bindings', singular: 'binding', kind: 'Binding', namespaced: true, verbs: ['create'] })
  const order = (group: string): number => (GROUP_ORDER.includes(group) ? GROUP_ORDER.indexOf(group) : GROUP_ORDER.length)
  const all = [...found.values()].sort((a, b) => order(a.group) - order(b.group) || (a.version < b.version ? 1 : -1))
  for (const one of all) one.entries.sort((a, b) => (a.name < b.name ? -1 : 1))
  versionsOf.set(catalog, all)
  return all
}

const GROUP_VERSION = /^\/(?:api|apis\/([^/]+))\/([^/]+)\/*$/

/** Is it what kubectl asks before all else: which groups there are, and what is in one? Other paths without a resource are rarer. */
export function isDiscovery({ path, headers }: Pick<ApiRequest, 'path' | 'headers'>): boolean {
  return GROUP_VERSION.test(path) || (/^\/apis\/*$/.test(path) && !isAggregated(headers))
}

/** Does a client want all that there is in one answer? */
export function isAggregated(headers: ApiRequest['headers']): boolean {
  return (headers?.['accept'] ?? '').includes('as=APIGroupDiscoveryList')
}

/** Answers paths that name no resource: versions, health, discovery, OpenAPI. Undefined: the path is a resource's. */
export function discover(server: Server, request: ApiRequest): ApiResponse | undefined {
  const parts = partsOf(request.path)
  if (parts.length > (parts[0] === 'api' ? 2 : 3) && (parts[0] === 'api' || parts[0] === 'apis')) return undefined
  const path = request.path.length > 1 ? request.path.replace(/\/+$/, '') : request.path
  const found = isDiscovery(request) ? listed(server, path) : SELDOM_RESOURCES.value.answerPath(server, request, path, parts)
  if (found === undefined) return undefined
  const user = authenticate(server, request)
  if (isRefusal(user)) return refused(user)
  const denied = authorizePath(server, user, 'get', path)
  if (denied) return refused(denied)
  return found
}

function listed(server: Server, path: string): ApiResponse {
  const [, group = '', version] = GROUP_VERSION.exec(path) ?? []
  if (version === undefined) return respond(groupList(server))
  const one = versions(server).find((each) => each.group === group && each.version === version)
  return one ? respond(resourceList(one)) : notFoundPath()
}

/** What the server says at a path that it does not have. */
export function notFoundPath(): ApiResponse {
  return respond('404 page not found\n', 'text/plain; charset=utf-8', 404)
}

function refused(answer: Refusal): ApiResponse {
  return { status: answer.code, headers: { 'content-type': 'application/json' }, warnings: [], body: answer.status }
}

export function respond(body: unknown, type = 'application/json', status = 200): ApiResponse {
  return { status, headers: { 'content-type': type }, warnings: [], body }
}

function groupVersionOf({ group, version }: { group: string; version: string }): string {
  return group ? `${group}/${version}` : version
}

export function groupList(server: Server): { kind: string; apiVersion: string; groups: JsonObject[] } {
  const groups: JsonObject[] = []
  for (const one of versions(server)) {
    if (one.group === '') continue
    const entry = { groupVersion: groupVersionOf(one), version: one.version }
    const known = groups.find((group) => group['name'] === one.group)
    if (known) known['versions'].push(entry)
    else groups.push({ name: one.group, versions: [entry], preferredVersion: entry })
  }
  return { kind: 'APIGroupList', apiVersion: 'v1', groups }
}

function resourceList(one: Version): JsonObject {
  return {
    kind: 'APIResourceList',
    ...(one.group ? { apiVersion: 'v1' } : {}),
    groupVersion: groupVersionOf(one),
    resources: one.entries.map(({ name, singular, namespaced, group, version, kind, verbs, shortNames, categories }) => ({
      name,
      singularName: singular,
      namespaced,
      ...(group ? { group, version } : {}),
      kind,
      verbs,
      ...(shortNames?.length ? { shortNames } : {}),
      ...(categories?.length ? { categories } : {}),
    })),
  }
}
