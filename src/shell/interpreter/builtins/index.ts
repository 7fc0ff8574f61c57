import { arrived } from '../../../sim/code.ts'
import { SELDOM_BUILTINS } from '../language.ts'
import { FLOW } from './flow.ts'
import { DECLARED, NAMES } from './names.ts'
import { OUTPUT } from './output.ts'
import { PLACE } from './place.ts'
import { BUILTINS, type Builtin, DECLARATIONS } from './registry.ts'

const SELDOM =
  'alias bg bind builtin command complete dirs disown fg getopts hash help history jobs kill let mapfile popd printf pushd readarray shopt times trap type ulimit umask unalias wait'

for (const [name, builtin] of [...FLOW, ...NAMES, ...OUTPUT, ...PLACE]) BUILTINS.set(name, builtin)
for (const name of SELDOM.split(' ')) BUILTINS.set(name, later(name))
for (const [name, declaration] of DECLARED) DECLARATIONS.set(name, declaration)

function later(name: string): Builtin {
  return function* (shell, argv, last) {
    const { SELDOM } = yield* arrived(SELDOM_BUILTINS)
    return yield* (SELDOM.get(name) as Builtin)(shell, argv, last)
  }
}
