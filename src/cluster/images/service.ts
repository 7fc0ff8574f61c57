import { Condition, type Task } from '../../sim/task.ts'
import type { Process } from '../machine/machine.ts'

/**
 * What a server does beside answering: it waits until one of the given signals comes, and ends with
 * the code that belongs to it. Signals not named do to it what they do to every process.
 */
export function serveUntilSignal(process: Process, codes: Readonly<Record<string, number>>): Task<number> {
  const stopped = new Condition<number>()
  for (const signal in codes) process.traps.set(signal, () => stopped.notify(codes[signal] as number))
  return stopped.wait()
}

/**
 * Signals as the runtime of Go takes them where the program says nothing of its own: it dies of
 * them, and as the first process of a container, which cannot die of a signal, it exits with 2.
 */
export function goSignals(process: Process): Record<string, number> {
  return process.pid === 1 ? { SIGHUP: 2, SIGINT: 2, SIGTERM: 2 } : {}
}
