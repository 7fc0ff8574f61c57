import type { Flavour } from '../cluster/cluster.ts'
import type { Program, Programs } from '../cluster/machine/machine.ts'
import { COMMANDS } from './commands/index.ts'
import { shellProgram } from './interpreter/program.ts'
import { networkCommands } from './network-commands.ts'

/** What only some flavours have. `docker`, `helm` and the like are nowhere: a plain machine lacks them too. */
const SHELLS: Record<Flavour, Record<string, 'bash' | 'dash' | 'ash'>> = {
  busybox: { sh: 'ash', ash: 'ash' },
  debian: { sh: 'dash', dash: 'dash', bash: 'bash' },
  node: { sh: 'dash', dash: 'dash', bash: 'bash' },
  laptop: { sh: 'dash', dash: 'dash', bash: 'bash' },
  scratch: {},
}

const made = new Map<Flavour, Programs>()

/** The programs of a kind of machine. The lab adds kubectl to them. */
export function programsFor(flavour: Flavour): Programs {
  let programs = made.get(flavour)
  if (!programs) {
    programs = table(flavour)
    made.set(flavour, programs)
  }
  return programs
}

function table(flavour: Flavour): Programs {
  const programs = new Map<string, Program>()
  if (flavour !== 'scratch') {
    const style = flavour === 'busybox' ? 'busybox' : 'gnu'
    for (const [name, command, where] of COMMANDS) {
      if (where === undefined || where.includes(flavour)) programs.set(name, command(style))
    }
  }
  for (const [name, program] of Object.entries(networkCommands[flavour])) programs.set(name, program)
  for (const [name, dialect] of Object.entries(SHELLS[flavour])) programs.set(name, shellProgram(dialect))
  return Object.assign((name: string) => programs.get(name), { names: () => [...programs.keys()].sort() })
}
