/** What a path of the API means (apiserver's RequestInfo). */
export interface RequestInfo {
  group: string
  version: string
  namespace: string
  /** plural */
  resource: string
  name: string
  subresource: string
  /** what stands after the subresource: `services/web/proxy/healthz` */
  rest: string
}

/** Things under a Namespace's own path that are not resources in it. */
const NAMESPACE_SUBRESOURCES = new Set(['status', 'finalize'])

/** The parts of a resource path; undefined for a path that names no resource. */
export function requestInfo(path: string): RequestInfo | undefined {
  const parts = path.split('/').filter((part) => part !== '')
  let at = 0
  let group = ''
  if (parts[0] === 'api') at = 1
  else if (parts[0] === 'apis') {
    group = parts[1] ?? ''
    at = 2
  } else return undefined
  const version = parts[at++]
  if (!version || parts.length <= at) return undefined
  const rest = parts.slice(at).map(decode)
  let namespace = ''
  if (rest[0] === 'namespaces' && rest.length > 2 && !NAMESPACE_SUBRESOURCES.has(rest[2] as string)) {
    namespace = rest[1] as string
    rest.splice(0, 2)
  }
  const [resource = '', name = '', subresource = '', ...more] = rest
  return { group, version, namespace, resource, name, subresource, rest: more.join('/') }
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}
