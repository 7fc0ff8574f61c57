import { laterCommands } from './loading.ts'

/** The programs that nearly every session runs. */
export const everyday = laterCommands('the programs of every day', () => import('./commands/everyday.ts'))
