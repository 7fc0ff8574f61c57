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
  const parts = partsOf(path)
  let at = 0
  let group = ''
  if (parts[0] === 'api') at = 1
  else if (parts[0] === 'apis') {
    group = parts[1] ?? ''
    at = 2
  } else return undefined
  const version = parts[at++]
  if (!version || parts.length <= at) return undefined
  let namespace = ''
  if (parts[at] === 'namespaces' && parts.length > at + 2 && !NAMESPACE_SUBRESOURCES.has(parts[at + 2] as string)) {
    namespace = decode(parts[at + 1])
    at += 2
  }
  const rest =
    parts.length > at + 3
      ? parts
          .slice(at + 3)
          .map(decode)
          .join('/')
      : ''
  const [resource, name, subresource] = [decode(parts[at]), decode(parts[at + 1]), decode(parts[at + 2])]
  return { group, version, namespace, resource, name, subresource, rest }
}

/** What stands between the slashes of a path. */
export function partsOf(path: string): string[] {
  const parts: string[] = []
  for (let from = 0; from < path.length; ) {
    const slash = path.indexOf('/', from)
    const to = slash < 0 ? path.length : slash
    if (to > from) parts.push(path.slice(from, to))
    from = to + 1
  }
  return parts
}

function decode(part = ''): string {
  if (!part.includes('%')) return part
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}
