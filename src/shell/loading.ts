import { laterProgram } from '../cluster/machine/later-program.ts'
import type { Program } from '../cluster/machine/machine.ts'
import { Code } from '../sim/code.ts'
import type { asProgram, Command, Style } from './command.ts'

/** A module of commands brings along what all of them work with. */
interface Commands {
  asProgram: typeof asProgram
}

/** Programs whose code comes with the first of them that runs. `name`: what they are, for the person who has to wait for them. */
export interface Later<M> {
  program(pick: (module: M) => Program): Program
}

export function later<M>(name: string, load: () => Promise<M>): Later<M> {
  const code = new Code(name, load)
  return { program: (pick) => laterProgram(code, pick) }
}

export interface LaterCommands<M> extends Later<M> {
  command(pick: (module: M) => Command): (style: Style) => Program
}

/** The same for modules of commands. */
export function laterCommands<M extends Commands>(name: string, load: () => Promise<M>): LaterCommands<M> {
  const { program } = later(name, load)
  return { program, command: (pick) => (style) => program((module) => module.asProgram(pick(module), style)) }
}
