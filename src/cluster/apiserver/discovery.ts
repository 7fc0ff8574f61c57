import type { JsonObject } from '../api/object.ts'
import type { ApiRequest, ApiResponse } from './door.ts'
import type { Server } from './registry/server.ts'
import type { Resource } from './resource.ts'
import { VERSION } from './version.ts'

/** The order in which the real server lists its groups. */
const GROUP_ORDER = [
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
  'scheduling.k8s.io',
  'coordination.k8s.io',
  'node.k8s.io',
  'discovery.k8s.io',
]

/** Kinds and verbs of subresources whose kind is not their resource's own. */
const SUBRESOURCES: Record<string, { kind: string; group?: string; version?: string; verbs: string[] }> = {
  scale: { kind: 'Scale', group: 'autoscaling', version: 'v1', verbs: ['get', 'patch', 'update'] },
  binding: { kind: 'Binding', verbs: ['create'] },
  eviction: { kind: 'Eviction', group: 'policy', version: 'v1', verbs: ['create'] },
  exec: { kind: 'PodExecOptions', verbs: ['create', 'get'] },
  attach: { kind: 'PodAttachOptions', verbs: ['create', 'get'] },
  portforward: { kind: 'PodPortForwardOptions', verbs: ['create', 'get'] },
  token: { kind: 'TokenRequest', group: 'authentication.k8s.io', version: 'v1', verbs: ['create'] },
}

/** Answers paths that name no resource: versions, health, discovery. Undefined: the path is a resource's. */
export function discover(server: Server, request: ApiRequest): ApiResponse | undefined {
  const { path } = request
  if (path === '/healthz' || path === '/livez' || path === '/readyz') {
    return { status: 200, headers: { 'content-type': 'text/plain' }, warnings: [], body: 'ok' }
  }
  const body = documentAt(server, path.replace(/\/+$/, ''))
  return body && { status: 200, headers: { 'content-type': 'application/json' }, warnings: [], body }
}

function documentAt(server: Server, path: string): JsonObject | undefined {
  if (path === '/version') return VERSION
  if (path === '/api')
    return {
      kind: 'APIVersions',
      versions: ['v1'],
      serverAddressByClientCIDRs: [{ clientCIDR: '0.0.0.0/0', serverAddress: '192.168.50.11:6443' }],
    }
  if (path === '/apis') return { kind: 'APIGroupList', apiVersion: 'v1', groups: groupNames(server).map((group) => groupOf(server, group)) }
  const [, root, group, version, more] = path.split('/')
  if (root === 'api' && group !== undefined && version === undefined) return resourceList(server, '', group)
  if (root !== 'apis' || group === undefined || more !== undefined || !server.catalog.groups.has(group)) return undefined
  return version === undefined ? { kind: 'APIGroup', apiVersion: 'v1', ...groupOf(server, group) } : resourceList(server, group, version)
}

function groupNames(server: Server): string[] {
  const rank = (group: string): number => (GROUP_ORDER.includes(group) ? GROUP_ORDER.indexOf(group) : GROUP_ORDER.length)
  return [...server.catalog.groups.keys()].filter((group) => group !== '').sort((a, b) => rank(a) - rank(b))
}

function groupOf(server: Server, name: string): JsonObject {
  const versions = (server.catalog.groups.get(name) ?? []).map((version) => ({ groupVersion: `${name}/${version}`, version }))
  return { name, versions, preferredVersion: versions[0] }
}

function resourceList(server: Server, group: string, version: string): JsonObject | undefined {
  const resources = server.catalog.resources.filter((resource) => resource.group === group && resource.version === version)
  if (resources.length === 0) return undefined
  const entries = resources.flatMap((resource) => [
    entryOf(resource),
    ...(resource.subresources ?? []).map((name) => subentryOf(resource, name)),
  ])
  entries.sort((a, b) => (a['name'] < b['name'] ? -1 : 1))
  return {
    kind: 'APIResourceList',
    ...(group ? { apiVersion: 'v1' } : {}),
    groupVersion: group ? `${group}/${version}` : version,
    resources: entries,
  }
}

function entryOf(resource: Resource): JsonObject {
  const { plural, singular, namespaced, kind, verbs, shortNames, categories } = resource
  return {
    name: plural,
    singularName: singular,
    namespaced,
    kind,
    verbs,
    ...(shortNames ? { shortNames } : {}),
    ...(categories ? { categories } : {}),
  }
}

function subentryOf(resource: Resource, name: string): JsonObject {
  const { kind = resource.kind, group, version, verbs = ['get', 'patch', 'update'] } = SUBRESOURCES[name] ?? {}
  return {
    name: `${resource.plural}/${name}`,
    singularName: '',
    namespaced: resource.namespaced,
    ...(group ? { group, version } : {}),
    kind,
    verbs,
  }
}
