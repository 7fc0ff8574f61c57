import type { Command } from '../command.ts'

/** `kubectl help [command]`; kubectl itself knows all commands and answers it. */
export const help: Command = { name: 'help', hidden: true }
