import type { Clock } from '../sim/clock.ts'
import type { KubeObject } from './api/object.ts'
import type { Client, Informers } from './client/client.ts'

/** The API server looks after its own Service once in this time, ms. */
const PERIOD = 10_000

/** What makes up the way to the API server: deleted by hand, they come back. */
const KEPT = ['services', 'endpoints', 'endpointslices.discovery.k8s.io']

export interface KeeperOptions {
  clock: Clock
  client: Client
  informers: Informers
}

/** Makes the `kubernetes` Service and its endpoints again when they were deleted, as the API server does. */
export function keepKubernetesService({ clock, client, informers }: KeeperOptions): void {
  const lost = new Map<string, KubeObject>()

  function restore(): void {
    for (const [resource, { metadata, status: _, ...rest }] of lost) {
      const { name, namespace, labels } = metadata
      client.create(resource, { ...rest, metadata: { name, namespace, ...(labels ? { labels } : {}) } })
    }
    lost.clear()
  }

  for (const resource of KEPT)
    informers.for(resource).onChange((object, old) => {
      if (object || old?.metadata.name !== 'kubernetes' || old.metadata.namespace !== 'default') return
      if (lost.size === 0) clock.after(PERIOD - (clock.now % PERIOD), restore)
      lost.set(resource, old)
    })
}
