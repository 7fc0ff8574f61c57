/** One plugin of a server block: its arguments, and the lines of its own block. */
export interface PluginUse {
  name: string
  args: readonly string[]
  block: readonly (readonly string[])[]
  line: number
}

/** The Corefile as far as it matters here: the block that serves `.` on port 53. */
export interface Corefile {
  plugins: ReadonlyMap<string, readonly PluginUse[]>
}

/** Plugins that the simulation gives their effect, or that have none to be seen. */
const KNOWN =
  'cancel debug errors forward health hosts kubernetes log loop loadbalance prometheus ready reload rewrite cache bufsize root bind'.split(
    ' ',
  )
/** Plugins CoreDNS has besides. */
const OTHERS =
  'acl any auto autopath azure chaos clouddns dns64 dnssec dnstap erratic etcd file geoip grpc header import k8s_external local metadata minimal multisocket nomad nsid pprof route53 secondary sign template timeouts tls trace transfer tsig view whoami'.split(
    ' ',
  )

const parsed = new Map<string, Corefile | { error: string }>()

/** Parses once for each text. The error is what CoreDNS prints before it exits. */
export function parseCorefile(text: string, path: string): Corefile | { error: string } {
  let result = parsed.get(text)
  if (!result) {
    if (parsed.size >= 16) parsed.clear()
    result = parse(text, path)
    parsed.set(text, result)
  }
  return result
}

function parse(text: string, path: string): Corefile | { error: string } {
  const lines = text.split('\n').map((line) =>
    line
      .replace(/(^|\s)#.*/, '')
      .trim()
      .split(/\s+/)
      .filter((word) => word !== ''),
  )
  const plugins = new Map<string, PluginUse[]>()
  let depth = 0
  let serving = false
  let current: { use: PluginUse; block: string[][] } | undefined
  for (const [index, words] of lines.entries()) {
    if (words.length === 0) continue
    const opens = words.at(-1) === '{'
    const rest = opens ? words.slice(0, -1) : words
    if (words[0] === '}') {
      depth--
      if (depth < 0) return { error: `${path}:${index + 1} - Error during parsing: Unexpected '}' because no matching opening brace` }
      if (depth === 1) current = undefined
      continue
    }
    if (depth === 0) {
      serving = rest.some((zone) => /^(dns:\/\/)?\.(:53)?,?$/.test(zone))
      if (!opens) return { error: `${path}:${index + 1} - Error during parsing: Expected '{', got EOF` }
    } else if (depth === 1) {
      const [name = '', ...args] = rest
      if (!KNOWN.includes(name) && !OTHERS.includes(name))
        return { error: `${path}:${index + 1} - Error during parsing: Unknown directive '${name}'` }
      const block: string[][] = []
      const use: PluginUse = { name, args, block, line: index + 1 }
      if (serving) plugins.set(name, [...(plugins.get(name) ?? []), use])
      if (opens) current = { use, block }
    } else current?.block.push(rest)
    if (opens) depth++
  }
  if (depth > 0) return { error: `${path}:${lines.length} - Error during parsing: Unexpected EOF, expecting '}'` }
  return { plugins }
}

/** Plugins in use that CoreDNS has and the simulation has not. */
export function notSimulated({ plugins }: Corefile): string[] {
  return [...plugins.keys()].filter((name) => !KNOWN.includes(name))
}
