import type { Process } from '../../../cluster/machine/machine.ts'
import { Condition, fork, type Runner, type Task, within } from '../../../sim/task.ts'

/** Requests without an answer that are waited for at the same time. */
const MOST_UNDER_WAY = 64

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
  /** packets that were under way at once, at most */
  pipe: number
  /** ms from the first packet sent to the last one sent */
  duration: number
}

export type Echo =
  | { sequence: number; rttMs: number; ttl: number }
  | { sequence: number; unreachable: true }
  | { sequence: number; expired: string }

/**
 * Sends one echo request each interval until their number, the deadline or Ctrl-C is reached, and tells of
 * what comes back as it comes. After the last one it waits for those that are still under way.
 */
export function* echoes(process: Process, options: EchoOptions, onEcho: (echo: Echo) => Task): Task<EchoResult> {
  const { clock, net } = process.machine
  const { count, intervalMs, waitMs, deadlineMs } = options
  const start = clock.now
  const changed = new Condition()
  let stopped = false
  process.traps.set('SIGINT', () => {
    stopped = true
    changed.notify()
  })
  const result: EchoResult = { sent: 0, times: [], errors: 0, pipe: 0, duration: 0 }
  let underWay = 0
  const one = function* (sequence: number): Task {
    const later = count === undefined ? 0 : (count - 1 - sequence) * intervalMs
    const left = deadlineMs === undefined ? Number.POSITIVE_INFINITY : start + deadlineMs - clock.now
    const asked = { timeoutMs: Math.min(later + waitMs, left), ttl: options.ttl, program: 'ping', target: options.target }
    const answer = yield* net.ping(options.address, asked)
    if ('rttMs' in answer && answer.from === undefined) {
      result.times.push(answer.rttMs)
      yield* onEcho({ sequence, rttMs: answer.rttMs, ttl: answer.ttl })
    } else if ('rttMs' in answer) {
      result.errors++
      yield* onEcho({ sequence, expired: answer.from as string })
    } else if (answer.failed === 'unreachable') {
      result.errors++
      result.pipe = Math.max(result.pipe, result.sent - sequence)
      yield* onEcho({ sequence, unreachable: true })
    }
    underWay--
    changed.notify()
  }
  const runners: Runner<void>[] = []
  try {
    for (let sequence = 0; !stopped && (count === undefined || sequence < count); sequence++) {
      if (deadlineMs !== undefined && clock.now - start >= deadlineMs) break
      result.sent++
      underWay++
      result.duration = clock.now - start
      runners.push(yield* fork(one(sequence)))
      if (runners.length > MOST_UNDER_WAY) runners.shift()?.interrupt('SIGTERM')
      const next = start + (sequence + 1) * intervalMs
      if (sequence + 1 !== count) while (!stopped && clock.now < next) yield* within(next - clock.now, changed.wait())
    }
    while (!stopped && underWay > 0 && count !== undefined) yield* changed.wait()
  } finally {
    for (const runner of runners) runner.interrupt('SIGTERM')
  }
  return result
}
