/** What comes with the first manifest (see `later.ts`). */
export { decodeYaml } from '../cluster/api/yaml/decode.ts'
export { apply } from './commands/apply.ts'
export { selectFiles } from './from-files.ts'
