import type { Process } from '../../../cluster/machine/machine.ts'
import { Condition, fork, type Task, within } from '../../../sim/task.ts'

export interface EchoOptions {
  address: string
  target: string
  count: number | undefined
  intervalMs: number
  /** for the answer to the last packet */
  waitMs: number
  deadlineMs: number | undefined
  ttl: number
}

export interface EchoResult {
  sent: number
  times: number[]
  errors: number
  /** ms from the first packet to the end */
  duration: number
}

export type Echo =
  | { sequence: number; rttMs: number; ttl: number }
  | { sequence: number; failed: 'unreachable' | 'timeout' }
  | { sequence: number; expired: string }

/** Sends echo requests one after the other until their number, the deadline or Ctrl-C is reached. */
export function* echoes(process: Process, options: EchoOptions, onEcho: (echo: Echo) => Task): Task<EchoResult> {
  const { clock, net } = process.machine
  const start = clock.now
  const stop = new Condition()
  let stopped = false
  process.traps.set('SIGINT', () => {
    stopped = true
    stop.notify()
  })
  const pause = function* (ms: number): Task {
    if (ms > 0 && !stopped) yield* within(ms, stop.wait())
  }
  const result: EchoResult = { sent: 0, times: [], errors: 0, duration: 0 }
  for (let sequence = 0; !stopped && (options.count === undefined || sequence < options.count); sequence++) {
    const sentAt = clock.now
    if (options.deadlineMs !== undefined && sentAt - start >= options.deadlineMs) break
    result.sent++
    const last = options.count !== undefined && sequence === options.count - 1
    const left = options.deadlineMs === undefined ? Number.POSITIVE_INFINITY : start + options.deadlineMs - sentAt
    const timeoutMs = Math.min(last ? options.waitMs : Math.max(options.intervalMs, 1), left)
    const ask = net.ping(options.address, { timeoutMs, ttl: options.ttl, program: 'ping', target: options.target })
    const raced = yield* eitherOr(ask, () => stopped, stop)
    const answer = raced ?? ({ failed: 'timeout' } as const)
    if ('rttMs' in answer && answer.from === undefined) {
      result.times.push(answer.rttMs)
      yield* onEcho({ sequence, rttMs: answer.rttMs, ttl: answer.ttl })
    } else if ('rttMs' in answer) yield* onEcho({ sequence, expired: answer.from as string })
    else if (!stopped) {
      if (answer.failed === 'unreachable') result.errors++
      yield* onEcho({ sequence, failed: answer.failed === 'unreachable' ? 'unreachable' : 'timeout' })
    }
    if (!last) yield* pause(sentAt + options.intervalMs - clock.now)
  }
  result.duration = clock.now - start
  return result
}

/** Runs `task`; a notified condition ends it early. */
function* eitherOr<T>(task: Task<T>, stopped: () => boolean, condition: Condition): Task<T | undefined> {
  let result: T | undefined
  let done = false
  const whole = (function* (): Task {
    result = yield* task
    done = true
    condition.notify()
  })()
  const runner = yield* fork(whole)
  try {
    while (!done && !stopped()) yield* condition.wait()
  } finally {
    runner.interrupt('SIGTERM')
  }
  return result
}
