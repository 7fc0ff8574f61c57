import type { Clock } from '../../sim/clock.ts'
import type { Random } from '../../sim/random.ts'
import type { Informers } from '../client/client.ts'
import { parseIPv4 } from '../network/ip.ts'
import { ClusterZone, ZONE, type ZoneEntry } from './cluster-zone.ts'
import { type DnsQuery, type DnsRecord, type DnsResponse, type Rcode, withDot } from './message.ts'

/** The kubernetes plugin's `ttl`. */
const TTL = 30
/** What the schema version's record says and how long it may be kept (Kubernetes' DNS specification). */
const SCHEMA = { name: `dns-version.${ZONE}`, text: '"1.1.0"', ttl: 28_800 }
const APEX_SERVER = `ns.dns.${ZONE}`
/** CNAMEs followed inside the zone, one to the next. */
const CNAME_DEPTH = 8

/** CoreDNS with kubeadm's Corefile. */
export interface DnsServer {
  answer(query: DnsQuery): DnsResponse
}

type Found = { rcode: Rcode; answers: DnsRecord[]; additional?: DnsRecord[] } | 'elsewhere'

/** A DNS server over the cluster's objects. All CoreDNS Pods answer from the same. */
export function createDnsServer({ clock, random, informers }: { clock: Clock; random: Random; informers: Informers }): DnsServer {
  const zone = new ClusterZone(informers)
  let serial = Math.floor(clock.now / 1000)
  informers.for('services').onChange(() => {
    serial = Math.floor(clock.now / 1000)
  })
  const soa = (): DnsRecord => ({
    name: ZONE,
    type: 'SOA',
    ttl: TTL,
    data: `${APEX_SERVER} hostmaster.${ZONE} ${serial} 7200 1800 86400 30`,
  })
  const clusterDns = (): string | undefined => informers.for('services').get('kube-system', 'kube-dns')?.['spec'].clusterIP

  const forward = (name: string, type: string): Found => {
    if (!name.endsWith(`.${ZONE}`) && name !== ZONE) return reverse(name, type)
    if (name === ZONE) {
      if (type === 'SOA') return found([soa()])
      if (type === 'NS') {
        const server = `kube-dns.kube-system.svc.${ZONE}`
        const ip = clusterDns()
        return {
          ...found([{ name: ZONE, type: 'NS', ttl: TTL, data: server }]),
          additional: ip ? [{ name: server, type: 'A', ttl: TTL, data: ip }] : [],
        }
      }
    }
    if (name === APEX_SERVER) {
      const ip = clusterDns()
      return found(type === 'A' && ip ? [{ name, type: 'A', ttl: TTL, data: ip }] : [])
    }
    if (name === SCHEMA.name) return found(type === 'TXT' ? [{ name, type: 'TXT', ttl: SCHEMA.ttl, data: SCHEMA.text }] : [])
    const entries = zone.find(name)
    if (entries === 'nxdomain') return { rcode: 'NXDOMAIN', answers: [] }
    if (type === 'A' || type === 'AAAA') return found(addresses(name, type, entries, 0))
    if (type === 'CNAME')
      return found(
        entries
          .slice(0, 1)
          .filter((each) => !isAddress(each))
          .map((each) => cname(name, each)),
      )
    if (type === 'SRV') return services(name, entries.filter(isAddress))
    return found([])
  }

  const addresses = (name: string, type: string, entries: ZoneEntry[], depth: number): DnsRecord[] => {
    const records = new Map<string, DnsRecord>()
    for (const entry of entries) {
      if (isAddress(entry)) {
        if (type === 'A') records.set(entry.host, { name, type, ttl: TTL, data: entry.host })
        continue
      }
      const target = withDot(entry.host.toLowerCase())
      if (target === name || depth >= CNAME_DEPTH) continue
      const record = cname(name, entry)
      if (target !== ZONE && !target.endsWith(`.${ZONE}`)) {
        records.set('cname', record)
        continue
      }
      const next = zone.find(target)
      const more = next === 'nxdomain' ? [] : addresses(withDot(entry.host), type, next, depth + 1)
      if (more.length === 0) continue
      records.set('cname', record)
      for (const each of more) records.set(`${each.name} ${each.data}`, each)
    }
    return shuffled([...records.values()])
  }

  /** The loadbalance plugin: addresses in any order, behind their CNAMEs. */
  const shuffled = (records: DnsRecord[]): DnsRecord[] => {
    const hosts = records.filter((record) => record.type !== 'CNAME')
    for (let i = hosts.length - 1; i > 0; i--) {
      const j = random.below(i + 1)
      const kept = hosts[i] as DnsRecord
      hosts[i] = hosts[j] as DnsRecord
      hosts[j] = kept
    }
    return [...records.filter((record) => record.type === 'CNAME'), ...hosts]
  }

  const reverse = (name: string, type: string): Found => {
    const ip = addressOf(name)
    if (ip === undefined) return 'elsewhere'
    const names = zone.reverse(ip)
    if (names.length === 0) return 'elsewhere'
    return found(type === 'PTR' ? names.map((data) => ({ name, type: 'PTR', ttl: TTL, data })) : [])
  }

  return {
    answer(query) {
      const asked = withDot(query.name)
      const name = asked.toLowerCase()
      const head = { dns: 'response', id: query.id, name: asked, type: query.type, rd: query.rd !== false } as const
      if (query.class === 'CH') return { ...head, rcode: 'REFUSED', aa: false, ra: false, answers: [], authority: [], additional: [] }
      const result =
        query.type === 'AXFR' || query.type === 'IXFR' ? ({ rcode: 'REFUSED', answers: [] } as const) : forward(name, query.type)
      // Names that are not the cluster's go to the node's resolver, and the recorded cluster has no way out.
      if (result === 'elsewhere') return { ...head, rcode: 'NXDOMAIN', aa: false, ra: true, answers: [], authority: [], additional: [] }
      const answers =
        asked === name ? result.answers : result.answers.map((record) => (record.name === name ? { ...record, name: asked } : record))
      const authority = answers.length === 0 && result.rcode !== 'REFUSED' ? [soa()] : []
      return {
        ...head,
        rcode: result.rcode,
        aa: true,
        ra: false,
        answers: [...answers],
        authority,
        additional: ('additional' in result && result.additional) || [],
      }
    },
  }
}

