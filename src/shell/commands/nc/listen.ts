import type { Process } from '../../../cluster/machine/machine.ts'
import type { Connection } from '../../../cluster/network/namespace.ts'
import { Condition, fork, type Task } from '../../../sim/task.ts'

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
    { port, program: 'nc', pid: process.pid, ...(address === undefined ? { address: '::' } : { address }) },
    {
      *stream(connection) {
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

/** Prints datagrams as they come (`nc -u -l`); answers with lines of input, to whom wrote last. */
export function* listenUdp(process: Process, address: string | undefined, port: number): Task<'EADDRINUSE' | 'EADDRNOTAVAIL'> {
  const pieces: string[] = []
  const arrived = new Condition()
  let answer: ((payload: unknown) => void) | undefined
  const listener = process.machine.net.listen(
    { port, protocol: 'UDP', program: 'nc', pid: process.pid, ...(address === undefined ? {} : { address }) },
    {
      datagram(payload, _peer, respond) {
        answer = respond
        pieces.push(typeof payload === 'string' ? payload : '')
        arrived.notify()
        return undefined
      },
    },
  )
  if (typeof listener === 'string') return listener
  const sender = yield* fork(
    (function* (): Task {
      for (let text = yield* process.stdin.read(); text !== undefined; text = yield* process.stdin.read()) {
        while (!answer) yield* arrived.wait()
        answer(text)
      }
    })(),
  )
  try {
    for (;;) {
      while (pieces.length === 0) yield* arrived.wait()
      yield* process.stdout.write(pieces.splice(0).join(''))
    }
  } finally {
    listener.close()
    sender.interrupt('SIGTERM')
  }
}
