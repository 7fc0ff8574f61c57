import { later } from './loading.ts'

/** The programs that nearly every session runs. */
export const everyday = later('the programs of every day', () => import('./commands/everyday.ts'))
