import { Code } from '../../sim/code.ts'

/** What controllers do about objects that are deleted, nodes that are silent, and Endpoints that people made. */
export const CLEARING = new Code('the controllers that clear up', () => import('./clearing.ts'))
