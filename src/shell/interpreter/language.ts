import { WRITES } from '../../cluster/apiserver/resources/later.ts'
import { Code } from '../../sim/code.ts'

/**
 * Parser, evaluator and builtins: most of a shell, and with it what a cluster needs in which something
 * is done. A shell that sits at a terminal shows its prompt and takes its first line without them.
 * Every way into a script waits (`arrived`); what a script does further on finds them there.
 */
export const LANGUAGE = new Code('the shell', async () => {
  const [evaluator] = await Promise.all([import('./evaluator.ts'), WRITES.load()])
  return evaluator
})
