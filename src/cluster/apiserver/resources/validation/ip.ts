import type { FieldErrors, Path } from './errors.ts'

export type IpFamily = 'IPv4' | 'IPv6'

const PLAIN_IPV4 = /^(?:(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(?:\.(?!$)|$)){4}$/

/** An address as its number; undefined when it is none. `strict: false` takes leading zeros, as old fields do. */
export function parseIp(text: string, strict = false): { family: IpFamily; value: bigint; mapped: boolean } | undefined {
  if (text.includes(':')) {
    const value = parseIpv6(text, strict)
    return value === undefined ? undefined : { family: 'IPv6', value, mapped: value >> 32n === 0xffffn }
  }
  const value = parseIpv4(text, strict)
  return value === undefined ? undefined : { family: 'IPv4', value, mapped: false }
}

function parseIpv4(text: string, strict: boolean): bigint | undefined {
  const match = /^(\d{1,10})\.(\d{1,10})\.(\d{1,10})\.(\d{1,10})$/.exec(text)
  if (!match) return undefined
  let value = 0
  for (let i = 1; i <= 4; i++) {
    const part = match[i] as string
    if (Number(part) > 255 || (strict && part.length > 1 && part.startsWith('0'))) return undefined
    value = value * 256 + Number(part)
  }
  return BigInt(value)
}

function parseIpv6(text: string, strict: boolean): bigint | undefined {
  let source = text
  const dotted = source.lastIndexOf(':')
  if (source.includes('.')) {
    const tail = parseIpv4(source.slice(dotted + 1), strict)
    if (tail === undefined) return undefined
    source = `${source.slice(0, dotted + 1)}${(tail >> 16n).toString(16)}:${(tail & 0xffffn).toString(16)}`
  }
  const halves = source.split('::')
  if (halves.length > 2) return undefined
  const [head, tail] = halves.map((half) => (half === '' ? [] : half.split(':'))) as [string[], string[] | undefined]
  const given = head.length + (tail?.length ?? 0)
  if (tail ? given > 7 : given !== 8) return undefined
  const groups = tail ? [...head, ...Array<string>(8 - given).fill('0'), ...tail] : head
  if (!groups.every((group) => /^[0-9a-fA-F]{1,4}$/.test(group))) return undefined
  return groups.reduce((value, group) => (value << 16n) | BigInt(Number.parseInt(group, 16)), 0n)
}

export function isIpv6(text: string): boolean {
  return text.includes(':')
}

/** An address in a field that has been checked since 1.36 against leading zeros too (IsValidIPForLegacyField). */
export function validateIp(errors: FieldErrors, path: Path, leaf: string, text: string, known?: readonly string[]): boolean {
  if (known?.includes(text)) return true
  const fault = ipFault(text)
  if (fault) errors.invalid(path, leaf, text, fault)
  return fault === undefined
}

export function ipFault(text: string): string | undefined {
  if (PLAIN_IPV4.test(text)) return undefined
  const loose = parseIp(text)
  if (!loose) return 'must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)'
  if (!parseIp(text, true)) return 'must not have leading 0s'
  if (loose.mapped) return 'must not be an IPv4-mapped IPv6 address'
  return undefined
}

export interface Cidr {
  family: IpFamily
  value: bigint
  bits: number
  width: number
}

export function parseCidr(text: string, strict = false): Cidr | undefined {
  const slash = text.indexOf('/')
  const length = text.slice(slash + 1)
  if (slash < 0 || !/^\d{1,4}$/.test(length) || (strict && length.length > 1 && length.startsWith('0'))) return undefined
  const ip = parseIp(text.slice(0, slash), strict)
  const width = ip?.family === 'IPv4' ? 32 : 128
  if (!ip || Number(length) > width) return undefined
  return { family: ip.family, value: ip.value, bits: Number(length), width }
}

/** The block's first address. */
export function networkOf({ value, bits, width }: Cidr): bigint {
  const host = BigInt(width - bits)
  return (value >> host) << host
}

export function cidrFault(text: string): string | undefined {
  const loose = parseCidr(text)
  if (!loose) return 'must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)'
  if (!parseCidr(text, true)) return 'must not have leading 0s in IP or prefix length'
  if (loose.width === 128 && loose.value >> 32n === 0xffffn) return 'must not have an IPv4-mapped IPv6 address'
  if (networkOf(loose) !== loose.value) return 'must not have bits set beyond the prefix length'
  return undefined
}

export function validateCidr(errors: FieldErrors, path: Path, leaf: string, text: string, known?: readonly string[]): boolean {
  if (known?.includes(text)) return true
  const fault = cidrFault(text)
  if (fault) errors.invalid(path, leaf, text, fault)
  return fault === undefined
}

/** Addresses that cannot be an endpoint (ValidateEndpointIP). */
export function validateEndpointIp(errors: FieldErrors, path: Path, leaf: string, text: string): void {
  // The hot path: an ordinary IPv4 address of a Pod.
  if (text.startsWith('10.') && PLAIN_IPV4.test(text)) return
  const ip = parseIp(text)
  if (!ip) return errors.invalid(path, leaf, text, 'must be a valid IP address')
  const v4 = ip.family === 'IPv4' ? ip.value : ip.mapped ? ip.value & 0xffffffffn : undefined
  const first = v4 === undefined ? ip.value >> 120n : v4 >> 24n
  if (v4 === undefined ? ip.value === 0n : v4 === 0n) errors.invalid(path, leaf, text, `may not be unspecified (${text})`)
  if (v4 === undefined ? ip.value === 1n : first === 127n)
    errors.invalid(path, leaf, text, 'may not be in the loopback range (127.0.0.0/8, ::1/128)')
  if (v4 === undefined ? ip.value >> 118n === 0x3fan : v4 >> 16n === 0xa9fen)
    errors.invalid(path, leaf, text, 'may not be in the link-local range (169.254.0.0/16, fe80::/10)')
  if (v4 === undefined ? first === 0xffn && ((ip.value >> 112n) & 0xfn) === 2n : v4 >> 8n === 0xe00000n)
    errors.invalid(path, leaf, text, 'may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)')
}
