import { type KubeObject, keyOf, splitKey } from '../api/object.ts'
import { addQuantities, canonicalQuantity } from '../api/quantity.ts'
import type { ResourceQuota, ResourceQuotaSpec, ResourceQuotaStatus } from '../api/types.ts'
import { inScope, usageOf } from '../apiserver/admission/resource-quota.ts'
import { nameOf } from '../apiserver/catalog.ts'
import type { Resource } from '../apiserver/resource.ts'
import type { ControllerContext } from './controller.ts'
import { semanticEqual } from './equal.ts'
import { isPodTerminal, type PodObject } from './pods.ts'
import { type SyncResult, WorkQueue } from './work-queue.ts'

type QuotaObject = ResourceQuota & KubeObject & { spec: ResourceQuotaSpec; status?: ResourceQuotaStatus }

/** Counts what each namespace uses of its quotas. (Creation takes from them at once, in the API server; here it comes back.) */
export function startResourceQuotaController(context: ControllerContext, resources: readonly Resource[]): void {
  const { clock, client, informers } = context
  const quotas = informers.for<QuotaObject>('resourcequotas')
  const queue = new WorkQueue(clock, sync)
  // Another form of the same objects has the same name and counts once.
  const byName = new Map(resources.map((resource) => [nameOf(resource), resource]))
  const counted = [...byName.values()].filter((resource) => resource.namespaced && resource.kind !== 'Event')

  quotas.onChange((quota, old) => {
    if (quota && !context.settled && (!old || old.spec !== quota.spec)) queue.add(keyOf(quota))
  })
  for (const resource of counted) {
    const name = nameOf(resource)
    informers.for(name).onChange((object, old) => {
      if (context.settled || !old) return
      const ended = name === 'pods' && object && isPodTerminal(object as PodObject) && !isPodTerminal(old as PodObject)
      if (object && !ended) return
      for (const quota of quotas.list(old.metadata.namespace)) queue.add(keyOf(quota))
    })
  }

  function sync(key: string): SyncResult {
    const { namespace, name } = splitKey(key)
    const quota = quotas.get(namespace, name)
    if (!quota) return
    const hard: Record<string, string> = {}
    const used: Record<string, string> = {}
    for (const [resource, amount] of Object.entries(quota.spec.hard ?? {})) {
      hard[resource] = canonicalQuantity(amount)
      used[resource] = '0'
    }
    for (const resource of counted) {
      for (const object of informers.for(nameOf(resource)).list(namespace)) {
        if (!inScope(quota, resource, object)) continue
        const usage = usageOf(resource, object)
        for (const each in usage) if (Object.hasOwn(used, each)) used[each] = addQuantities(used[each], usage[each])
      }
    }
    const status = Object.keys(hard).length > 0 ? { hard, used } : {}
    if (semanticEqual(quota.status, status)) return
    return client.update('resourcequotas', { ...quota, status }, 'status').ok ? undefined : 'retry'
  }
}
