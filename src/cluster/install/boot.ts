import { Code } from '../../sim/code.ts'
import { SELDOM_RESOURCES } from '../apiserver/resources/later.ts'
import type { ClusterOptions, NodeSpec } from '../cluster.ts'
import type { StoreSnapshot } from '../etcd/store.ts'
import { snapshotOf } from './snapshot.ts'

const installed = new Map<string, StoreSnapshot>()
/** by the list of nodes itself: an exercise's labs have the same */
const byNodes = new WeakMap<readonly NodeSpec[], StoreSnapshot>()

const installation = new Code('the installation of a cluster', async () => {
  const [code] = await Promise.all([import('./installation.ts'), SELDOM_RESOURCES.load()])
  return code
})

/**
 * What a freshly installed and settled cluster with these nodes contains. The installation is run
 * once; it is the same for every lab, whose seed counts from its opening.
 */
export function installedCluster(nodes: readonly NodeSpec[], programs: ClusterOptions['programs']): StoreSnapshot {
  const known = byNodes.get(nodes)
  if (known) return known
  const key = JSON.stringify(nodes)
  const snapshot = installed.get(key) ?? installation.value.install(nodes, programs)
  installed.set(key, snapshot)
  byNodes.set(nodes, snapshot)
  return snapshot
}

/** A face brings the result of an installation along (`snapshotText`), so that it need not be run. */
export function knowInstalled(nodes: readonly NodeSpec[], text: string): void {
  installed.set(JSON.stringify(nodes), snapshotOf(text))
}
