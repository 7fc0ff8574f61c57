import { awake } from '../../cluster/awake.ts'
import type { Machine } from '../../cluster/machine/machine.ts'
import { arrived, Code } from '../../sim/code.ts'
import type { Task } from '../../sim/task.ts'

/**
 * Parser, evaluator and builtins: most of a shell. One that sits at a terminal shows its prompt and takes its
 * first line without them. Every way into a script waits (`spoken`); what a script does further on finds them there.
 */
export const LANGUAGE = new Code('the shell', () => import('./evaluator.ts'))

/** Comes with the first expression that a shell reckons (`Shell.reckon`). */
export const ARITHMETIC = new Code('the shell’s arithmetic', () => import('./arithmetic.ts'))

/** Those that few lines call: they come with the first of them. */
export const SELDOM_BUILTINS = new Code('the shell’s rarer builtins', () => import('./builtins/seldom.ts'))

/** What Tab offers in a shell. */
export const COMPLETION = new Code(
  'the shell’s completion',
  async () => (await Promise.all([import('../completion.ts'), LANGUAGE.load()]))[0],
)

/**
 * Waits for the language. On a node any line may look at what its cluster does there, which comes to life; a
 * laptop has only the network between itself and the cluster, and the programs that reach into that see to it.
 */
export function* spoken(machine: Machine): Task<Awaited<ReturnType<typeof LANGUAGE.load>>> {
  const language = yield* arrived(LANGUAGE)
  if (machine.kind === 'node') yield* awake(machine)
  return language
}
