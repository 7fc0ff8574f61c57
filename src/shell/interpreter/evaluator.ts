import './builtins/index.ts'

/** What the rest of the shell needs of the language (see `language.ts`). */
export { completeLine } from '../completion.ts'
export { expandAliases } from './aliases.ts'
export { evaluateArithmetic } from './arithmetic.ts'
export { reportJobs } from './builtins/control-jobs.ts'
export { readOptions } from './builtins/flow.ts'
export { executeScript, executeText } from './execute.ts'
export { expandTemplate, expandText } from './expansion.ts'
export { isComplete } from './syntax.ts'
