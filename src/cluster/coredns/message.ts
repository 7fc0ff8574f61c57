/** DNS messages travel through the simulated network as these plain objects. */
export type RecordType = 'A' | 'AAAA' | 'CNAME' | 'MX' | 'NS' | 'PTR' | 'SOA' | 'SRV' | 'TXT' | 'ANY' | 'HINFO' | (string & {})

export type Rcode = 'NOERROR' | 'FORMERR' | 'SERVFAIL' | 'NXDOMAIN' | 'NOTIMP' | 'REFUSED'

/** One resource record; `data` as it stands in a zone file: `0 50 8080 web-0.web.default.svc.cluster.local.` */
export interface DnsRecord {
  /** with its final dot */
  name: string
  type: RecordType
  ttl: number
  data: string
}

export interface DnsQuery {
  dns: 'query'
  id: number
  /** as asked, with or without final dot */
  name: string
  type: RecordType
  class?: 'IN' | 'CH'
  /** recursion desired */
  rd?: boolean
}

export interface DnsResponse {
  dns: 'response'
  id: number
  name: string
  type: RecordType
  rcode: Rcode
  /** authoritative answer */
  aa: boolean
  /** recursion desired (copied) and available */
  rd: boolean
  ra: boolean
  answers: DnsRecord[]
  authority: DnsRecord[]
  additional: DnsRecord[]
}

export function isDnsQuery(payload: unknown): payload is DnsQuery {
  return (
    typeof payload === 'object' &&
    payload !== null &&
    (payload as DnsQuery).dns === 'query' &&
    typeof (payload as DnsQuery).name === 'string'
  )
}

export function isDnsResponse(payload: unknown): payload is DnsResponse {
  return typeof payload === 'object' && payload !== null && (payload as DnsResponse).dns === 'response'
}

export const withDot = (name: string): string => (name.endsWith('.') ? name : `${name}.`)
export const withoutDot = (name: string): string => (name.length > 1 && name.endsWith('.') ? name.slice(0, -1) : name)

/** Can `name` go into a query: labels of 1 to 63 bytes, 255 in all? */
export function isEncodable(name: string): boolean {
  const bare = withoutDot(name)
  return bare === '.' || (bare.length <= 253 && bare.split('.').every((label) => label.length > 0 && label.length <= 63))
}

const nameBytes = (name: string): number => (name === '.' ? 1 : withDot(name).length + 1)

/** Bytes of a message on the wire, without compression (as CoreDNS sends short answers). */
export function messageSize(response: DnsResponse): number {
  let bytes = 12 + nameBytes(response.name) + 4
  for (const record of [...response.answers, ...response.authority, ...response.additional])
    bytes += nameBytes(record.name) + 10 + dataSize(record)
  return bytes
}

function dataSize({ type, data }: DnsRecord): number {
  const words = data.split(' ')
  switch (type) {
    case 'A':
      return 4
    case 'AAAA':
      return 16
    case 'SRV':
      return 6 + nameBytes(words[3] ?? '.')
    case 'MX':
      return 2 + nameBytes(words[1] ?? '.')
    case 'SOA':
      return nameBytes(words[0] ?? '.') + nameBytes(words[1] ?? '.') + 20
    case 'TXT':
      return data.length - 1
    default:
      return nameBytes(data)
  }
}
