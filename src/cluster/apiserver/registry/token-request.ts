import { base64Url } from '../../../sim/base64.ts'
import type { JsonObject, KubeObject } from '../../api/object.ts'
import { rfc3339 } from '../../api/time.ts'
import type { Result } from '../../client/client.ts'
import type { Resource } from '../resource.ts'
import { badRequest, conflict, invalid, notFound, quote, type Refusal } from '../status.ts'
import { type Server, tableOf } from './server.ts'

const TOKEN_REQUEST = { group: 'authentication.k8s.io', plural: 'tokenrequests', kind: 'TokenRequest' }

/** A token that names its ServiceAccount: nothing in the simulation checks signatures. */
export function requestToken(server: Server, resource: Resource, namespace: string, name: string, request: JsonObject): Result {
  const account = tableOf(server, resource).get(namespace, name)
  if (!account) return notFound(resource, name)
  const seconds = request['spec']?.expirationSeconds ?? 3600
  const limit = seconds < 600 ? 'less than 10 minutes' : seconds > 2 ** 32 ? 'larger than 2^32 seconds' : undefined
  if (limit) {
    const message = `Invalid value: ${seconds}: may not specify a duration ${limit}`
    return invalid(TOKEN_REQUEST, '', [{ reason: 'FieldValueInvalid', field: 'spec.expirationSeconds', message }])
  }
  const bound = boundObject(server, namespace, name, request['spec']?.boundObjectRef)
  if ('status' in bound) return bound
  const expires = rfc3339(server.clock.now + seconds * 1000)
  const part = (value: unknown): string => base64Url(JSON.stringify(value))
  const iat = Math.floor(server.clock.now / 1000)
  const payload = {
    aud: request['spec']?.audiences ?? ['https://kubernetes.default.svc.cluster.local'],
    exp: iat + seconds,
    iat,
    iss: 'https://kubernetes.default.svc.cluster.local',
    'kubernetes.io': { namespace, ...bound.claims, serviceaccount: { name, uid: account.metadata.uid } },
    nbf: iat,
    sub: `system:serviceaccount:${namespace}:${name}`,
  }
  const token = `${part({ alg: 'RS256', kid: 'podtalk' })}.${part(payload)}.${server.random.hex(64)}`
  return {
    ok: true,
    object: {
      kind: 'TokenRequest',
      apiVersion: 'authentication.k8s.io/v1',
      metadata: { name, namespace, creationTimestamp: rfc3339(server.clock.now) } as KubeObject['metadata'],
      spec: { audiences: payload.aud, expirationSeconds: seconds, boundObjectRef: request['spec']?.boundObjectRef ?? null },
      status: { token, expirationTimestamp: expires },
    },
  }
}

/** What a token says of the object that it lives as long as: `{pod: {name, uid}}`. */
function boundObject(server: Server, namespace: string, account: string, ref: JsonObject | undefined): Refusal | { claims: JsonObject } {
  if (!ref) return { claims: {} }
  const { apiVersion = '', kind = '', name = '', uid } = ref as Record<string, string>
  const plural = apiVersion === 'v1' ? { Pod: 'pods', Node: 'nodes', Secret: 'secrets' }[kind] : undefined
  if (!plural) {
    const [group, version] = apiVersion.includes('/') ? apiVersion.split('/') : ['', apiVersion]
    return badRequest(`cannot bind token to object of type ${group}/${version}, Kind=${kind}`)
  }
  const object = server.store.table(plural).get(plural === 'nodes' ? '' : namespace, name)
  if (!object) return notFound({ group: '', plural, kind }, name)
  if (kind === 'Pod' && object['spec'].serviceAccountName !== account)
    return badRequest(`cannot bind token for serviceaccount ${quote(account)} to pod running with different serviceaccount name.`)
  if (uid && uid !== object.metadata.uid)
    return conflict(
      { group: '', plural: kind, kind },
      name,
      `the UID in the bound object reference (${uid}) does not match the UID in record. The object might have been deleted and then recreated`,
    )
  const told = { name, uid: object.metadata.uid }
  const node = kind === 'Pod' ? server.store.table('nodes').get('', object['spec'].nodeName ?? '') : undefined
  return {
    claims: { [kind.toLowerCase()]: told, ...(node ? { node: { name: node.metadata.name, uid: node.metadata.uid } } : {}) },
  }
}
