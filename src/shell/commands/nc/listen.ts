import type { Process } from '../../../cluster/machine/machine.ts'
import type { Connection } from '../../../cluster/network/namespace.ts'
import { Condition, fork, type Task } from '../../../sim/task.ts'

/** Connections that may wait to be accepted. */
const BACKLOG = 128

/** Connections taken on a port, one after the other. */
export interface Accepting {
  /** The next connection. */
  accept(): Task<Connection>
  close(): void
}

/** Listens on TCP; what comes in waits until it is accepted. */
export function listenTcp(process: Process, address: string | undefined, port: number): Accepting | 'EADDRINUSE' | 'EADDRNOTAVAIL' {
  const waiting: Connection[] = []
  const arrived = new Condition()
  const listener = process.machine.net.listen(
    { port, program: 'nc', owner: process, ...(address === undefined ? { address: '::' } : { address }) },
    {
      *stream(connection) {
        if (waiting.length >= BACKLOG) return connection.close()
        waiting.push(connection)
        arrived.notify()
      },
    },
  )
  if (typeof listener === 'string') return listener
  return {
    *accept() {
      while (waiting.length === 0) yield* arrived.wait()
      return waiting.shift() as Connection
    },
    close() {
      listener.close()
      for (const connection of waiting) connection.close()
    },
  }
}

/** One who sends datagrams, as `nc -u -l` sees the first that writes: others are not listened to. */
export interface UdpPeer {
  /** The next datagram. */
  receive(): Task<string>
  send(text: string): void
  close(): void
}

/** Waits for datagrams on a port (`nc -u -l`). */
export function listenUdp(process: Process, address: string | undefined, port: number): UdpPeer | 'EADDRINUSE' | 'EADDRNOTAVAIL' {
  const pieces: string[] = []
  const arrived = new Condition()
  let partner: string | undefined
  let answer: ((payload: unknown) => void) | undefined
  const held: string[] = []
  const listener = process.machine.net.listen(
    { port, protocol: 'UDP', program: 'nc', owner: process, ...(address === undefined ? {} : { address }) },
    {
      datagram(payload, peer, respond) {
        partner ??= `${peer.address}:${peer.port}`
        if (partner !== `${peer.address}:${peer.port}` || typeof payload !== 'string') return undefined
        answer = respond
        for (const text of held.splice(0)) respond(text)
        pieces.push(payload)
        arrived.notify()
        return undefined
      },
    },
  )
  if (typeof listener === 'string') return listener
  return {
    *receive() {
      while (pieces.length === 0) yield* arrived.wait()
      return pieces.shift() as string
    },
    send(text) {
      if (answer) answer(text)
      else if (held.length < 1_000) held.push(text)
    },
    close: () => listener.close(),
  }
}

/** Carries datagrams to the output and input to who sent them, until interrupted. */
export function* pumpUdp(process: Process, peer: UdpPeer): Task {
  const sender = yield* fork(
    (function* (): Task {
      for (let text = yield* process.stdin.read(); text !== undefined; text = yield* process.stdin.read()) peer.send(text)
    })(),
  )
  try {
    for (;;) yield* process.stdout.write(yield* peer.receive())
  } finally {
    peer.close()
    sender.interrupt('SIGTERM')
  }
}
