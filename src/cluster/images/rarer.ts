import { Code } from '../../sim/code.ts'
import { laterProgram } from '../machine/later-program.ts'
import type { Program } from '../machine/machine.ts'

type Programs = typeof import('./rarer-programs.ts')

const code = new Code('the programs of rarer images', () => import('./rarer-programs.ts'))

/** The program of an image that few labs run. */
export function rarer(pick: (all: Programs) => Program): Program {
  return laterProgram(code, pick)
}
