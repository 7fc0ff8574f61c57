import { signal } from '@preact/signals'
import { machineFor } from '../workspace/machines.ts'
import { activeTerminal, host, workTab } from '../workspace/store.ts'
import type { TerminalView } from './terminal-view.ts'

/** The screen on the page, and what last went in and came out. */
export const terminals = {
  view: undefined as TerminalView | undefined,
  command: signal(''),
  result: signal(''),
  /** is the plain text beside the screen shown? */
  transcript: signal(false),
}

/**
 * Types a lesson's command into the terminal of its machine, opening one where there is none.
 * Says whether there is such a machine.
 */
export function typeCommand(command: string, on: string): boolean {
  const lab = host.value
  if (!lab?.lab.value) return false
  const machine = machineFor(lab.lab.value, on)
  if (machine === undefined || !lab.lab.value.machine(machine)) return false
  workTab.value = 'terminal'
  const open = lab.terminals.value.find((id) => lab.terminal(id)?.machineName === machine && lab.terminal(id)?.process?.running)
  const id = open ?? lab.openTerminal(machine)
  activeTerminal.value = id
  setTimeout(() => typeOnceShown(command, id), TURN)
  return true
}

/** How often it is looked whether the screen has turned, and how many times, ms. */
const TURN = 30
const TURNS = 300

/** The screen turns to a terminal when the page is next drawn: on a busy machine that takes a while, and nothing may go into another one. */
function typeOnceShown(command: string, id: string, left = TURNS): void {
  const terminal = host.value?.terminal(id)
  if (terminal && terminals.view?.shows(terminal)) terminals.view.type(command)
  else if (left > 0 && activeTerminal.value === id) setTimeout(() => typeOnceShown(command, id, left - 1), TURN)
}
