import type { Trace } from '../../cluster/network/trace.ts'
import type { Lab } from '../../lab/lab.ts'
import type { Check, Submission } from '../exercise.ts'
import type { Message, Place } from '../report.ts'
import type { Start } from '../start.ts'

/** What a verb found. */
export interface Verdict {
  pass: boolean
  expected: Message
  seen: Message
  trace?: Trace | undefined
  place?: Place | undefined
}

/** What came of applying the submission's manifests, or of running its scripts. */
export interface Applied {
  objects: number
  refusals: readonly { message: string; place?: Place }[]
  /** what was wrong with the scripts, told only where the checks fail */
  problem?: Message
}

export interface CheckContext {
  lab: Lab
  submission: Submission
  applied: Applied
  /** how long a check may wait for what it asks for, ms of virtual time */
  patience: number
  /** what the cluster held before anybody touched it */
  start(): Start
  /** runs an inner check, for verbs that hold others */
  run(check: Check): Verdict
}
