import { arrived } from '../sim/code.ts'
import type { Task } from '../sim/task.ts'
import { WRITES } from './apiserver/resources/later.ts'
import type { Machine } from './machine/machine.ts'

/** Has a machine's cluster run: for whoever is about to do what could show whether it does. */
export function* awake(machine: Machine): Task {
  yield* arrived(WRITES)
  machine.rouse()
}
