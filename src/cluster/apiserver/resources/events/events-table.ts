import type { ResourceTable } from '../../resource.ts'
import { eventsTable as core } from '../core/events-table.ts'
import { fromCore, type NewEvent, toCore } from './other-names.ts'

export const eventsV1Table: ResourceTable<NewEvent> = {
  otherForm: { table: 'events', to: toCore, from: fromCore },
  columns: core.columns,
  cells: (event, now) => core.cells(toCore(event), now),
  selectableFields(event) {
    const fields = core.selectableFields?.(toCore(event)) ?? {}
    return Object.fromEntries(
      Object.entries(fields).map(([name, value]) => [
        name.replace('involvedObject', 'regarding').replace('reportingComponent', 'reportingController'),
        value,
      ]),
    )
  },
}
