import { fieldValidationOf } from '../decode.ts'
import { type Answer, type Exchange, isTrue } from '../exchange.ts'
import { tableOf } from '../registry/server.ts'
import { isRefusal } from '../status.ts'
import { applyPatch, patchTypeOf } from './patch.ts'

/** Answers PATCH. */
export function patch(exchange: Exchange): Answer {
  const { server, request, info, resource, query, call } = exchange
  const type = patchTypeOf(request.headers?.['content-type'])
  if (isRefusal(type)) return type
  const mode = fieldValidationOf(query)
  if (typeof mode !== 'string') return mode
  const before = tableOf(server, resource).get(info.namespace, info.name)
  const patched = applyPatch(
    server,
    resource,
    info.namespace,
    info.name,
    request.body,
    { type: type.type, force: isTrue(query['force']), fieldValidation: mode, fieldManager: query['fieldManager'] },
    call,
  )
  return patched.ok ? { code: type.type === 'apply' && !before ? 201 : 200, object: patched.object } : patched
}
