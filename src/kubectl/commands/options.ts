import type { Command } from '../command.ts'
import { globalOptions } from '../help.ts'

export const options: Command = {
  name: 'options',
  use: 'options',
  short: 'Print the list of flags inherited by all commands',
  hidden: true,
  run: (k) => k.out(globalOptions()),
}
