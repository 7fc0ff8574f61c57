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
const KEPT = 64

export interface HostsEntry {
  address: string
  /** the line's first name */
  canonical: string
}

/** Parses once for each text: many containers have the same. */
export function parseResolvConf(text: string): ResolverConfig {
  let config = PARSED.get(text)
  if (config === undefined) {
    if (PARSED.size >= KEPT) PARSED.clear()
    config = readResolvConf(text)
    PARSED.set(text, config)
  }
  return config
}

/** What /etc/hosts says of a name (lower case): the first line with an IPv4 address that names it counts. */
export function hostsEntry(text: string, name: string): HostsEntry | undefined {
  // Most names that are looked up stand in no such file.
  if (!text.toLowerCase().includes(name)) return undefined
  for (const line of text.split('\n')) {
    if (!line.toLowerCase().includes(name)) continue
    const [address = '', ...names] = line.replace(/#.*/, '').trim().split(/\s+/)
    if (names.some((each) => each.toLowerCase() === name) && /^\d+(\.\d+){3}$/.test(address))
      return { address, canonical: names[0] as string }
  }
  return undefined
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
