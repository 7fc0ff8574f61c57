/** The formats of -o beside tables and JSON, and --sort-by: code that comes with the first of them (`codeOfFormat`). */
export { encodeYaml } from '../yaml/encode.ts'
export { CustomColumns } from './custom-columns.ts'
export { jsonPathPrinter } from './jsonpath.ts'
export { encodeKyaml } from './kyaml.ts'
export { sortObjects, sortRows, Unsortable } from './sorting.ts'
