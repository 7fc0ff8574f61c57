import { fromBytes, toBytes } from '../../../sim/bytes.ts'

/** One member of an archive. */
export interface Member {
  name: string
  type: 'file' | 'directory' | 'symlink'
  mode: number
  /** ms */
  modified: number
  content: string
  link: string
}

const BLOCK = 512

/** A member as ustar blocks. */
export function writeMember(member: Member, owner: string): string {
  const content = member.type === 'file' ? toBytes(member.content) : new Uint8Array()
  const header = new Uint8Array(BLOCK)
  const put = (at: number, text: string, size: number) => header.set(toBytes(text).slice(0, size), at)
  const octal = (value: number, size: number) => value.toString(8).padStart(size - 1, '0')
  let { name } = member
  if (member.type === 'directory' && !name.endsWith('/')) name += '/'
  // long names are split at a slash into prefix and name
  const bytes = toBytes(name)
  if (bytes.length > 100) {
    const cut = name.indexOf('/', name.length - 100)
    put(345, name.slice(0, cut), 155)
    name = name.slice(cut + 1)
  }
  put(0, name, 100)
  put(100, octal(member.mode & 0o7777, 8), 8)
  put(108, octal(owner === 'root' ? 0 : 1000, 8), 8)
  put(116, octal(owner === 'root' ? 0 : 1000, 8), 8)
  put(124, octal(content.length, 12), 12)
  put(136, octal(Math.floor(member.modified / 1000), 12), 12)
  put(148, '        ', 8)
  put(156, member.type === 'directory' ? '5' : member.type === 'symlink' ? '2' : '0', 1)
  put(157, member.link, 100)
  put(257, 'ustar\u000000', 8)
  put(265, owner, 32)
  put(297, owner, 32)
  put(
    148,
    `${octal(
      header.reduce((sum, byte) => sum + byte, 0),
      7,
    )}\0 `,
    8,
  )
  const filler = '\0'.repeat((BLOCK - (content.length % BLOCK)) % BLOCK)
  return fromBytes(header) + (member.type === 'file' ? member.content : '') + filler
}

/** What ends an archive. */
export const ARCHIVE_END = '\0'.repeat(BLOCK * 2)

/** All members of an archive; undefined when it is none. */
export function readMembers(text: string): Member[] | undefined {
  const bytes = toBytes(text)
  const members: Member[] = []
  for (let at = 0; at + BLOCK <= bytes.length; ) {
    const header = bytes.subarray(at, at + BLOCK)
    if (header.every((byte) => byte === 0)) return members
    const field = (from: number, size: number) => {
      const piece = header.subarray(from, from + size)
      const end = piece.indexOf(0)
      return fromBytes(end < 0 ? piece : piece.subarray(0, end))
    }
    if (field(257, 5) !== 'ustar') return undefined
    const size = Number.parseInt(field(124, 12), 8) || 0
    const prefix = field(345, 155)
    const type = field(156, 1)
    members.push({
      name: prefix === '' ? field(0, 100) : `${prefix}/${field(0, 100)}`,
      type: type === '5' ? 'directory' : type === '2' ? 'symlink' : 'file',
      mode: Number.parseInt(field(100, 8), 8) || 0o644,
      modified: (Number.parseInt(field(136, 12), 8) || 0) * 1000,
      content: fromBytes(bytes.subarray(at + BLOCK, at + BLOCK + size)),
      link: field(157, 100),
    })
    at += BLOCK + Math.ceil(size / BLOCK) * BLOCK
  }
  return members.length > 0 ? members : undefined
}
