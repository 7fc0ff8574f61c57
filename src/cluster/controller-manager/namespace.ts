import type { Resource } from '../apiserver/resource.ts'
import type { ControllerContext } from './controller.ts'
import { CLEARING } from './later.ts'
import { WorkQueue } from './work-queue.ts'

/** A deleted namespace is left alone for so long, for other API servers to hear of it. */
const GRACE = 5000

/** Empties namespaces that are being deleted, then lets them go. */
export function startNamespaceController(context: ControllerContext, resources: readonly Resource[]): void {
  const { clock, informers } = context
  const queue = new WorkQueue(clock, (name) => CLEARING.value.emptyNamespace(context, resources, name), {
    backOff: { first: 5, longest: 60_000 },
    code: CLEARING,
  })
  informers.for('namespaces').onChange((namespace) => {
    if (namespace?.metadata.deletionTimestamp) queue.addAfter(namespace.metadata.name as string, GRACE)
  })
}
