import type { ControllerContext } from './controller.ts'
import { type SyncResult, WorkQueue } from './work-queue.ts'

/** Every active namespace has a ServiceAccount `default`. */
export function startServiceAccountController(context: ControllerContext): void {
  const { clock, client, informers } = context
  const namespaces = informers.for('namespaces')
  const accounts = informers.for('serviceaccounts')
  const queue = new WorkQueue(clock, sync, { latency: 6 })

  namespaces.onChange((namespace) => {
    if (namespace && !context.settled) queue.add(namespace.metadata.name as string)
  })
  accounts.onChange((account, old) => {
    if (!account && old?.metadata.name === 'default') queue.add(old.metadata.namespace as string)
  })

  function sync(namespace: string): SyncResult {
    if (namespaces.get('', namespace)?.['status']?.phase !== 'Active' || accounts.get(namespace, 'default')) return
    const metadata = { name: 'default', namespace }
    const result = client.create('serviceaccounts', { apiVersion: 'v1', kind: 'ServiceAccount', metadata })
    return result.ok || result.code === 403 || result.code === 409 ? undefined : 'retry'
  }
}
