import { ADMIN, type ApiRequest, type UserInfo } from './door.ts'
import type { Server } from './registry/server.ts'
import { type Refusal, refusal } from './status.ts'

/** Who asks without credentials. */
export const ANONYMOUS: UserInfo = { name: 'system:anonymous', groups: ['system:unauthenticated'] }

const ACCOUNT = /^system:serviceaccount:([^:]+):([^:]+)$/

/** A user by name, with the groups that its name brings along. */
export function userNamed(name: string, groups: readonly string[] = []): UserInfo {
  const account = ACCOUNT.exec(name)
  const own = account ? ['system:serviceaccounts', `system:serviceaccounts:${account[1]}`] : []
  const all = [...own, ...groups]
  return { name, groups: name === ANONYMOUS.name || all.includes('system:authenticated') ? all : [...all, 'system:authenticated'] }
}

/** Who a request comes from: its user, its ServiceAccount's token, or the administrator; and whom it stands in for. */
export function authenticate(server: Server, request: ApiRequest): UserInfo | Refusal {
  const { headers = {} } = request
  let user = request.user
  const token = /^Bearer\s+(.+)$/i.exec(headers['authorization'] ?? '')?.[1]
  if (token !== undefined && (!user || user.name === ANONYMOUS.name)) {
    const named = userOfToken(server, token)
    if (!named) return refusal(401, 'Unauthorized', 'Unauthorized')
    user = named
  }
  user ??= ADMIN
  const impersonated = headers['impersonate-user']
  if (!impersonated) return user
  return userNamed(impersonated, headers['impersonate-group']?.split(',').filter(Boolean))
}

/** The ServiceAccount that a token names, while it exists. */
export function userOfToken(server: Server, token: string): UserInfo | undefined {
  const payload = token.split('.')[1]
  if (!payload) return undefined
  try {
    const { sub } = JSON.parse(atob(payload.replaceAll('-', '+').replaceAll('_', '/'))) as { sub?: unknown }
    const account = typeof sub === 'string' ? ACCOUNT.exec(sub) : null
    if (!account || !server.store.table('serviceaccounts').get(account[1] as string, account[2] as string)) return undefined
    return userNamed(sub as string)
  } catch {
    return undefined
  }
}
