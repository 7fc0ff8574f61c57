import type { KubeObject } from '../../../api/object.ts'
import type { Event } from '../../../api/types.ts'
import type { ResourceRules } from '../../resource.ts'
import { ANNOUNCED } from '../announced.ts'
import { VERBS } from '../define.ts'
import { FieldErrors, root } from '../validation/errors.ts'
import { qualifiedFaults } from '../validation/labels.ts'

export const events: ResourceRules<Event & KubeObject> = {
  ...ANNOUNCED.events,
  verbs: VERBS,
  validate: validateEvent,
}

const LONGEST = 128
const LONGEST_NOTE = 1024

/** An Event belongs where its object is; what has no namespace belongs to default. */
function validateEvent(event: Event): FieldErrors['list'] {
  const errors = new FieldErrors()
  const { namespace = '' } = event.involvedObject ?? {}
  if ((namespace || 'default') !== event.metadata?.namespace)
    errors.invalid(root('involvedObject'), 'namespace', namespace, 'does not match event.namespace')
  if (!event.eventTime) return errors.list
  const { reportingComponent = '', reportingInstance = '', action = '', reason = '', message = '' } = event
  if (reportingComponent === '') errors.required(root('reportingComponent'), '')
  errors.invalidAll(root('reportingComponent'), '', reportingComponent, qualifiedFaults(reportingComponent))
  for (const [name, value] of [
    ['reportingInstance', reportingInstance],
    ['action', action],
    ['reason', reason],
  ] as const) {
    if (value === '') errors.required(root(name), '')
    if (value.length > LONGEST) errors.invalid(root(name), '', '', `can have at most ${LONGEST} characters`)
  }
  if (message.length > LONGEST_NOTE) errors.invalid(root('message'), '', '', `can have at most ${LONGEST_NOTE} characters`)
  return errors.list
}
