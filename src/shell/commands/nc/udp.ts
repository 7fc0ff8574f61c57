import type { Process } from '../../../cluster/machine/machine.ts'
import { fork, type Task } from '../../../sim/task.ts'

/** `nc -u`: each piece of input is a datagram; answers are printed. Returns how it failed, when it did. */
export function* talkUdp(
  process: Process,
  address: string,
  port: number,
  target: string,
  waitMs: number | undefined,
): Task<string | undefined> {
  let failure: string | undefined
  const localPort = 32_768 + process.machine.random.below(28_000)
  const pending: { done: boolean }[] = []
  for (let text = yield* process.stdin.read(); text !== undefined; text = yield* process.stdin.read()) {
    const payload = text
    pending.push(
      yield* fork(
        (function* (): Task {
          const answer = yield* process.machine.net.exchange(address, port, payload, {
            timeoutMs: waitMs ?? 60_000,
            program: 'nc',
            target,
            localPort,
          })
          if ('failed' in answer) failure = answer.failed
          else if (typeof answer.reply === 'string') yield* process.stdout.write(answer.reply)
        })(),
      ),
    )
  }
  const { clock } = process.machine
  const end = clock.now + (waitMs ?? 60_000)
  while (pending.some((each) => !each.done) && clock.now < end) {
    yield (wake, runner) => {
      const timer = runner.clock.after(Math.min(100, end - clock.now), () => wake(undefined))
      return () => runner.clock.cancel(timer)
    }
  }
  return failure === 'timeout' ? undefined : failure
}
