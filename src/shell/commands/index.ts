import type { Flavour } from '../../cluster/cluster.ts'
import type { Command } from '../command.ts'
import { cat } from './cat/cat.ts'

/** Every program by its name; `where`: the only flavours that have it. */
export const COMMANDS: readonly (readonly [name: string, command: Command, where?: readonly Flavour[]])[] = [['cat', cat]]
