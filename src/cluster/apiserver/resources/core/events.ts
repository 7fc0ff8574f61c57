import { ageOf } from '../../../api/duration.ts'
import type { KubeObject } from '../../../api/object.ts'
import type { Event } from '../../../api/types.ts'
import type { Resource } from '../../resource.ts'
import { ANNOUNCED } from '../announced.ts'
import { columns, VERBS } from '../define.ts'
import { FieldErrors, root } from '../validation/errors.ts'
import { qualifiedFaults } from '../validation/labels.ts'

export const events: Resource<Event & KubeObject> = {
  ...ANNOUNCED.events,
  verbs: VERBS,
  validate: validateEvent,
  columns: columns('Last Seen|Type|Reason|Object|+Subobject|+Source|Message|+First Seen|+Count|+Name').map((column) =>
    column.name === 'Name' ? { ...column, format: 'name' } : column.name === 'Last Seen' ? { ...column, format: '' } : column,
  ),
  cells(event, now) {
    const first = ageOf(event.firstTimestamp ?? event.eventTime, now)
    const last = event.series ? ageOf(event.series.lastObservedTime, now) : event.lastTimestamp ? ageOf(event.lastTimestamp, now) : first
    const { kind = '', name, fieldPath } = event.involvedObject ?? {}
    return [
      last,
      event.type ?? '',
      event.reason ?? '',
      name ? `${kind.toLowerCase()}/${name}` : kind.toLowerCase(),
      fieldPath ?? '',
      [event.source?.component || event.reportingComponent, event.source?.host || event.reportingInstance].filter(Boolean).join(', '),
      (event.message ?? '').trim(),
      first,
      event.series ? (event.series.count ?? 0) : event.count || 1,
      event.metadata.name ?? '',
    ]
  },
  selectableFields(event) {
    const about = event.involvedObject ?? {}
    return {
      'involvedObject.kind': about.kind ?? '',
      'involvedObject.namespace': about.namespace ?? '',
      'involvedObject.name': about.name ?? '',
      'involvedObject.uid': about.uid ?? '',
      'involvedObject.apiVersion': about.apiVersion ?? '',
      'involvedObject.resourceVersion': about.resourceVersion ?? '',
      'involvedObject.fieldPath': about.fieldPath ?? '',
      reason: event.reason ?? '',
      reportingComponent: event.reportingComponent || event.source?.component || '',
      source: event.source?.component || event.reportingComponent || '',
      type: event.type ?? '',
    }
  },
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
