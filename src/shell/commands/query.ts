/** Jq and yq, loaded together. */
export { asProgram } from '../command.ts'
export { jq } from './jq/jq.ts'
export { yq } from './yq/yq.ts'
