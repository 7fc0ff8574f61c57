import { ageOf } from '../../../api/duration.ts'
import type { KubeObject } from '../../../api/object.ts'
import type { EndpointSlice } from '../../../api/types.ts'
import type { ResourceTable } from '../../resource.ts'
import { columns } from '../define.ts'
import { firstThree } from '../table-text.ts'

export const endpointslicesTable: ResourceTable<EndpointSlice & KubeObject> = {
  columns: columns('Name|AddressType|Ports|Endpoints|Age'),
  cells: (slice, now) => [
    slice.metadata.name ?? '',
    slice.addressType ?? '',
    firstThree(
      (slice.ports ?? []).map((port) => (port.port !== undefined ? String(port.port) : port.name || '*')),
      '<unset>',
    ),
    firstThree(
      (slice.endpoints ?? []).flatMap((endpoint) => endpoint.addresses ?? []),
      '<unset>',
    ),
    ageOf(slice.metadata.creationTimestamp, now),
  ],
}
