import type { JsonObject } from '../api/object.ts'
import { authenticate } from './authentication.ts'
import { authorize } from './authorization/authorize.ts'
import type { ApiRequest, ApiResponse } from './door.ts'
import type { Call, Server } from './registry/server.ts'
import { type RequestInfo, requestInfo } from './request-info.ts'
import type { Resource } from './resource.ts'
import { badRequest, isRefusal, noSuchResource, type Refusal, refusal } from './status.ts'

/** One request on its way through the server. */
export interface Exchange {
  server: Server
  request: ApiRequest
  info: RequestInfo
  resource: Resource
  query: Record<string, string>
  call: Call
}

/** What came of a request. */
export type Answer = { code: number; object: JsonObject } | Refusal

/** Finds out what a request is about and whether its user may. */
export function openExchange(server: Server, request: ApiRequest, info = requestInfo(request.path)): Exchange | Refusal {
  if (!info) return noSuchResource()
  const user = authenticate(server, request)
  if (isRefusal(user)) return user
  const resource = server.catalog.byPath(info.group, info.version, info.resource)
  const query = request.query ?? {}
  const verb = verbOf(request, info, query)
  const denied = authorize(server, user, verb, info)
  if (denied) return denied
  if (!resource) return noSuchResource()
  if (resource.namespaced && !info.namespace && info.name) return noSuchResource()
  if (!resource.namespaced && info.namespace) return noSuchResource()
  const dryRun = query['dryRun'] === 'All'
  if (query['dryRun'] && !dryRun)
    return badRequest(`dryRun: Unsupported value: ${JSON.stringify(query['dryRun'])}: supported values: "All"`)
  const call: Call = { user, manager: managerOf(request), dryRun, warnings: [], subresource: info.subresource || undefined }
  return { server, request, info, resource, query, call }
}

const VERBS: Record<ApiRequest['method'], string> = {
  GET: 'get',
  HEAD: 'get',
  POST: 'create',
  PUT: 'update',
  PATCH: 'patch',
  DELETE: 'delete',
  OPTIONS: 'get',
}

export function verbOf(request: ApiRequest, info: RequestInfo, query: Record<string, string>): string {
  const verb = VERBS[request.method] ?? 'get'
  if (verb === 'get' && isTrue(query['watch'])) return 'watch'
  if (verb === 'get' && !info.name) return 'list'
  if (verb === 'delete' && !info.name) return 'deletecollection'
  return verb
}

export function isTrue(value: string | undefined): boolean {
  return value === 'true' || value === '1'
}

/** The field manager: as the request says, or the program's name from its user agent. */
function managerOf(request: ApiRequest): string {
  const given = request.query?.['fieldManager']
  if (given) return given
  const agent = request.headers?.['user-agent'] ?? ''
  return agent.split('/')[0] || 'unknown'
}

/** A method that a resource does not have at all. */
export function notAllowed(): Refusal {
  return refusal(405, 'MethodNotAllowed', 'the server does not allow this method on the requested resource', {})
}

export function respond(status: number, body: unknown, warnings: readonly string[]): ApiResponse {
  const type = typeof body === 'string' ? 'text/plain; charset=utf-8' : 'application/json'
  return { status, headers: { 'content-type': type }, warnings, body }
}

export function respondRefusal(answer: Refusal, warnings: readonly string[]): ApiResponse {
  return respond(answer.code, answer.status, warnings)
}

/** A client that shows no managedFields can spare the server finding them out. */
export const OMIT_MANAGED_FIELDS = 'x-podtalk-omit-managed-fields'
