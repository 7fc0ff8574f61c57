import { WRITES } from '../../cluster/apiserver/resources/later.ts'
import type { Machine } from '../../cluster/machine/machine.ts'
import { arrived, Code } from '../../sim/code.ts'
import type { Task } from '../../sim/task.ts'

/**
 * Parser, evaluator and builtins: most of a shell, and with it what a cluster needs in which something
 * is done. A shell that sits at a terminal shows its prompt and takes its first line without them.
 * Every way into a script waits (`spoken`); what a script does further on finds them there.
 */
export const LANGUAGE = new Code('the shell', async () => {
  const [evaluator] = await Promise.all([import('./evaluator.ts'), WRITES.load()])
  return evaluator
})

/** Waits for the language. From here on anything may be done on the machine: its cluster comes to life. */
export function* spoken(machine: Machine): Task<Awaited<ReturnType<typeof LANGUAGE.load>>> {
  const language = yield* arrived(LANGUAGE)
  machine.rouse()
  return language
}
