import type { DiscoveryV1EndpointPort, Endpoint } from '../api/types.ts'
import type { SliceObject } from './endpointslice.ts'
import { semanticEqual } from './equal.ts'

/** An endpoint as it should be; once a slice is found to hold an equal one, that very object. */
export interface EndpointCell {
  endpoint: Endpoint
}

/** Endpoints that share their ports, by the identity of what they point to. */
export interface SliceContent {
  ports: DiscoveryV1EndpointPort[]
  endpoints: Map<string, EndpointCell>
}

export interface SlicePlan {
  update: { slice: SliceObject; ports: DiscoveryV1EndpointPort[]; endpoints: Endpoint[] }[]
  create: { ports: DiscoveryV1EndpointPort[]; endpoints: Endpoint[] }[]
  remove: SliceObject[]
}

const MAX_ENDPOINTS = 100

/**
 * Changes as few slices as possible so that together they hold `contents`, at most 100 endpoints each.
 * Without any endpoint one empty slice stays as `placeholder`.
 */
export function planSlices(
  existing: readonly SliceObject[],
  contents: ReadonlyMap<string, SliceContent>,
  upToDate: (slice: SliceObject) => boolean,
  placeholder = true,
): SlicePlan {
  const plan: SlicePlan = { update: [], create: [], remove: [] }
  const byPorts = new Map<string, SliceObject[]>()
  for (const slice of existing) {
    const group = groupFor(slice, contents)
    if (group === undefined) plan.remove.push(slice)
    else byPorts.set(group, [...(byPorts.get(group) ?? []), slice])
  }
  for (const [group, content] of contents) planGroup(plan, byPorts.get(group) ?? [], content, upToDate)
  if (placeholder && plan.create.length === 0 && plan.remove.length === existing.length) keepPlaceholder(plan, upToDate)
  // A slice to delete serves as well as a new one.
  while (plan.create.length > 0 && plan.remove.length > 0) {
    const slice = plan.remove.pop() as SliceObject
    plan.update.push({ slice, ...(plan.create.pop() as SlicePlan['create'][number]) })
  }
  return plan
}

function groupFor(slice: SliceObject, contents: ReadonlyMap<string, SliceContent>): string | undefined {
  for (const [group, { ports }] of contents) if (semanticEqual(slice.ports ?? [], ports)) return group
  return undefined
}

function planGroup(
  plan: SlicePlan,
  slices: readonly SliceObject[],
  { ports, endpoints }: SliceContent,
  upToDate: (slice: SliceObject) => boolean,
): void {
  const missing = new Map(endpoints)
  const kept: { slice: SliceObject; endpoints: Endpoint[]; changed: boolean }[] = []
  for (const slice of slices) {
    let changed = !upToDate(slice)
    const remaining: Endpoint[] = []
    for (const endpoint of slice.endpoints ?? []) {
      const id = endpoint.targetRef?.uid ?? (endpoint.addresses[0] as string)
      const wanted = missing.get(id)
      if (!wanted) {
        changed = true
        continue
      }
      missing.delete(id)
      if (semanticEqual(endpoint, wanted.endpoint)) wanted.endpoint = endpoint
      else changed = true
      remaining.push(wanted.endpoint)
    }
    if (remaining.length === 0) plan.remove.push(slice)
    else kept.push({ slice, endpoints: remaining, changed })
  }
  const left = [...missing.values()].map((cell) => cell.endpoint)
  // New endpoints fill slices that change anyway, then one that has room for all of them, then new ones.
  for (const each of kept) if (each.changed) each.endpoints.push(...left.splice(0, MAX_ENDPOINTS - each.endpoints.length))
  if (left.length > 0 && left.length < MAX_ENDPOINTS) {
    const roomy = kept.filter((each) => each.endpoints.length + left.length <= MAX_ENDPOINTS)
    const fullest = roomy.sort((a, b) => b.endpoints.length - a.endpoints.length)[0]
    if (fullest) {
      fullest.endpoints.push(...left.splice(0))
      fullest.changed = true
    }
  }
  while (left.length > 0) plan.create.push({ ports, endpoints: left.splice(0, MAX_ENDPOINTS) })
  for (const each of kept) if (each.changed) plan.update.push({ slice: each.slice, ports, endpoints: each.endpoints })
}

function keepPlaceholder(plan: SlicePlan, upToDate: (slice: SliceObject) => boolean): void {
  const index = plan.remove.findIndex((slice) => !slice.ports?.length && !slice.endpoints?.length && upToDate(slice))
  if (index >= 0) plan.remove.splice(index, 1)
  else plan.create.push({ ports: [], endpoints: [] })
}
