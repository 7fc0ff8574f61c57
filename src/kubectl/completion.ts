import type { Completer } from '../cluster/machine/machine.ts'

/** Candidates for the last word of a kubectl command line. */
export const completeLine: Completer = () => []
