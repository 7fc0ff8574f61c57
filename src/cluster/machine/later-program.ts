import { arrived, type Code } from '../../sim/code.ts'
import type { Program } from './machine.ts'

/** A program whose code comes when it is first run. */
export function laterProgram<M>(code: Code<M>, pick: (module: M) => Program): Program {
  return function* (process) {
    return yield* pick(yield* arrived(code))(process)
  }
}
