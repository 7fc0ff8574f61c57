import type { KubeObject } from '../../api/object.ts'
import type { Server } from '../registry/server.ts'
import type { Resource } from '../resource.ts'
import { forbidden, type Refusal } from '../status.ts'

const MOUNT_PATH = '/var/run/secrets/kubernetes.io/serviceaccount'
const MIRROR = 'kubernetes.io/config.mirror'

/** The ServiceAccount plugin: the account's name, its token as a projected volume, its image pull secrets. */
export function serviceAccount(server: Server, resource: Resource, namespace: string, pod: KubeObject): Refusal | undefined {
  const spec = pod['spec']
  const name = pod.metadata.name ?? ''
  if (pod.metadata.annotations?.[MIRROR] !== undefined) return undefined
  spec.serviceAccountName ||= 'default'
  spec.serviceAccount = spec.serviceAccountName
  const account = server.store.table('serviceaccounts').get(namespace, spec.serviceAccountName)
  if (!account) {
    const wanted = spec.serviceAccountName
    return forbidden(
      resource,
      name,
      `error looking up service account ${namespace}/${wanted}: serviceaccount ${JSON.stringify(wanted)} not found`,
    )
  }
  const mounts = spec.automountServiceAccountToken ?? account['automountServiceAccountToken'] ?? true
  if (mounts) mountToken(server, spec)
  if (!spec.imagePullSecrets?.length && account['imagePullSecrets']?.length)
    spec.imagePullSecrets = account['imagePullSecrets'].map((one: object) => ({ ...one }))
  return undefined
}

function mountToken(server: Server, spec: Record<string, any>): void {
  // A volume of an earlier life (a copied manifest) is used again.
  const existing = (spec['volumes'] ?? []).find((volume: any) => volume.name?.startsWith('kube-api-access-') && volume.projected)
  const volumeName: string = existing?.name ?? `kube-api-access-${server.random.nameSuffix()}`
  let used = false
  for (const containers of [spec['initContainers'], spec['containers']]) {
    for (const container of containers ?? []) {
      if (container.volumeMounts?.some((mount: any) => mount.mountPath === MOUNT_PATH)) continue
      container.volumeMounts = [...(container.volumeMounts ?? []), { name: volumeName, readOnly: true, mountPath: MOUNT_PATH }]
      used = true
    }
  }
  if (used && !existing) spec['volumes'] = [...(spec['volumes'] ?? []), { name: volumeName, projected: TOKEN_VOLUME }]
}

const TOKEN_VOLUME = {
  defaultMode: 420,
  sources: [
    { serviceAccountToken: { expirationSeconds: 3607, path: 'token' } },
    { configMap: { items: [{ key: 'ca.crt', path: 'ca.crt' }], name: 'kube-root-ca.crt' } },
    { downwardAPI: { items: [{ fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.namespace' }, path: 'namespace' }] } },
  ],
}
