import type { Process } from '../../../cluster/machine/machine.ts'
import { type Connection, ConnectionReset } from '../../../cluster/network/namespace.ts'
import type { Reader, Writer } from '../../../sim/pipe.ts'
import { fork, type Runner, type Task } from '../../../sim/task.ts'

export interface PumpOptions {
  /** how long after the end of input the other side is still listened to, ms; absent: until it closes */
  lingerMs?: number
  /** give up when nothing moves for so long, ms */
  idleMs?: number
  /** tell the other side when input ends */
  half?: boolean
  input?: Reader
  output?: Writer
}

/** Carries input to a connection and what comes back to output, until the other side closes. True when it ended in a reset. */
export function* pump(process: Process, connection: Connection, options: PumpOptions = {}): Task<boolean> {
  const { input = process.stdin, output = process.stdout, half = true } = options
  const { clock } = process.machine
  let lastMove = clock.now
  let inputEnded: number | undefined
  let reset = false
  const up = (function* (): Task {
    try {
      for (;;) {
        const text = yield* input.read()
        if (text === undefined) break
        lastMove = clock.now
        yield* connection.write(text)
      }
      if (half) connection.end()
    } catch (error) {
      if (!(error instanceof ConnectionReset)) throw error
    }
    inputEnded = clock.now
  })()
  const down = (function* (): Task {
    try {
      for (;;) {
        const text = yield* connection.read()
        if (text === undefined) return
        lastMove = clock.now
        yield* output.write(text)
      }
    } catch (error) {
      if (!(error instanceof ConnectionReset)) throw error
      reset = true
    }
  })()
  const sender = yield* fork(up)
  const receiver = yield* fork(down)
  try {
    while (!receiver.done) {
      const moments: number[] = []
      if (options.idleMs !== undefined) moments.push(lastMove + options.idleMs)
      if (options.lingerMs !== undefined && inputEnded !== undefined) moments.push(inputEnded + options.lingerMs)
      const next = moments.length > 0 ? Math.min(...moments) : undefined
      if (next !== undefined && next <= clock.now) break
      yield* doneOr(receiver, sender, next === undefined ? undefined : next - clock.now)
    }
    if (receiver.error !== undefined) throw receiver.error
    return reset
  } finally {
    sender.interrupt('SIGTERM')
    receiver.interrupt('SIGTERM')
    connection.close()
  }
}

/** Waits for the receiver's end, the sender's (once), or a time. */
function* doneOr(receiver: Runner, sender: Runner, ms: number | undefined): Task {
  yield (wake, own) => {
    const timer = ms === undefined ? undefined : own.clock.after(ms, () => wake(undefined))
    const finish = (): void => {
      own.clock.cancel(timer)
      wake(undefined)
    }
    receiver.onDone(finish)
    if (!sender.done) sender.onDone(finish)
    return () => own.clock.cancel(timer)
  }
}
