import { MORE_TYPES } from './more-types.ts'
import { addTypes } from './schema.ts'
import { SELDOM_TYPES } from './seldom-types.gen.ts'

/** What only rarer resources and rarer fields are made of. */
addTypes(`${SELDOM_TYPES}\n${MORE_TYPES}`)
