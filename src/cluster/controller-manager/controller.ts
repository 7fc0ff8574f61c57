import type { Clock } from '../../sim/clock.ts'
import type { Random } from '../../sim/random.ts'
import type { Client, Informers } from '../client/client.ts'
import { createEventRecorder, type EventRecorder } from '../client/event-recorder.ts'

/** What every controller is started with. */
export interface ControllerContext {
  readonly clock: Clock
  readonly random: Random
  readonly client: Client
  readonly informers: Informers
  /** true while the objects that exist at the start are told of and need no reconciliation */
  settled: boolean
}

export function recorderFor({ clock, random, client }: ControllerContext, component: string): EventRecorder {
  return createEventRecorder({ clock, random, client, component })
}
