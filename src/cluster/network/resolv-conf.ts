/** /etc/resolv.conf as libc reads it. */
export interface ResolverConfig {
  nameservers: readonly string[]
  search: readonly string[]
  ndots: number
  /** s */
  timeout: number
  attempts: number
}

const PARSED = new Map<string, ResolverConfig>()
const HOSTS = new Map<string, ReadonlyMap<string, HostsEntry>>()
const KEPT = 64

export interface HostsEntry {
  address: string
  /** the line's first name */
  canonical: string
}

/** Parses once for each text: many containers have the same. */
export function parseResolvConf(text: string): ResolverConfig {
  return remembered(PARSED, text, readResolvConf)
}

/** What /etc/hosts says of a name (lower case): the first line with an IPv4 address that names it counts. */
export function hostsEntry(text: string, name: string): HostsEntry | undefined {
  // Most names that are looked up stand in no such file; every Pod's is another one.
  return text.toLowerCase().includes(name) ? remembered(HOSTS, text, readHosts).get(name) : undefined
}

function remembered<T>(known: Map<string, T>, text: string, read: (text: string) => T): T {
  let value = known.get(text)
  if (value === undefined) {
    if (known.size >= KEPT) known.clear()
    value = read(text)
    known.set(text, value)
  }
  return value
}

function readResolvConf(text: string): ResolverConfig {
  const nameservers: string[] = []
  let search: string[] = []
  const options = { ndots: 1, timeout: 5, attempts: 2 }
  for (const line of text.split('\n')) {
    const [keyword, ...values] = line
      .replace(/[#;].*/, '')
      .trim()
      .split(/\s+/)
    if (keyword === 'nameserver' && values[0] && nameservers.length < 3) nameservers.push(values[0])
    else if (keyword === 'search') search = values
    else if (keyword === 'domain') search = values.slice(0, 1)
    else if (keyword === 'options') {
      for (const value of values) {
        const [name = '', number = ''] = value.split(':')
        if (Object.hasOwn(options, name) && /^\d+$/.test(number)) options[name as keyof typeof options] = Number(number)
      }
    }
  }
  return {
    nameservers: nameservers.length > 0 ? nameservers : ['127.0.0.1'],
    search: search.map((domain) => domain.replace(/\.$/, '')).filter((domain) => domain !== ''),
    ndots: Math.min(options.ndots, 15),
    timeout: Math.min(Math.max(options.timeout, 1), 30),
    attempts: Math.min(Math.max(options.attempts, 1), 5),
  }
}

function readHosts(text: string): ReadonlyMap<string, HostsEntry> {
  const names = new Map<string, HostsEntry>()
  for (const line of text.split('\n')) {
    const [address = '', ...values] = line.replace(/#.*/, '').trim().split(/\s+/)
    if (!/^\d+(\.\d+){3}$/.test(address)) continue
    for (const name of values)
      if (!names.has(name.toLowerCase())) names.set(name.toLowerCase(), { address, canonical: values[0] as string })
  }
  return names
}
