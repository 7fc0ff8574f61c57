/** An image name taken apart, as containerd and the kubelet read it. */
export interface Reference {
  /** `docker.io/library/nginx` */
  repository: string
  /** `1.27`; `latest` where neither tag nor digest is given */
  tag: string
  digest: string | undefined
}

const DOMAIN = /^(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])(?:\.(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9]))*(?::[0-9]+)?$/
const COMPONENT = /^[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*$/
const TAG = /^[\w][\w.-]{0,127}$/
const DIGEST = /^[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}$/

/** Reads an image name; a text says what is wrong with it. */
export function parseReference(text: string): Reference | string {
  let rest = text
  let digest: string | undefined
  const at = rest.indexOf('@')
  if (at >= 0) {
    digest = rest.slice(at + 1)
    rest = rest.slice(0, at)
    if (!DIGEST.test(digest)) return 'invalid reference format'
  }
  let tag: string | undefined
  const colon = rest.lastIndexOf(':')
  if (colon > rest.lastIndexOf('/')) {
    tag = rest.slice(colon + 1)
    rest = rest.slice(0, colon)
    if (!TAG.test(tag)) return 'invalid reference format'
  }
  const slash = rest.indexOf('/')
  const first = slash < 0 ? '' : rest.slice(0, slash)
  const hasDomain = first !== '' && (/[.:]/.test(first) || first === 'localhost' || first.toLowerCase() !== first)
  const path = hasDomain ? rest.slice(slash + 1) : rest
  if (path.toLowerCase() !== path) {
    const shown = hasDomain || path.includes('/') ? path : `library/${path}`
    return `invalid reference format: repository name (${shown}) must be lowercase`
  }
  if ((hasDomain && !DOMAIN.test(first)) || !path.split('/').every((part) => COMPONENT.test(part))) return 'invalid reference format'
  const domain = !hasDomain || first === 'index.docker.io' ? 'docker.io' : first
  const repository = `${domain}/${domain === 'docker.io' && !path.includes('/') ? `library/${path}` : path}`
  if (repository.length > 255) return 'repository name must not be more than 255 characters'
  return { repository, tag: tag ?? 'latest', digest }
}

/** The name in full. */
export function textOfReference({ repository, tag, digest }: Reference): string {
  return digest ? `${repository}@${digest}` : `${repository}:${tag}`
}
