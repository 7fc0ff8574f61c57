import type { JsonObject } from '../api/object.ts'
import { authenticate } from './authentication.ts'
import { authorizePath } from './authorization/authorize.ts'
import { REVIEW_NAMES } from './authorization/review-names.ts'
import type { Catalog } from './catalog.ts'
import type { ApiRequest, ApiResponse } from './door.ts'
import type { Server } from './registry/server.ts'
import { partsOf } from './request-info.ts'
import type { Resource } from './resource.ts'
import { isRefusal, type Refusal } from './status.ts'
import { VERSION } from './version.ts'

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
interface Entry {
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

interface Version {
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
function versions({ catalog }: Server): Version[] {
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

const AGGREGATED = 'as=APIGroupDiscoveryList'
const HEALTH = /^\/(healthz|livez|readyz)(\/.*)?$/

/** Answers paths that name no resource: versions, health, discovery, OpenAPI. Undefined: the path is a resource's. */
export function discover(server: Server, request: ApiRequest): ApiResponse | undefined {
  const parts = partsOf(request.path)
  if (parts.length > (parts[0] === 'api' ? 2 : 3) && (parts[0] === 'api' || parts[0] === 'apis')) return undefined
  const path = request.path.length > 1 ? request.path.replace(/\/+$/, '') : request.path
  const found = answer(server, request, path, parts)
  if (found === undefined) return undefined
  const user = authenticate(server, request)
  if (isRefusal(user)) return refused(user)
  const denied = authorizePath(server, user, 'get', path)
  if (denied) return refused(denied)
  return found
}

function refused(answer: Refusal): ApiResponse {
  return { status: answer.code, headers: { 'content-type': 'application/json' }, warnings: [], body: answer.status }
}

function respond(body: unknown, type = 'application/json', status = 200): ApiResponse {
  return { status, headers: { 'content-type': type }, warnings: [], body }
}

function answer(server: Server, request: ApiRequest, path: string, parts: readonly string[]): ApiResponse | undefined {
  const accept = request.headers?.['accept'] ?? ''
  const aggregated = accept.includes(AGGREGATED)
  const aggregatedType = `application/json;g=apidiscovery.k8s.io;v=v2;${AGGREGATED}`
  if (HEALTH.test(path)) return health(request, parts)
  if (path === '/version') return respond(VERSION)
  if (path === '/api') return aggregated ? respond(aggregate(server, true), aggregatedType) : respond(LEGACY_VERSIONS)
  if (path === '/apis') return aggregated ? respond(aggregate(server, false), aggregatedType) : respond(groupList(server))
  if (parts[0] === 'openapi') {
    const document = server.openapi?.(path)
    return document === undefined ? respond('404 page not found\n', 'text/plain; charset=utf-8', 404) : respond(document)
  }
  if (parts[0] === 'apis' && parts.length === 2) {
    const group = groupList(server).groups.find((one: JsonObject) => one['name'] === parts[1])
    return group ? respond({ kind: 'APIGroup', apiVersion: 'v1', ...group }) : notFound()
  }
  if ((parts[0] === 'api' && parts.length === 2) || (parts[0] === 'apis' && parts.length === 3)) {
    const [group, version] = parts[0] === 'api' ? ['', parts[1]] : [parts[1], parts[2]]
    const one = versions(server).find((each) => each.group === group && each.version === version)
    return one ? respond(resourceList(one)) : notFound()
  }
  if (path === '/') return respond({ paths: rootPaths(server) })
  if (parts[0] !== 'api' && parts[0] !== 'apis') return respond('404 page not found\n', 'text/plain; charset=utf-8', 404)
  return undefined
}

function notFound(): ApiResponse {
  return respond('404 page not found\n', 'text/plain; charset=utf-8', 404)
}

/** What a server of 1.36 looks at, in its order; readiness asks two things more. */
const CHECKS = [
  'ping',
  'log',
  'etcd',
  'poststarthook/start-apiserver-admission-initializer',
  'poststarthook/generic-apiserver-start-informers',
  'poststarthook/priority-and-fairness-config-consumer',
  'poststarthook/priority-and-fairness-filter',
  'poststarthook/storage-object-count-tracker-hook',
  'poststarthook/start-apiextensions-informers',
  'poststarthook/start-apiextensions-controllers',
  'poststarthook/crd-informer-synced',
  'poststarthook/start-system-namespaces-controller',
  'poststarthook/start-cluster-authentication-info-controller',
  'poststarthook/start-kube-apiserver-identity-lease-controller',
  'poststarthook/start-kube-apiserver-identity-lease-garbage-collector',
  'poststarthook/start-legacy-token-tracking-controller',
  'poststarthook/start-service-ip-repair-controllers',
  'poststarthook/rbac/bootstrap-roles',
  'poststarthook/scheduling/bootstrap-system-priority-classes',
  'poststarthook/priority-and-fairness-config-producer',
  'poststarthook/bootstrap-controller',
  'poststarthook/start-kubernetes-service-cidr-controller',
  'poststarthook/aggregator-reload-proxy-client-cert',
  'poststarthook/start-kube-aggregator-informers',
  'poststarthook/apiservice-status-local-available-controller',
  'poststarthook/apiservice-status-remote-available-controller',
  'poststarthook/apiservice-registration-controller',
  'poststarthook/apiservice-discovery-controller',
  'poststarthook/kube-apiserver-autoregistration',
  'autoregister-completion',
  'poststarthook/apiservice-openapi-controller',
  'poststarthook/apiservice-openapiv3-controller',
]
const READY_CHECKS = [...CHECKS.slice(0, 3), 'etcd-readiness', 'informer-sync', ...CHECKS.slice(3), 'shutdown']

/** `/readyz`, `/readyz?verbose`, `/readyz/etcd`: the lab's server is well as long as it answers. */
function health(request: ApiRequest, [kind, ...check]: readonly string[]): ApiResponse {
  const checks = kind === 'readyz' ? READY_CHECKS : CHECKS
  if (check.length > 0 && !checks.includes(check.join('/'))) return notFound()
  if (request.query?.['verbose'] === undefined || check.length > 0) return respond('ok', 'text/plain; charset=utf-8')
  return respond(`${checks.map((each) => `[+]${each} ok\n`).join('')}${kind} check passed\n`, 'text/plain; charset=utf-8')
}

const LEGACY_VERSIONS = {
  kind: 'APIVersions',
  versions: ['v1'],
  serverAddressByClientCIDRs: [{ clientCIDR: '0.0.0.0/0', serverAddress: '192.168.50.11:6443' }],
}

function groupVersionOf({ group, version }: { group: string; version: string }): string {
  return group ? `${group}/${version}` : version
}

function groupList(server: Server): { kind: string; apiVersion: string; groups: JsonObject[] } {
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

function aggregate(server: Server, core: boolean): JsonObject {
  const items: JsonObject[] = []
  for (const one of versions(server)) {
    if ((one.group === '') !== core) continue
    let item = items.find((each) => (each['metadata'].name ?? '') === one.group)
    if (!item) {
      item = { metadata: one.group ? { name: one.group } : {}, versions: [] }
      items.push(item)
    }
    item['versions'].push({ version: one.version, resources: aggregatedResources(one), freshness: 'Current' })
  }
  return { kind: 'APIGroupDiscoveryList', apiVersion: 'apidiscovery.k8s.io/v2', metadata: {}, items }
}

function aggregatedResources({ entries }: Version): JsonObject[] {
  const kindOf = ({ group = '', version = '', kind }: Entry): JsonObject => ({ group, version, kind })
  return entries
    .filter(({ name }) => !name.includes('/'))
    .map((entry) => {
      const subresources = entries
        .filter(({ name }) => name.startsWith(`${entry.name}/`))
        .map((sub) => ({ subresource: sub.name.slice(entry.name.length + 1), responseKind: kindOf(sub), verbs: sub.verbs }))
      return {
        resource: entry.name,
        responseKind: kindOf(entry),
        scope: entry.namespaced ? 'Namespaced' : 'Cluster',
        singularResource: entry.singular,
        verbs: entry.verbs,
        ...(entry.shortNames?.length ? { shortNames: entry.shortNames } : {}),
        ...(entry.categories?.length ? { categories: entry.categories } : {}),
        ...(subresources.length > 0 ? { subresources } : {}),
      }
    })
}

function rootPaths(server: Server): string[] {
  const groups = versions(server).flatMap((one) => (one.group ? [`/apis/${one.group}`, `/apis/${one.group}/${one.version}`] : []))
  return ['/api', '/api/v1', '/apis', ...new Set(groups), '/healthz', '/livez', '/openapi/v2', '/openapi/v3', '/readyz', '/version'].sort()
}
