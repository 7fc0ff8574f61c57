import { Clock } from '../../sim/clock.ts'
import { loadAllCode } from '../../sim/code.ts'
import { Random } from '../../sim/random.ts'
import type { JsonObject } from '../api/object.ts'
import type { Client } from '../client/client.ts'
import { type ApiServer, createApiServer } from './apiserver.ts'
import type { ApiResponse } from './door.ts'
import { resources } from './resources/index.ts'

await loadAllCode()

/** An API server of its own for a test: all resources, the namespaces of a new cluster, nothing that reacts. */
export interface TestServer {
  api: ApiServer
  clock: Clock
  client: Client
  /** POST of an object to its own path, strictly read as kubectl asks for it */
  create(object: JsonObject, query?: Record<string, string>): ApiResponse
  patch(type: 'merge' | 'strategic' | 'json' | 'apply', path: string, body: unknown, query?: Record<string, string>): ApiResponse
  get(path: string): any
}

const TYPES = {
  merge: 'application/merge-patch+json',
  strategic: 'application/strategic-merge-patch+json',
  json: 'application/json-patch+json',
  apply: 'application/apply-patch+yaml',
}

export function testServer(): TestServer {
  const clock = new Clock()
  const api = createApiServer({ clock, random: new Random(1), resources })
  const client = api.client('test')
  for (const name of ['default', 'kube-system', 'other']) {
    client.create('namespaces', { metadata: { name } })
    client.create('serviceaccounts', { metadata: { name: 'default', namespace: name } })
  }
  return {
    api,
    clock,
    client,
    create: (object, query = {}) =>
      api.handle({ method: 'POST', path: collectionOf(object), query: { fieldValidation: 'Strict', ...query }, body: object }),
    patch: (type, path, body, query = {}) =>
      api.handle({ method: 'PATCH', path, query, headers: { 'content-type': TYPES[type], 'user-agent': 'kubectl/v1.36.2' }, body }),
    get: (path) => api.handle({ method: 'GET', path }).body,
  }
}

/** Where objects of the kind are created. */
export function collectionOf(object: JsonObject): string {
  const apiVersion = String(object['apiVersion'])
  const found = resources.find(
    (one) => one.kind === object['kind'] && (one.group ? `${one.group}/${one.version}` : one.version) === apiVersion,
  )
  if (!found) throw new Error(`no resource for ${apiVersion} ${object['kind']}`)
  const base = found.group ? `/apis/${apiVersion}` : `/api/${apiVersion}`
  return `${base}${found.namespaced ? `/namespaces/${object['metadata']?.namespace ?? 'default'}` : ''}/${found.plural}`
}
