import type { ApiRequest, ApiResponse } from './door.ts'
import type { Server } from './registry/server.ts'

/** Answers paths that name no resource: versions, health, discovery. Undefined: the path is a resource's. */
export function discover(_server: Server, request: ApiRequest): ApiResponse | undefined {
  const text = (body: unknown): ApiResponse => ({ status: 200, headers: { 'content-type': 'text/plain' }, warnings: [], body })
  if (['/healthz', '/livez', '/readyz'].includes(request.path)) return text('ok')
  return undefined
}
