export type Service = readonly [name: string, port: number, protocol: 'tcp' | 'udp', alias?: string]

/** Well-known ports (IANA), by number. */
export const SERVICES: readonly Service[] = [
  ['echo', 7, 'tcp'],
  ['echo', 7, 'udp'],
  ['ftp', 21, 'tcp'],
  ['ssh', 22, 'tcp'],
  ['telnet', 23, 'tcp'],
  ['smtp', 25, 'tcp', 'mail'],
  ['domain', 53, 'tcp'],
  ['domain', 53, 'udp'],
  ['http', 80, 'tcp', 'www'],
  ['ntp', 123, 'udp'],
  ['ldap', 389, 'tcp'],
  ['https', 443, 'tcp'],
  ['https', 443, 'udp'],
  ['ldaps', 636, 'tcp'],
  ['nfs', 2049, 'tcp'],
  ['mysql', 3306, 'tcp'],
  ['postgresql', 5432, 'tcp', 'postgres'],
  ['amqp', 5672, 'tcp'],
  ['redis', 6379, 'tcp'],
  ['http-alt', 8080, 'tcp', 'webcache'],
]
