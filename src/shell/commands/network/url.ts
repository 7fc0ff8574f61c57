/** A URL as curl and wget take it apart. */
export interface Url {
  scheme: string
  user: string | undefined
  host: string
  port: number
  /** was it written, or is it the scheme's own? */
  portGiven: boolean
  /** path and query, never empty */
  path: string
}

export const DEFAULT_PORTS: Record<string, number> = { http: 80, https: 443, ftp: 21, telnet: 23 }

/** `undefined`: no URL at all; `'port'`: its port is none. */
export function parseUrl(text: string, defaultScheme = 'http'): Url | 'port' | undefined {
  const match = /^(?:([A-Za-z][A-Za-z0-9+.-]*):\/\/)?([^/?#]*)([^#]*)/.exec(text)
  if (!match || /\s/.test(text)) return undefined
  const scheme = (match[1] ?? defaultScheme).toLowerCase()
  const authority = match[2] as string
  const at = authority.lastIndexOf('@')
  const user = at < 0 ? undefined : authority.slice(0, at)
  const place = /^(\[[0-9A-Fa-f:.]+\]|[^:[\]]*)(?::(.*))?$/.exec(authority.slice(at + 1))
  if (!place || place[1] === '') return undefined
  const given = place[2]
  if (given !== undefined && given !== '' && (!/^\d+$/.test(given) || Number(given) > 65_535)) return 'port'
  const path = match[3] as string
  return {
    scheme,
    user,
    host: place[1] as string,
    port: given ? Number(given) : (DEFAULT_PORTS[scheme] ?? 0),
    portGiven: !!given,
    path: path.startsWith('/') ? path : `/${path}`,
  }
}

/** `host` or `host:port`, as it stands in the Host header. */
export function authorityOf(url: Url): string {
  return url.port === DEFAULT_PORTS[url.scheme] ? url.host : `${url.host}:${url.port}`
}

/** Where a Location header leads to from `url`. */
export function resolveLocation(url: Url, location: string): string {
  if (/^[A-Za-z][A-Za-z0-9+.-]*:\/\//.test(location)) return location
  const base = `${url.scheme}://${authorityOf(url)}`
  if (location.startsWith('//')) return `${url.scheme}:${location}`
  if (location.startsWith('/')) return base + location
  if (location.startsWith('?')) return base + url.path.replace(/\?.*/, '') + location
  return base + url.path.replace(/\?.*/, '').replace(/[^/]*$/, '') + location
}

/** The address in `[::1]`, or the host as it is. */
export const bareHost = (host: string): string => host.replace(/^\[|\]$/g, '')
