import { Random } from '../../sim/random.ts'
import type { ControllerContext } from './controller.ts'
import { semanticEqual } from './equal.ts'
import { type SyncResult, WorkQueue } from './work-queue.ts'

const NAME = 'kube-root-ca.crt'
const DESCRIPTION =
  'Contains a CA bundle that can be used to verify the kube-apiserver when using internal endpoints such as the internal service IP or kubernetes.default.svc. No other usage is guaranteed across distributions of Kubernetes clusters.'

/** Publishes the cluster's CA certificate in every namespace, for Pods to trust the API server. */
export function startRootCaPublisher(context: ControllerContext): void {
  const { clock, client, informers } = context
  const namespaces = informers.for('namespaces')
  const configMaps = informers.for('configmaps')
  const queue = new WorkQueue(clock, sync, { latency: 6 })

  namespaces.onChange((namespace) => {
    if (namespace && !context.settled) queue.add(namespace.metadata.name as string)
  })
  configMaps.onChange((configMap, old) => {
    if (context.settled || (configMap ?? old)?.metadata.name !== NAME) return
    if (old) queue.add(old.metadata.namespace as string)
  })

  function sync(namespace: string): SyncResult {
    if (namespaces.get('', namespace)?.['status']?.phase !== 'Active') return
    const current = configMaps.get(namespace, NAME)
    const data = { 'ca.crt': certificate() }
    const annotations = { 'kubernetes.io/description': DESCRIPTION }
    if (!current) {
      const metadata = { name: NAME, namespace, annotations }
      const result = client.create('configmaps', { apiVersion: 'v1', kind: 'ConfigMap', metadata, data })
      return result.ok || result.code === 403 || result.code === 409 ? undefined : 'retry'
    }
    if (semanticEqual(current['data'], data) && semanticEqual(current.metadata.annotations, annotations)) return
    const result = client.update('configmaps', { ...current, metadata: { ...current.metadata, annotations }, data })
    return result.ok ? undefined : 'retry'
  }
}

let text: string | undefined

/** What looks like kubeadm's CA certificate. Nothing in the simulation checks signatures, so its key is made of chance. */
function certificate(): string {
  if (text === undefined) {
    const random = new Random('kubernetes-ca')
    const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'
    let body = 'MIIDBTCCAe2gAwIBAgII'
    while (body.length < 1036) body += letters[random.below(64)]
    text = `-----BEGIN CERTIFICATE-----\n${(body.match(/.{1,64}/g) as string[]).join('\n')}\n-----END CERTIFICATE-----\n`
  }
  return text
}
