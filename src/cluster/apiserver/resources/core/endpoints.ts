import { ageOf } from '../../../api/duration.ts'
import type { KubeObject } from '../../../api/object.ts'
import type { Endpoints } from '../../../api/types.ts'
import type { Resource } from '../../resource.ts'
import { columns, VERBS } from '../define.ts'
import { firstThree } from '../table-text.ts'

export const endpoints: Resource<Endpoints & KubeObject> = {
  group: '',
  version: 'v1',
  kind: 'Endpoints',
  plural: 'endpoints',
  singular: 'endpoints',
  shortNames: ['ep'],
  namespaced: true,
  schema: 'io.k8s.api.core.v1.Endpoints',
  verbs: VERBS,
  defaults(object) {
    for (const subset of object.subsets ?? []) for (const port of subset.ports ?? []) port.protocol ||= 'TCP'
  },
  warnings: () => ['v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice'],
  columns: columns('Name|Endpoints|Age'),
  cells: (object, now) => [object.metadata.name ?? '', endpointsText(object), ageOf(object.metadata.creationTimestamp, now)],
}

function endpointsText(object: Endpoints): string {
  const pairs: string[] = []
  for (const subset of object.subsets ?? []) {
    for (const { ip } of subset.addresses ?? []) {
      if (!subset.ports?.length) pairs.push(ip)
      for (const { port } of subset.ports ?? []) pairs.push(ip.includes(':') ? `[${ip}]:${port}` : `${ip}:${port}`)
    }
  }
  return firstThree(pairs, '<none>')
}
