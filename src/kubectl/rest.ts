import type { JsonObject } from '../cluster/api/object.ts'
import type { Status } from '../cluster/api/types.ts'
import {
  ADMIN,
  type ApiRequest,
  type ApiResponse,
  type Door,
  type UserInfo,
  type Watch,
  type WatchEvent,
} from '../cluster/apiserver/door.ts'
import type { Mapping } from './discovery.ts'
import { CommandError, StatusError } from './errors.ts'

/** What one write takes over the network and through etcd, ms: the controllers see it before the next one comes. */
export const ROUND_TRIP = 12

export type Query = Record<string, string>

export interface RequestOptions {
  query?: Query
  headers?: Record<string, string>
  body?: unknown
}

/** kubectl's requests to one API server. Refusals are thrown as StatusError, warnings are handed on. */
export class RestClient {
  readonly door: Door
  readonly server: string
  readonly user: UserInfo
  #warn: (text: string) => void

  constructor(door: Door, server: string, user: UserInfo, warn: (text: string) => void) {
    this.door = door
    this.server = server
    this.user = user
    this.#warn = warn
  }

  request(method: ApiRequest['method'], path: string, options: RequestOptions = {}): JsonObject {
    return this.accept(this.door.handle(this.shape(method, path, options)))
  }

  /** A request in the door's form, for its streaming methods. */
  shape(method: ApiRequest['method'], path: string, { query, headers, body }: RequestOptions = {}): ApiRequest {
    return { method, path, query, headers: { 'user-agent': 'kubectl/v1.36.2', ...headers }, body, user: this.user }
  }

  /** The body of a good answer; throws the Status of a bad one. */
  accept(response: ApiResponse): JsonObject {
    for (const warning of response.warnings) this.#warn(warning)
    if (response.status < 400) return response.body as JsonObject
    throw new StatusError(statusOf(response))
  }

  watch(path: string, options: RequestOptions, onEvent: (event: WatchEvent) => void): Watch {
    const query = { ...options.query, watch: 'true' }
    const opened = this.door.watch(this.shape('GET', path, { ...options, query }), onEvent)
    if ('stop' in opened) return opened
    this.accept(opened)
    return { stop() {} }
  }

  get(mapping: Mapping, namespace: string, name: string, options?: RequestOptions & { subresource?: string }): JsonObject {
    return this.request('GET', pathOf(mapping, namespace, name, options?.subresource), options)
  }

  list(mapping: Mapping, namespace: string, options?: RequestOptions): JsonObject {
    return this.request('GET', pathOf(mapping, namespace), options)
  }
}

/** `/apis/apps/v1/namespaces/default/deployments/web/scale`; without a name the collection. An empty name is none. */
export function pathOf(mapping: Mapping, namespace: string, name?: string, subresource = ''): string {
  let path = mapping.group ? `/apis/${mapping.group}/${mapping.version}` : `/api/${mapping.version}`
  if (mapping.namespaced && namespace) path += `/namespaces/${encodeURIComponent(namespace)}`
  path += `/${mapping.resource}`
  if (name !== undefined) {
    checkName(name)
    path += `/${encodeURIComponent(name)}`
  }
  return subresource ? `${path}/${subresource}` : path
}

function statusOf({ status, body }: ApiResponse): Status {
  if (typeof body === 'object' && body !== null && (body as Status).kind === 'Status') return body as Status
  if (status === 404)
    return {
      kind: 'Status',
      apiVersion: 'v1',
      status: 'Failure',
      reason: 'NotFound',
      message: 'the server could not find the requested resource',
      code: 404,
    } as Status
  return { kind: 'Status', apiVersion: 'v1', status: 'Failure', message: String(body), code: status } as Status
}

/** client-go refuses names that would change the path. */
function checkName(name: string): void {
  if (name === '') throw new CommandError('resource name may not be empty')
  const faults = [
    ...(name === '.' || name === '..' ? [`may not be '${name}'`] : []),
    ...['/', '%'].filter((letter) => name.includes(letter)).map((letter) => `may not contain '${letter}'`),
  ]
  if (faults.length > 0) throw new CommandError(`invalid resource name ${JSON.stringify(name)}: [${faults.join(' ')}]`)
}

/** Whom --as and its companions make of the administrator. */
export function impersonated(name: string, groups: readonly string[]): UserInfo {
  if (!name) return ADMIN
  const account = /^system:serviceaccount:([^:]+):[^:]+$/.exec(name)
  const implied = account ? ['system:serviceaccounts', `system:serviceaccounts:${account[1]}`] : []
  return { name, groups: [...groups, ...implied, 'system:authenticated'] }
}
