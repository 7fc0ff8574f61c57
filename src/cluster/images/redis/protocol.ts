import { byteLength } from '../../../sim/byte-length.ts'
import type { Reply } from './store.ts'

/** One request may have so many words and UTF-16 units. */
const MAX_WORDS = 1_000
const MAX_UNITS = 1_000_000

/** Takes requests (arrays of RESP, or inline words) out of what has arrived. */
export class RequestParser {
  #text = ''

  push(piece: string): void {
    this.#text += piece
  }

  /** The next whole request; undefined when more has to come; an error when it is none. */
  next(): string[] | { error: string } | undefined {
    if (this.#text.length > MAX_UNITS) return { error: 'ERR Protocol error: too big request' }
    if (this.#text.startsWith('*')) return this.#array()
    const end = this.#text.indexOf('\n')
    if (end < 0) return undefined
    const line = this.#text.slice(0, end).trim()
    this.#text = this.#text.slice(end + 1)
    return line === '' ? [] : line.split(/\s+/)
  }

  #array(): string[] | { error: string } | undefined {
    const head = /^\*(\d+)\r\n/.exec(this.#text)
    if (!head) return this.#text.includes('\r\n') ? { error: 'ERR Protocol error: invalid multibulk length' } : undefined
    const count = Number(head[1])
    if (count > MAX_WORDS) return { error: 'ERR Protocol error: invalid multibulk length' }
    const words: string[] = []
    let at = head[0].length
    for (let i = 0; i < count; i++) {
      const size = /^\$(\d+)\r\n/.exec(this.#text.slice(at, at + 20))
      if (!size) return this.#text.slice(at).includes('\r\n') ? { error: "ERR Protocol error: expected '$'" } : undefined
      at += size[0].length
      const end = this.#text.indexOf('\r\n', at)
      if (end < 0) return undefined
      words.push(this.#text.slice(at, end))
      at = end + 2
    }
    this.#text = this.#text.slice(at)
    return words
  }
}

export function formatRequest(words: readonly string[]): string {
  return `*${words.length}\r\n${words.map((word) => `$${byteLength(word)}\r\n${word}\r\n`).join('')}`
}

export function formatReply(reply: Reply): string {
  if (reply === undefined) return '$-1\r\n'
  if (typeof reply === 'number') return `:${reply}\r\n`
  if (typeof reply === 'string') return `$${byteLength(reply)}\r\n${reply}\r\n`
  if (Array.isArray(reply)) return `*${reply.length}\r\n${reply.map(formatReply).join('')}`
  return 'error' in reply ? `-${reply.error}\r\n` : `+${reply.status}\r\n`
}

/** Reads one whole reply; undefined when more has to come. */
export function parseReply(text: string): { reply: Reply; rest: string } | undefined {
  const end = text.indexOf('\r\n')
  if (end < 0) return undefined
  const line = text.slice(1, end)
  const rest = text.slice(end + 2)
  switch (text[0]) {
    case '+':
      return { reply: { status: line }, rest }
    case '-':
      return { reply: { error: line }, rest }
    case ':':
      return { reply: Number(line), rest }
    case '$': {
      if (line === '-1') return { reply: undefined, rest }
      // Lengths count bytes; the text ends where its bytes do.
      let units = 0
      for (let bytes = 0; bytes < Number(line) && units < rest.length; units++) bytes = byteLength(rest.slice(0, units + 1))
      return rest.length >= units + 2 ? { reply: rest.slice(0, units), rest: rest.slice(units + 2) } : undefined
    }
    case '*': {
      const all: Reply[] = []
      let left = rest
      for (let i = 0; i < Number(line); i++) {
        const item = parseReply(left)
        if (!item) return undefined
        all.push(item.reply)
        left = item.rest
      }
      return { reply: all, rest: left }
    }
    default:
      return { reply: { error: 'protocol error' }, rest: '' }
  }
}

/** As redis-cli shows a reply. */
export function showReply(reply: Reply, tty: boolean, indent = ''): string {
  if (reply === undefined) return tty ? '(nil)' : ''
  if (typeof reply === 'number') return tty ? `(integer) ${reply}` : String(reply)
  if (typeof reply === 'string') return tty ? JSON.stringify(reply) : reply
  if (Array.isArray(reply)) {
    if (reply.length === 0) return tty ? '(empty array)' : ''
    return reply
      .map((item, index) => (tty ? `${index === 0 ? '' : indent}${index + 1}) ` : '') + showReply(item, tty, `${indent}   `))
      .join('\n')
  }
  return 'error' in reply ? (tty ? `(error) ${reply.error}` : reply.error) : reply.status
}
