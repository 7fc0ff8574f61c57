import type { Completer } from '../cluster/machine/machine.ts'
import type { ArgumentCompleter } from './command.ts'

/** Candidates for the last word of a kubectl command line. */
export const completeLine: Completer = () => []

/** Names of Pods. */
export const completePods: ArgumentCompleter = () => []
