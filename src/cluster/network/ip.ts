/** An IPv4 address as a number; undefined for anything that is not four decimal octets. */
export function parseIPv4(text: string): number | undefined {
  let value = 0
  let octet = -1
  let dots = 0
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (code === 46) {
      if (octet < 0 || ++dots > 3) return undefined
      value = value * 256 + octet
      octet = -1
    } else if (code >= 48 && code <= 57) {
      octet = (octet < 0 ? 0 : octet * 10) + code - 48
      if (octet > 255) return undefined
    } else return undefined
  }
  return dots === 3 && octet >= 0 ? value * 256 + octet : undefined
}

export function formatIPv4(value: number): string {
  return `${(value >>> 24) & 255}.${(value >>> 16) & 255}.${(value >>> 8) & 255}.${value & 255}`
}

/** A network: `10.244.0.0/24`. */
export interface Cidr {
  /** first address */
  base: number
  prefix: number
  /** how many addresses */
  size: number
}

export function parseCidr(text: string): Cidr | undefined {
  const slash = text.indexOf('/')
  const address = parseIPv4(slash < 0 ? text : text.slice(0, slash))
  const prefix = slash < 0 ? 32 : Number(text.slice(slash + 1))
  if (address === undefined || !Number.isInteger(prefix) || prefix < 0 || prefix > 32) return undefined
  const size = 2 ** (32 - prefix)
  return { base: address - (address % size), prefix, size }
}

export function contains(cidr: Cidr, address: number): boolean {
  return address >= cidr.base && address < cidr.base + cidr.size
}

/** A number made from text (FNV-1a), for what needs to differ but not to be random: MACs, names of veths. */
export function textHash(text: string): number {
  let hash = 0x811c9dc5
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
  return hash >>> 0
}

/** A locally administered MAC address that belongs to `text`. */
export function macOf(text: string): string {
  const hex = textHash(text).toString(16).padStart(8, '0') + textHash(`${text}/`).toString(16).padStart(8, '0')
  const pairs = hex.slice(0, 12).match(/../g) as string[]
  pairs[0] = ((Number.parseInt(pairs[0] as string, 16) & 0xfc) | 2).toString(16).padStart(2, '0')
  return pairs.join(':')
}

/** The IPv6 address that an interface gives itself (EUI-64): one bit of its MAC turned, `ff:fe` in the middle. */
export function linkLocal(mac: string): string {
  const [a, b, c, d, e, f] = mac.split(':').map((pair) => Number.parseInt(pair, 16)) as [number, number, number, number, number, number]
  const words = [((a ^ 2) << 8) | b, (c << 8) | 0xff, 0xfe00 | d, (e << 8) | f]
  return `fe80::${words.map((word) => word.toString(16)).join(':')}`
}
