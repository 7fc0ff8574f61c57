import type { UserInfo } from '../door.ts'
import type { Server } from '../registry/server.ts'
import type { RequestInfo } from '../request-info.ts'
import type { Refusal } from '../status.ts'

/** May the user do this? */
export function authorize(_server: Server, _user: UserInfo, _verb: string, _info: RequestInfo): Refusal | undefined {
  return undefined
}
