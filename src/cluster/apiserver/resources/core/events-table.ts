import { ageOf } from '../../../api/duration.ts'
import type { KubeObject } from '../../../api/object.ts'
import type { Event } from '../../../api/types.ts'
import type { ResourceTable } from '../../resource.ts'
import { columns } from '../define.ts'

export const eventsTable: ResourceTable<Event & KubeObject> = {
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
