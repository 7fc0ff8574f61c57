import { Lab } from '../../../lab/lab.ts'
import type { LabLog } from '../../../lab/log.ts'
import { withoutEscapes } from '../../terminal/escapes.ts'

/** What one terminal of a lab shows, as text. */
export interface Screen {
  terminal: string
  machine: string
  text: string
}

/** Lines of each terminal, UTF-16 units of them. */
const LINES = 40
const UNITS = 8_000

/** The terminals of a lab as they stand at the end of its log. */
export function screensOf(log: LabLog): Screen[] {
  const { terminals } = Lab.replay(log)
  return [...terminals.values()].map(({ id, machineName, output, reading }) => ({
    terminal: id,
    machine: machineName,
    text: lastScreen(output + (reading?.prompt ?? '')),
  }))
}

/** The end of what was printed since the screen was cleared last, without colours. */
export function lastScreen(output: string): string {
  const text = output.slice(-UNITS)
  const shown = text.slice(text.lastIndexOf('\x1b[2J') + 1).replace(/^\[2J/, '')
  return withoutEscapes(shown).split('\n').slice(-LINES).join('\n')
}
