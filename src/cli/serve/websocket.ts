import { createHash } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'

const GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11'
/** No message of a client may be longer. */
const MESSAGE_LIMIT = 8 * 1024 * 1024

const OPCODES = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const

/** The server's end of a WebSocket (RFC 6455), as much as kubectl needs: binary messages. */
export class WebSocket {
  readonly protocol: string
  onMessage: (data: Buffer) => void = () => {}
  onClose: () => void = () => {}
  readonly #socket: Duplex
  #rest: Buffer = Buffer.alloc(0)
  #parts: Buffer[] = []
  #closed = false

  constructor(socket: Duplex, protocol: string, head: Buffer) {
    this.protocol = protocol
    this.#socket = socket
    socket.on('data', (data: Buffer) => this.#receive(data))
    socket.on('close', () => this.#ended())
    socket.on('error', () => this.#ended())
    if (head.length > 0) setImmediate(() => this.#receive(head))
  }

  send(data: Buffer): void {
    if (!this.#closed) this.#socket.write(frame(OPCODES.binary, data))
  }

  /** Says goodbye; the client closes the connection. */
  close(code = 1000): void {
    if (this.#closed) return
    this.#socket.write(frame(OPCODES.close, Buffer.from([code >> 8, code & 255])))
    this.#socket.end()
  }

  #ended(): void {
    if (this.#closed) return
    this.#closed = true
    this.onClose()
  }

  #receive(data: Buffer): void {
    this.#rest = this.#rest.length > 0 ? Buffer.concat([this.#rest, data]) : data
    for (;;) {
      const rest = this.#rest
      if (rest.length < 2) return
      const short = (rest[1] as number) & 127
      const start = short === 126 ? 4 : short === 127 ? 10 : 2
      if (rest.length < start + 4) return
      const length = short === 126 ? rest.readUInt16BE(2) : short === 127 ? Number(rest.readBigUInt64BE(2)) : short
      if (length > MESSAGE_LIMIT) return this.close(1009)
      if (rest.length < start + 4 + length) return
      const mask = rest.subarray(start, start + 4)
      const payload = Buffer.from(rest.subarray(start + 4, start + 4 + length))
      for (let i = 0; i < length; i++) payload[i] = (payload[i] as number) ^ (mask[i & 3] as number)
      this.#rest = rest.subarray(start + 4 + length)
      this.#take((rest[0] as number) & 15, ((rest[0] as number) & 128) !== 0, payload)
    }
  }

  #take(opcode: number, final: boolean, payload: Buffer): void {
    if (opcode === OPCODES.ping) this.#socket.write(frame(OPCODES.pong, payload))
    else if (opcode === OPCODES.close) {
      this.close()
      this.#ended()
    } else if (opcode <= OPCODES.binary) {
      this.#parts.push(payload)
      if (!final) return
      const whole = this.#parts.length === 1 ? payload : Buffer.concat(this.#parts)
      this.#parts = []
      this.onMessage(whole)
    }
  }
}

function frame(opcode: number, data: Buffer): Buffer {
  const { length } = data
  const head =
    length < 126
      ? Buffer.from([128 | opcode, length])
      : length < 65_536
        ? Buffer.from([128 | opcode, 126, length >> 8, length & 255])
        : Buffer.concat([Buffer.from([128 | opcode, 127, 0, 0, 0, 0]), Buffer.from(Uint32Array.of(length).buffer).reverse()])
  return Buffer.concat([head, data])
}

/** Takes an upgrade request with one of `protocols`; undefined (and a refusal sent) when the client speaks none of them. */
export function acceptWebSocket(
  request: IncomingMessage,
  socket: Duplex,
  head: Buffer,
  protocols: readonly string[],
): WebSocket | undefined {
  const key = request.headers['sec-websocket-key']
  const offered = String(request.headers['sec-websocket-protocol'] ?? '')
    .split(',')
    .map((one) => one.trim())
  const protocol = protocols.find((one) => offered.includes(one))
  if (String(request.headers.upgrade).toLowerCase() !== 'websocket' || !key || !protocol) {
    socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n')
    return undefined
  }
  const accept = createHash('sha1').update(`${key}${GUID}`).digest('base64')
  socket.write(
    `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\nSec-WebSocket-Protocol: ${protocol}\r\n\r\n`,
  )
  return new WebSocket(socket, protocol, head)
}
