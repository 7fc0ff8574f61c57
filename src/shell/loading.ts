import { laterProgram } from '../cluster/machine/later-program.ts'
import type { Program } from '../cluster/machine/machine.ts'
import { arrived, Code } from '../sim/code.ts'
import type { Command } from './command.ts'

/** Programs whose code comes with the first of them that runs. */
export interface Later<M> {
  command(pick: (module: M) => Command): Command
  program(pick: (module: M) => Program): Program
}

/** `name`: what they are, for the person who has to wait for them. */
export function later<M>(name: string, load: () => Promise<M>): Later<M> {
  const code = new Code(name, load)
  return {
    command: (pick) =>
      function* (io) {
        return yield* pick(yield* arrived(code))(io)
      },
    program: (pick) => laterProgram(code, pick),
  }
}
