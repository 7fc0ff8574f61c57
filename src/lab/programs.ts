import { REQUESTS, WRITES } from '../cluster/apiserver/resources/later.ts'
import type { Flavour } from '../cluster/cluster.ts'
import { CLEARING } from '../cluster/controller-manager/later.ts'
import { laterProgram } from '../cluster/machine/later-program.ts'
import type { Programs } from '../cluster/machine/machine.ts'
import { CHANGES, MANIFESTS } from '../kubectl/later.ts'
import { ARITHMETIC, LANGUAGE, SELDOM_BUILTINS } from '../shell/interpreter/language.ts'
import { programsFor as shellProgramsFor } from '../shell/programs.ts'
import { Code } from '../sim/code.ts'

const KUBECTL = new Code('kubectl', async () => (await Promise.all([import('../kubectl/kubectl.ts'), REQUESTS.load()]))[0])
const COMPLETION = new Code(
  'kubectl’s completion',
  async () => (await Promise.all([import('../kubectl/completion.ts'), KUBECTL.load(), MANIFESTS.load()]))[0],
)
const kubectl = laterProgram(KUBECTL, (all) => all.kubectl)

/** What answers `kubectl get`: a page fetches it while its lab opens. */
export const FIRST_COMMANDS: readonly Code[] = [KUBECTL]

/** What nearly every lab needs that is used: any line of a shell, any change. A page fetches it as soon as its lab is open. */
export const ANY_COMMANDS: readonly Code[] = [KUBECTL, MANIFESTS, WRITES, LANGUAGE, CHANGES, CLEARING, ARITHMETIC, SELDOM_BUILTINS]

const withKubectl = (programs: Programs): Programs =>
  Object.assign((name: string) => (name === 'kubectl' || name === '/usr/local/bin/kubectl' ? kubectl : programs(name)), {
    quiet: (name: string) => name === 'kubectl',
    names: () => ['kubectl', ...(programs.names?.() ?? [])],
    completer: (name: string) => (name === 'kubectl' ? COMPLETION.value.completeLine : programs.completer?.(name)),
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
