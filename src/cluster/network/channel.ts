import { spendOutput } from '../../sim/pipe.ts'
import { Condition, type Task } from '../../sim/task.ts'
import { type Connection, ConnectionReset, type Peer } from './namespace.ts'

/** UTF-16 units in flight before a writer has to wait. */
const WINDOW = 65_536

/** One direction of a connection. */
class Channel {
  pieces: string[] = []
  size = 0
  ended = false
  readerGone = false
  reset = false
  readonly changed = new Condition()
}

/** One end of a TCP connection. */
export class TcpEnd implements Connection {
  readonly local: Peer
  readonly remote: Peer
  #in: Channel
  #out: Channel
  #closed = false
  onClose: (() => void) | undefined
  /** for whoever looks at the packets */
  onWrite: ((text: string) => void) | undefined

  constructor(local: Peer, remote: Peer, input: Channel, output: Channel) {
    this.local = local
    this.remote = remote
    this.#in = input
    this.#out = output
  }

  *read(): Task<string | undefined> {
    const channel = this.#in
    while (channel.pieces.length === 0) {
      if (channel.reset) throw new ConnectionReset('Connection reset by peer')
      if (channel.ended || this.#closed) return undefined
      yield* channel.changed.wait()
    }
    const text = channel.pieces.length === 1 ? (channel.pieces[0] as string) : channel.pieces.join('')
    channel.pieces = []
    channel.size = 0
    channel.changed.notify()
    return text
  }

  *write(text: string): Task {
    if (text === '') return
    const channel = this.#out
    yield* spendOutput(text.length)
    for (;;) {
      if (channel.reset || this.#closed) throw new ConnectionReset('Connection reset by peer')
      if (channel.readerGone) {
        // The first packet still leaves; its answer tells that nobody is there any more.
        channel.reset = true
        return
      }
      if (channel.size < WINDOW) break
      yield* channel.changed.wait()
    }
    this.onWrite?.(text)
    channel.pieces.push(text)
    channel.size += text.length
    channel.changed.notify()
  }

  end(): void {
    this.#out.ended = true
    this.#out.changed.notify()
  }

  close(): void {
    if (this.#closed) return
    this.#closed = true
    this.end()
    this.#in.readerGone = true
    this.#in.pieces = []
    this.#in.changed.notify()
    this.onClose?.()
  }

  /** Both sides learn that the connection is gone. */
  reset(): void {
    for (const channel of [this.#in, this.#out]) {
      channel.reset = true
      channel.changed.notify()
    }
    this.#closed = true
    this.onClose?.()
  }

  /** the other side has finished, and everything was read */
  get drained(): boolean {
    return this.#in.ended && this.#in.pieces.length === 0
  }
}

/** The two ends of a new connection. `seenAs`: the client as the server sees it; `asked`: the server as the client addressed it. */
export function tcpPair(client: Peer, asked: Peer, server: Peer, seenAs: Peer): [client: TcpEnd, server: TcpEnd] {
  const up = new Channel()
  const down = new Channel()
  return [new TcpEnd(client, asked, down, up), new TcpEnd(server, seenAs, up, down)]
}
