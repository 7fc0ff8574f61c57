import { sleep, type Task } from '../../sim/task.ts'
import { ownValue } from '../api/json.ts'
import type { Process, Program } from '../machine/machine.ts'

const UNITS: Record<string, number> = { B: 1, K: 1024, M: 1024 ** 2, G: 1024 ** 3 }
const SECONDS: Record<string, number> = { s: 1, m: 60, h: 3_600, d: 86_400, y: 31_557_600 }

function scaled(text: string, units: Record<string, number>): number {
  const [, number = '0', unit = ''] = /^(\d+)([A-Za-z]?)$/.exec(text) ?? []
  return Number(number) * (units[unit] ?? units[unit.toUpperCase()] ?? 1)
}

/** Options by their letter. */
const SHORT: Record<string, string> = { c: 'cpu', i: 'io', m: 'vm', d: 'hdd', t: 'timeout' }

/** stress: takes the memory it is told to take, and keeps it. Load on the CPU is not simulated. */
export const program: Program = function* (process) {
  const given = new Map<string, string>()
  const args = process.argv.slice(1)
  for (let at = 0; at < args.length; at++) {
    const [, name = '', inline] = /^--?([a-z-]+)(?:=(.*))?$/.exec(args[at] as string) ?? []
    given.set(ownValue(SHORT, name) ?? name, inline ?? args[++at] ?? '')
  }
  const count = (name: string): number => scaled(given.get(name) ?? '0', {})
  const say = (text: string): Task => process.stdout.write(`stress: info: [${process.pid}] ${text}\n`)
  const workers = ['cpu', 'io', 'vm', 'hdd'].map((name) => `${count(name)} ${name}`)
  if (workers.every((each) => each.startsWith('0 '))) {
    yield* process.stdout.write("`stress' imposes certain types of compute stress on your system\n\nUsage: stress [OPTION [ARG]] ...\n")
    return given.size === 0 ? 0 : 1
  }
  yield* say(`dispatching hogs: ${workers.join(', ')}`)
  yield* take(process, count('vm') * scaled(given.get('vm-bytes') ?? '256M', UNITS))
  const limit = given.has('timeout') ? scaled(given.get('timeout') as string, SECONDS) : Number.POSITIVE_INFINITY
  if (limit === Number.POSITIVE_INFINITY) for (;;) yield* sleep(3_600_000)
  yield* sleep(limit * 1000)
  yield* say(`successful run completed in ${limit}s`)
  return 0
}

function* take(process: Process, bytes: number): Task {
  // A moment for the pages to be touched one after another.
  yield* sleep(50)
  process.allocate(bytes)
}