const found = (answers: DnsRecord[]): { rcode: 'NOERROR'; answers: DnsRecord[] } => ({ rcode: 'NOERROR', answers })

const isAddress = (entry: ZoneEntry): boolean => parseIPv4(entry.host) !== undefined

const cname = (name: string, entry: ZoneEntry): DnsRecord => ({ name, type: 'CNAME', ttl: TTL, data: withDot(entry.host) })

/** SRV records with equal weights, and the addresses of their targets. */
function services(name: string, entries: ZoneEntry[]): Found {
  const weight = Math.max(1, Math.floor(100 / Math.max(1, entries.length)))
  const answers = new Map<string, DnsRecord>()
  const additional = new Map<string, DnsRecord>()
  for (const { owner, host, port } of entries) {
    const data = `0 ${weight} ${port & 65_535} ${owner}`
    answers.set(data, { name, type: 'SRV', ttl: TTL, data })
    additional.set(`${owner} ${host}`, { name: owner, type: 'A', ttl: TTL, data: host })
  }
  return { ...found([...answers.values()]), additional: [...additional.values()] }
}

/** `1.0.96.10.in-addr.arpa.` → `10.96.0.1` */
function addressOf(name: string): string | undefined {
  const match = /^(\d+)\.(\d+)\.(\d+)\.(\d+)\.in-addr\.arpa\.$/.exec(name)
  if (!match) return undefined
  const ip = `${match[4]}.${match[3]}.${match[2]}.${match[1]}`
  return parseIPv4(ip) === undefined ? undefined : ip
}
