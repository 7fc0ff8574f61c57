import type { JsonObject } from '../api/object.ts'
import { type Entry, groupList, isAggregated, notFoundPath, respond, type Version, versions } from './discovery.ts'
import type { ApiRequest, ApiResponse } from './door.ts'
import type { Server } from './registry/server.ts'
import { VERSION } from './version.ts'

const HEALTH = /^\/(healthz|livez|readyz)(\/.*)?$/

/** Answers paths that name no resource; undefined where one is named. */
export function answerPath(server: Server, request: ApiRequest, path: string, parts: readonly string[]): ApiResponse | undefined {
  if (HEALTH.test(path)) return health(request, parts)
  if (path === '/version') return respond(VERSION)
  const isAll = path === '/api' || path === '/apis'
  if (isAll && isAggregated(request.headers))
    return respond(aggregate(server, path === '/api'), 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList')
  if (path === '/api') return respond(LEGACY_VERSIONS)
  if (parts[0] === 'openapi') {
    const document = server.openapi?.(path)
    return document === undefined ? notFoundPath() : respond(document)
  }
  if (parts[0] === 'apis' && parts.length === 2) {
    const group = groupList(server).groups.find((one: JsonObject) => one['name'] === parts[1])
    return group ? respond({ kind: 'APIGroup', apiVersion: 'v1', ...group }) : notFoundPath()
  }
  if (path === '/') return respond({ paths: rootPaths(server) })
  if (parts[0] !== 'api' && parts[0] !== 'apis') return notFoundPath()
  return undefined
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
  if (check.length > 0 && !checks.includes(check.join('/'))) return notFoundPath()
  if (request.query?.['verbose'] === undefined || check.length > 0) return respond('ok', 'text/plain; charset=utf-8')
  return respond(`${checks.map((each) => `[+]${each} ok\n`).join('')}${kind} check passed\n`, 'text/plain; charset=utf-8')
}

const LEGACY_VERSIONS = {
  kind: 'APIVersions',
  versions: ['v1'],
  serverAddressByClientCIDRs: [{ clientCIDR: '0.0.0.0/0', serverAddress: '192.168.50.11:6443' }],
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
