import { ageOf } from '../../../api/duration.ts'
import type { KubeObject } from '../../../api/object.ts'
import type { Endpoints } from '../../../api/types.ts'
import type { ResourceTable } from '../../resource.ts'
import { columns } from '../define.ts'
import { firstThree } from '../table-text.ts'

export const endpointsTable: ResourceTable<Endpoints & KubeObject> = {
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
