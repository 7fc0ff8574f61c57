import { byteLength } from '../../sim/byte-length.ts'
import type { Task } from '../../sim/task.ts'
import type { HttpRequest, HttpResponse } from './namespace.ts'

/** Standard reason phrases, as Go and nginx print them. */
const REASONS: Record<number, string> = {
  100: 'Continue',
  101: 'Switching Protocols',
  200: 'OK',
  201: 'Created',
  202: 'Accepted',
  204: 'No Content',
  206: 'Partial Content',
  301: 'Moved Permanently',
  302: 'Found',
  303: 'See Other',
  304: 'Not Modified',
  307: 'Temporary Redirect',
  308: 'Permanent Redirect',
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  406: 'Not Acceptable',
  408: 'Request Timeout',
  409: 'Conflict',
  410: 'Gone',
  413: 'Request Entity Too Large',
  415: 'Unsupported Media Type',
  418: "I'm a teapot",
  422: 'Unprocessable Entity',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  501: 'Not Implemented',
  502: 'Bad Gateway',
  503: 'Service Unavailable',
  504: 'Gateway Timeout',
}

export function reasonOf(status: number): string {
  return REASONS[status] ?? ''
}

/** `content-type` as servers write it: `Content-Type`. */
export function canonicalHeader(name: string): string {
  return name.replace(/(^|-)([a-z])/g, (_, dash: string, letter: string) => dash + letter.toUpperCase())
}

export function formatRequest(request: HttpRequest): string {
  const headers = { ...request.headers }
  if (request.body !== '' && headers['content-length'] === undefined) headers['content-length'] = String(byteLength(request.body))
  const lines = Object.entries(headers).map(([name, value]) => `${canonicalHeader(name)}: ${value}\r\n`)
  return `${request.method} ${request.path} HTTP/1.1\r\n${lines.join('')}\r\n${request.body}`
}

export function formatResponseHead(response: HttpResponse, version = '1.1'): string {
  const lines = Object.entries(response.headers).map(([name, value]) => `${canonicalHeader(name)}: ${value}\r\n`)
  return `HTTP/${version} ${response.status} ${reasonOf(response.status)}\r\n${lines.join('')}\r\n`
}

/** Longest head, and longest body, that is read before a peer counts as broken (UTF-16 units). */
const HEAD_LIMIT = 65_536
const BODY_LIMIT = 16 * 1024 * 1024

/** Takes HTTP apart as it comes in pieces. */
export class HttpReader {
  #read: () => Task<string | undefined>
  #text = ''
  #ended = false

  constructor(read: () => Task<string | undefined>) {
    this.#read = read
  }

  /** what came and was not understood */
  get rest(): string {
    return this.#text
  }

  *#more(): Task<boolean> {
    if (this.#ended) return false
    const piece = yield* this.#read()
    if (piece === undefined) this.#ended = true
    else this.#text += piece
    return piece !== undefined
  }

  /** First line and headers; undefined at the end, 'bad' when it is no HTTP. */
  *head(isFirstLine: RegExp): Task<{ line: string; headers: Record<string, string> } | 'bad' | undefined> {
    for (;;) {
      const end = /\r?\n\r?\n/.exec(this.#text)
      if (end) {
        const [line = '', ...rest] = this.#text.slice(0, end.index).split(/\r?\n/)
        if (!isFirstLine.test(line)) return 'bad'
        this.#text = this.#text.slice(end.index + end[0].length)
        const headers: Record<string, string> = Object.create(null)
        for (const each of rest) {
          const colon = each.indexOf(':')
          if (colon > 0) headers[each.slice(0, colon).trim().toLowerCase()] = each.slice(colon + 1).trim()
        }
        return { line, headers }
      }
      const first = this.#text.search(/\r?\n/)
      if (this.#text.length > HEAD_LIMIT || (first > 0 && !isFirstLine.test(this.#text.slice(0, first)))) return 'bad'
      if (!(yield* this.#more())) return this.#text === '' ? undefined : 'bad'
    }
  }

  /** A body of so many bytes (it may end before). */
  *bytes(count: number): Task<string> {
    for (;;) {
      let bytes = 0
      let at = 0
      while (bytes < count && at < this.#text.length) {
        const width = this.#text.codePointAt(at)! > 0xffff ? 2 : 1
        bytes += byteLength(this.#text.slice(at, at + width))
        at += width
      }
      if (bytes >= count || at > BODY_LIMIT || !(yield* this.#more())) {
        const body = this.#text.slice(0, at)
        this.#text = this.#text.slice(at)
        return body
      }
    }
  }

  *line(): Task<string> {
    for (;;) {
      const end = this.#text.indexOf('\n')
      if (end >= 0 || !(yield* this.#more())) {
        const line = end < 0 ? this.#text : this.#text.slice(0, end)
        this.#text = end < 0 ? '' : this.#text.slice(end + 1)
        return line.replace(/\r$/, '')
      }
    }
  }

  *chunked(): Task<string> {
    let body = ''
    for (;;) {
      const size = Number.parseInt(yield* this.line(), 16)
      if (!(size > 0)) {
        yield* this.line()
        return body
      }
      body += yield* this.bytes(size)
      yield* this.line()
      if (body.length > BODY_LIMIT) return body
    }
  }

  /** Everything until the other side closes. */
  *all(): Task<string> {
    while (this.#text.length < BODY_LIMIT && (yield* this.#more())) {}
    const body = this.#text
    this.#text = ''
    return body
  }
}
