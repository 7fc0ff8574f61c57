import type { ResourceRules } from '../../resource.ts'
import { ANNOUNCED } from '../announced.ts'
import { events as core } from '../core/events.ts'
import { type NewEvent, toCore } from './other-names.ts'

/** The Events of events.k8s.io: those of the core group, with other names for their fields. */
export const eventsV1: ResourceRules<NewEvent> = {
  ...(core as ResourceRules),
  ...ANNOUNCED.eventsV1,
  validate: (event, context) => core.validate?.(toCore(event), context) ?? [],
}
