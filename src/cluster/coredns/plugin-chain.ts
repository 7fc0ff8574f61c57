import { parseIPv4 } from '../network/ip.ts'
import type { Corefile, PluginUse } from './corefile.ts'
import { type DnsQuery, type DnsRecord, type DnsResponse, type Rcode, withDot, withoutDot } from './message.ts'
import type { DnsServer } from './server.ts'

const HOSTS_TTL = 3_600
/** what the kubernetes plugin gives its answers where its block says nothing */
const DEFAULT_TTL = 5
/** what the server itself counts with */
const SERVER_TTL = 30
/** a name that no Pod has */
const NO_POD = 'none.pod.cluster.local.'

/** Answers as the plugins of a Corefile do, one after the other: rewrite, hosts, kubernetes, forward. */
export function answerBy(corefile: Corefile, server: DnsServer, query: DnsQuery): DnsResponse {
  const { plugins } = corefile
  const renamed = rewritten(plugins.get('rewrite') ?? [], query.name)
  const asked = renamed === undefined ? query : { ...query, name: renamed }
  const response = answered(corefile, server, asked)
  if (renamed === undefined) return response
  const [from, to] = [withDot(renamed).toLowerCase(), withDot(query.name)]
  const back = (record: DnsRecord): DnsRecord => (record.name.toLowerCase() === from ? { ...record, name: to } : record)
  return { ...response, name: to, answers: response.answers.map(back) }
}

function answered({ plugins }: Corefile, server: DnsServer, query: DnsQuery): DnsResponse {
  const name = withoutDot(query.name).toLowerCase()
  for (const hosts of plugins.get('hosts') ?? []) {
    const addresses = hosts.block
      .filter(([address = '', ...names]) => parseIPv4(address) !== undefined && names.some((each) => each.toLowerCase() === name))
      .map(([address]) => address as string)
    if (addresses.length > 0) {
      const answers = query.type === 'A' ? addresses.map((data) => ({ name: withDot(query.name), type: 'A', ttl: HOSTS_TTL, data })) : []
      return { ...empty(query, 'NOERROR'), aa: true, answers }
    }
    if (!hosts.block.some(([word]) => word === 'fallthrough')) return { ...empty(query, 'NXDOMAIN'), aa: true }
  }
  const isIn = (zone: string): boolean => name === zone || name.endsWith(`.${zone}`)
  if (plugins.get('kubernetes')?.some(({ args }) => args.some((zone) => isIn(withoutDot(zone))))) {
    const block = plugins.get('kubernetes')?.[0]?.block ?? []
    const option = (key: string): string | undefined => block.find(([word]) => word === key)?.[1]
    const asked = (option('pods') ?? 'disabled') === 'disabled' && name.endsWith('.pod.cluster.local') ? { ...query, name: NO_POD } : query
    const response = withTtl({ ...server.answer(asked), name: withDot(query.name) }, option('ttl'))
    if (response.aa || plugins.has('forward')) return response
  }
  return empty(query, plugins.has('forward') ? 'NXDOMAIN' : 'REFUSED')
}

/** The answers with the `ttl` of the kubernetes block. */
function withTtl(response: DnsResponse, given: string | undefined): DnsResponse {
  const ttl = given !== undefined && /^\d+$/.test(given) ? Math.min(3_600, Number(given)) : DEFAULT_TTL
  if (ttl === SERVER_TTL) return response
  const changed = (record: DnsRecord): DnsRecord => ({
    ...record,
    ttl: record.ttl === SERVER_TTL ? ttl : record.ttl,
    // a negative answer is kept no longer
    data: record.type === 'SOA' ? record.data.replace(/\d+$/, String(ttl)) : record.data,
  })
  return {
    ...response,
    answers: response.answers.map(changed),
    authority: response.authority.map(changed),
    additional: response.additional.map(changed),
  }
}

function empty(query: DnsQuery, rcode: Rcode): DnsResponse {
  return {
    dns: 'response',
    id: query.id,
    name: withDot(query.name),
    type: query.type,
    rcode,
    aa: false,
    rd: query.rd !== false,
    ra: rcode !== 'REFUSED',
    answers: [],
    authority: [],
    additional: [],
  }
}

/** The name that the first fitting `rewrite name` rule makes of it. */
function rewritten(uses: readonly PluginUse[], name: string): string | undefined {
  const asked = withoutDot(name).toLowerCase()
  for (const { args, block } of uses) {
    const rules = args.length > 0 ? [args] : block
    for (const rule of rules) {
      const words = rule.filter((word) => word !== 'stop' && word !== 'continue')
      if (words[0] !== 'name') continue
      const kind = /^(exact|prefix|suffix|substring|regex)$/.test(words[1] ?? '') ? words[1] : 'exact'
      const [from = '', to = ''] = (kind === words[1] ? words.slice(2) : words.slice(1)).map(withoutDot)
      if (kind === 'exact' && asked === from.toLowerCase()) return to
      if (kind === 'suffix' && asked.endsWith(from.toLowerCase())) return asked.slice(0, asked.length - from.length) + to
      if (kind === 'prefix' && asked.startsWith(from.toLowerCase())) return to + asked.slice(from.length)
      if (kind === 'substring' && from !== '' && asked.includes(from.toLowerCase())) return asked.replace(from.toLowerCase(), to)
    }
  }
  return undefined
}
