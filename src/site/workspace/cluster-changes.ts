import { signal } from '@preact/signals'
import type { Lab } from '../../lab/lab.ts'

/** Resources whose changes count as "something happened". */
const WATCHED = ['pods', 'services', 'endpointslices.discovery.k8s.io', 'deployments.apps', 'nodes', 'namespaces', 'events'] as const
/** Panels hear of changes so long after the first of them, ms. */
const DELAY = 40
/** The same where there are many Pods, of which some change all the time. */
const DELAY_MANY = 120
const MANY = 100

/** Counts what changes in the labs' clusters, and tells the panels of it. */
export class ClusterChanges {
  /** rises when panels that show the cluster are to look again */
  readonly told = signal(0)
  /** changes so far */
  count = 0
  #toldOf = 0
  #telling: ReturnType<typeof setTimeout> | undefined

  watch(lab: Lab): void {
    for (const resource of WATCHED) lab.cluster.informers.for(resource).onChange(() => this.count++)
  }

  /** The panels draw in a task of their own, and not for every change: the simulation has used its part of the frame. */
  tellSoon(lab: Lab): void {
    if (this.count === this.#toldOf || this.#telling !== undefined) return
    const delay = lab.cluster.informers.for('pods').list().length > MANY ? DELAY_MANY : DELAY
    this.#telling = setTimeout(() => {
      this.#telling = undefined
      this.#toldOf = this.count
      this.told.value++
    }, delay)
  }
}
