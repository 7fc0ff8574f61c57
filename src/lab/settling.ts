import type { KubeObject } from '../cluster/api/object.ts'
import type { Deployment, Pod, StatefulSet } from '../cluster/api/types.ts'
import type { Informers } from '../cluster/client/client.ts'
import { isPodReady, isPodTerminal } from '../cluster/controller-manager/pods.ts'

/** Knows at any moment whether a cluster has come to rest, from what it is told of each change. */
export class Settling {
  readonly #unsettled = new Set<string>()

  constructor(informers: Informers) {
    this.#watch<Deployment & KubeObject>(informers, 'deployments.apps', isRolledOut)
    this.#watch<StatefulSet & KubeObject>(informers, 'statefulsets.apps', hasItsPods)
    this.#watch<Pod & KubeObject>(informers, 'pods', isReadyOrDone)
  }

  /** Every Deployment is rolled out, every StatefulSet has its Pods, every Pod ready or done, and no Pod is being deleted. */
  get settled(): boolean {
    return this.#unsettled.size === 0
  }

  #watch<T extends KubeObject>(informers: Informers, resource: string, isSettled: (object: T) => boolean): void {
    informers.for<T>(resource).onChange((object, old) => {
      const uid = (object ?? old)?.metadata.uid as string
      if (!object || isSettled(object)) this.#unsettled.delete(uid)
      else this.#unsettled.add(uid)
    })
  }
}

function isRolledOut({ metadata, spec, status }: Deployment & KubeObject): boolean {
  return (
    status?.observedGeneration === metadata.generation &&
    (status?.updatedReplicas ?? 0) === spec?.replicas &&
    (status?.replicas ?? 0) === spec?.replicas
  )
}

/** Pods come one after the other: in between all that are there are ready. */
function hasItsPods({ metadata, spec, status }: StatefulSet & KubeObject): boolean {
  return status?.observedGeneration === metadata.generation && (status?.replicas ?? 0) === spec?.replicas
}

function isReadyOrDone(pod: Pod & KubeObject): boolean {
  return !pod.metadata.deletionTimestamp && (isPodTerminal(pod) || isPodReady(pod))
}
