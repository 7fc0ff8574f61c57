import type { Flavour } from '../cluster/cluster.ts'
import type { Programs } from '../cluster/machine/machine.ts'
import { complete as completeKubectl, kubectl } from '../kubectl/kubectl.ts'
import { programsFor as shellProgramsFor } from '../shell/programs.ts'

const withKubectl = (programs: Programs): Programs =>
  Object.assign((name: string) => (name === 'kubectl' || name === '/usr/local/bin/kubectl' ? kubectl : programs(name)), {
    names: () => ['kubectl', ...(programs.names?.() ?? [])],
    completer: (name: string) => (name === 'kubectl' ? completeKubectl : programs.completer?.(name)),
  })

const made = new Map<Flavour, Programs>()

/** What each flavour of machine has installed: the shell's programs, and kubectl on the laptop and on nodes. */
export function programsFor(flavour: Flavour): Programs {
  let programs = made.get(flavour)
  if (!programs) {
    programs = shellProgramsFor(flavour)
    if (flavour === 'laptop' || flavour === 'node') programs = withKubectl(programs)
    made.set(flavour, programs)
  }
  return programs
}
