import type { Invocation } from '../invocation.ts'
import type { Info } from '../resource-builder.ts'
import type { Description } from './description.ts'

/** Writes what `kubectl describe` says of an object of one kind. */
export type Describer = (k: Invocation, info: Info, text: Description, withEvents: boolean) => void
