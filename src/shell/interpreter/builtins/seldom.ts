import { JOBS } from './control-jobs.ts'
import { dirs, popd, pushd } from './directory-stack.ts'
import { getopts } from './getopts.ts'
import { LOOKUP } from './lookup.ts'
import { mapfile } from './mapfile.ts'
import { printfBuiltin } from './printf.ts'
import type { Builtin } from './registry.ts'
import { trap } from './trap.ts'

const letBuiltin: Builtin = function* (shell, argv) {
  let value = 0n
  for (const word of argv.slice(1)) value = yield* shell.arithmetic(word)
  return value === 0n ? 1 : 0
}

/** The builtins that few lines call, loaded together. */
export const SELDOM: ReadonlyMap<string, Builtin> = new Map([
  ...JOBS,
  ...LOOKUP,
  ['dirs', dirs],
  ['getopts', getopts],
  ['let', letBuiltin],
  ['mapfile', mapfile],
  ['popd', popd],
  ['printf', printfBuiltin],
  ['pushd', pushd],
  ['readarray', mapfile],
  ['trap', trap],
])
