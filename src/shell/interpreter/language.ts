import { Code } from '../../sim/code.ts'

/**
 * Parser, evaluator and builtins: most of a shell. One that sits at a terminal shows its prompt and
 * takes its first line without them. Every way into a script waits (`arrived`); what a script does
 * further on finds them there.
 */
export const LANGUAGE = new Code('the shell', () => import('./evaluator.ts'))
