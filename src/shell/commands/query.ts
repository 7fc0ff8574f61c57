/** Jq and yq, loaded together. */
export { jq } from './jq/jq.ts'
export { yq } from './yq/yq.ts'
