import type { Command } from '../command.ts'

/** `kubectl help [command]`; kubectl itself knows all commands and answers it. */
export const help: Command = {
  name: 'help',
  use: 'help [command] [flags]',
  short: 'Help about any command',
  long: 'Help about any command: its purpose, examples, flags and subcommands.',
  hidden: true,
}
