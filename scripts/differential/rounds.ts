import type { Round } from './differential.ts'
import { aiming } from './rounds/aiming.ts'
import { configuring } from './rounds/configuring.ts'
import { describing } from './rounds/describing.ts'
import { errors } from './rounds/errors.ts'
import { explaining } from './rounds/explaining.ts'
import { expressing } from './rounds/expressing.ts'
import { generating } from './rounds/generating.ts'
import { making } from './rounds/making.ts'
import { manifests } from './rounds/manifests.ts'
import { neighbours } from './rounds/neighbours.ts'
import { reading } from './rounds/reading.ts'
import { shapes } from './rounds/shapes.ts'
import { writing } from './rounds/writing.ts'

/** All commands that the two kubectls are compared by. */
export const ROUNDS: readonly Round[] = [
  aiming,
  configuring,
  expressing,
  generating,
  shapes,
  reading,
  describing,
  explaining,
  writing,
  making,
  manifests,
  errors,
  neighbours,
]
