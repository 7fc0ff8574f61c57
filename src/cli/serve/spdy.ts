import { constants, createDeflate, createInflate } from 'node:zlib'

/** The words that SPDY/3 compresses headers by: first with their lengths before them, then a run of text. */
const WORDS =
  'options head post put delete trace accept accept-charset accept-encoding accept-language accept-ranges age allow authorization cache-control connection content-base content-encoding content-language content-length content-location content-md5 content-range content-type date etag expect expires from host if-match if-modified-since if-none-match if-range if-unmodified-since last-modified location max-forwards pragma proxy-authenticate proxy-authorization range referer retry-after server te trailer transfer-encoding upgrade user-agent vary via warning www-authenticate method get status'
const MORE_WORDS = ['200 OK', 'version', 'HTTP/1.1', 'url', 'public', 'set-cookie', 'keep-alive', 'origin']
const TEXT =
  '100101201202205206300302303304305306307402405406407408409410411412413414415416417502504505203 Non-Authoritative Information204 No Content301 Moved Permanently400 Bad Request401 Unauthorized403 Forbidden404 Not Found500 Internal Server Error501 Not Implemented503 Service UnavailableJan Feb Mar Apr May Jun Jul Aug Sept Oct Nov Dec 00:00:00 Mon, Tue, Wed, Thu, Fri, Sat, Sun, GMTchunked,text/html,image/png,image/jpg,image/gif,application/xml,application/xhtml+xml,text/plain,text/javascript,publicprivatemax-age=gzip,deflate,sdchcharset=utf-8charset=iso-8859-1,utf-,*,enq=0.'

const dictionary = Buffer.concat([...[...WORDS.split(' '), ...MORE_WORDS].map((word) => withLength(word)), Buffer.from(TEXT)])

function withLength(text: string): Buffer {
  const bytes = Buffer.from(text)
  const size = Buffer.alloc(4)
  size.writeUInt32BE(bytes.length)
  return Buffer.concat([size, bytes])
}

const SYN_STREAM = 1
const SYN_REPLY = 2
const RST_STREAM = 3
const PING = 6
const GOAWAY = 7
const FIN = 1
/** Frames of a client are no longer than this. */
const FRAME_LIMIT = 4 * 1024 * 1024

/** One of the client's streams. */
export interface SpdyStream {
  readonly id: number
  readonly headers: ReadonlyMap<string, string>
  onData: (data: Buffer) => void
  /** the client sends no more */
  onEnd: () => void
  send(data: Buffer): void
  /** no more from here */
  end(): void
}

/** The server's end of a SPDY/3.1 session: streams that the client opens, each accepted. */
export class SpdySession {
  onStream: (stream: SpdyStream) => void = () => {}
  onClose: () => void = () => {}
  readonly #write: (data: Buffer) => void
  readonly #streams = new Map<number, SpdyStream>()
  readonly #inflate = createInflate({ dictionary, finishFlush: constants.Z_SYNC_FLUSH })
  readonly #deflate = createDeflate({ dictionary })
  #inflated: Buffer[] = []
  #deflated: Buffer[] = []
  #rest: Buffer = Buffer.alloc(0)
  /** frames are handled one after the other: headers take turns through the compressor */
  #turn: Promise<void> = Promise.resolve()

  constructor(write: (data: Buffer) => void) {
    this.#write = write
    this.#inflate.on('data', (data: Buffer) => this.#inflated.push(data))
    this.#deflate.on('data', (data: Buffer) => this.#deflated.push(data))
    this.#inflate.on('error', () => this.onClose())
  }

  receive(data: Buffer): void {
    this.#rest = this.#rest.length > 0 ? Buffer.concat([this.#rest, data]) : data
    while (this.#rest.length >= 8) {
      const length = this.#rest.readUIntBE(5, 3)
      if (length > FRAME_LIMIT) return this.onClose()
      if (this.#rest.length < 8 + length) return
      const frame = this.#rest.subarray(0, 8 + length)
      this.#rest = this.#rest.subarray(8 + length)
      this.#turn = this.#turn.then(() => this.#take(frame))
    }
  }

  async #take(frame: Buffer): Promise<void> {
    const flags = frame[4] as number
    const body = frame.subarray(8)
    if (((frame[0] as number) & 128) === 0) {
      const stream = this.#streams.get(frame.readUInt32BE(0) & 0x7fffffff)
      if (body.length > 0) stream?.onData(body)
      if (flags & FIN) stream?.onEnd()
      return
    }
    switch (frame.readUInt16BE(2)) {
      case SYN_STREAM: {
        const id = body.readUInt32BE(0) & 0x7fffffff
        const headers = await this.#readHeaders(body.subarray(10))
        const stream = this.#open(id, headers)
        await this.#reply(id)
        this.onStream(stream)
        if (flags & FIN) stream.onEnd()
        return
      }
      case RST_STREAM: {
        const stream = this.#streams.get(body.readUInt32BE(0) & 0x7fffffff)
        if (stream) {
          this.#streams.delete(stream.id)
          stream.onEnd()
        }
        return
      }
      case PING:
        this.#write(Buffer.from(frame))
        return
      case GOAWAY:
        this.onClose()
    }
  }

  #open(id: number, headers: ReadonlyMap<string, string>): SpdyStream {
    let ended = false
    const send = (data: Buffer, flags: number): void => {
      if (ended) return
      const head = Buffer.alloc(8)
      head.writeUInt32BE(id)
      head[4] = flags
      head.writeUIntBE(data.length, 5, 3)
      this.#write(Buffer.concat([head, data]))
    }
    const stream: SpdyStream = {
      id,
      headers,
      onData: () => {},
      onEnd: () => {},
      send: (data) => send(data, 0),
      end: () => {
        send(Buffer.alloc(0), FIN)
        ended = true
      },
    }
    this.#streams.set(id, stream)
    return stream
  }

  async #readHeaders(block: Buffer): Promise<Map<string, string>> {
    this.#inflated = []
    await new Promise<void>((done) => this.#inflate.write(block, () => done()))
    await new Promise<void>((done) => this.#inflate.flush(() => done()))
    const text = Buffer.concat(this.#inflated)
    const headers = new Map<string, string>()
    if (text.length < 4) return headers
    let at = 4
    const next = (): string => {
      const length = text.readUInt32BE(at)
      at += 4 + length
      return text.toString('utf8', at - length, at)
    }
    for (let left = text.readUInt32BE(0); left > 0; left--) {
      const name = next()
      headers.set(name, next())
    }
    return headers
  }

  async #reply(id: number): Promise<void> {
    this.#deflated = []
    await new Promise<void>((done) => this.#deflate.write(Buffer.alloc(4), () => done()))
    await new Promise<void>((done) => this.#deflate.flush(constants.Z_SYNC_FLUSH, () => done()))
    const block = Buffer.concat(this.#deflated)
    const head = Buffer.alloc(12)
    head.writeUInt16BE(0x8003)
    head.writeUInt16BE(SYN_REPLY, 2)
    head.writeUIntBE(4 + block.length, 5, 3)
    head.writeUInt32BE(id, 8)
    this.#write(Buffer.concat([head, block]))
  }
}
