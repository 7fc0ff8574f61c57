import { JOBS } from './control-jobs.ts'
import { FLOW } from './flow.ts'
import { LOOKUP } from './lookup.ts'
import { DECLARED, NAMES } from './names.ts'
import { OUTPUT } from './output.ts'
import { PLACE } from './place.ts'
import { BUILTINS, DECLARATIONS } from './registry.ts'

for (const [name, builtin] of [...FLOW, ...NAMES, ...OUTPUT, ...PLACE, ...JOBS, ...LOOKUP]) BUILTINS.set(name, builtin)
for (const [name, declaration] of DECLARED) DECLARATIONS.set(name, declaration)
