import './builtins/index.ts'

/** What the rest of the shell needs of the language (see `language.ts`). */
export { expandAliases } from './aliases.ts'
export { setOptions } from './builtins/options.ts'
export { executeScript, executeText } from './execute.ts'
export { expandTemplate, expandText } from './expansion.ts'
export { reportJobs } from './report-jobs.ts'
export { isComplete } from './syntax.ts'
