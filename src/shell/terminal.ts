import type { Process } from '../cluster/machine/machine.ts'

/** Does what the process prints go to a person's terminal, and not to a pipe or file? */
export function printsToTerminal(process: Process): boolean {
  if (!process.tty?.readLine) return false
  let root = process
  while (root.parent && root.parent.tty === process.tty && root.parent.machine === process.machine) root = root.parent
  return root.stdout === process.stdout
}
