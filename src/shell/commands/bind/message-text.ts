import { type DnsResponse, withDot } from '../../../cluster/coredns/message.ts'
import { questionLine, recordLine, type ZoneStyle } from './zone-text.ts'

const MULTICAST =
  ';; WARNING: .local is reserved for Multicast DNS\n;; You are currently testing what happens when an mDNS query is leaked to DNS\n'

export const isMulticastName = (name: string): boolean => /\.local\.$/i.test(withDot(name))

/** The two lines about a message's head; `more`: additional records that are not in the message itself. */
export function headerText(response: DnsResponse, more = 0, warn = true): string {
  const { rcode, id, answers, authority, additional, name } = response
  const flags = ['qr', ...(response.aa ? ['aa'] : []), ...(response.rd ? ['rd'] : []), ...(response.ra ? ['ra'] : [])].join(' ')
  const counts = `QUERY: 1, ANSWER: ${answers.length}, AUTHORITY: ${authority.length}, ADDITIONAL: ${additional.length + more}`
  return `${warn && isMulticastName(name) ? MULTICAST : ''};; ->>HEADER<<- opcode: QUERY, status: ${rcode}, id: ${id}\n;; flags: ${flags}; ${counts}\n`
}

/** What dig's `+qr` shows of the question it sends. */
export function sentText(
  { name, type, className, id, recurse }: { name: string; type: string; className: string; id: number; recurse: boolean },
  pseudo: string,
  size: number,
): string {
  return `;; Sending:\n${isMulticastName(name) ? MULTICAST : ''};; ->>HEADER<<- opcode: QUERY, status: NOERROR, id: ${id}\n;; flags: ${recurse ? 'rd ' : ''}ad; QUERY: 1, ANSWER: 0, AUTHORITY: 0, ADDITIONAL: ${pseudo === '' ? 0 : 1}\n\n${pseudo};; QUESTION SECTION:\n${questionLine(withDot(name), type, className)}\n\n;; QUERY SIZE: ${size}\n\n`
}

export const SECTIONS = ['answer', 'authority', 'additional'] as const

/** A section of records; nothing when it is empty. `heading`: with its name and a blank line after it. */
export function sectionText(response: DnsResponse, section: (typeof SECTIONS)[number], heading: boolean, style: ZoneStyle = {}): string {
  const records = section === 'answer' ? response.answers : response[section]
  if (records.length === 0) return ''
  const lines = records.map((record) => `${recordLine(record, style)}\n`).join('')
  return heading ? `;; ${section.toUpperCase()} SECTION:\n${lines}\n` : lines
}
