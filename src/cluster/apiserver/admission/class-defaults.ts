import type { KubeObject } from '../../api/object.ts'
import type { Server } from '../registry/server.ts'
import type { Resource } from '../resource.ts'
import { forbidden, type Refusal } from '../status.ts'

/** Priority: one class at most is everybody's. */
export function singleDefault(server: Server, resource: Resource, priorityClass: KubeObject): Refusal | undefined {
  if (!priorityClass['globalDefault']) return undefined
  const name = priorityClass.metadata.name ?? ''
  const classes = server.store.table('priorityclasses.scheduling.k8s.io').list()
  const other = classes.find((one) => one['globalDefault'] && one.metadata.name !== name)?.metadata.name
  if (!other) return undefined
  return forbidden(resource, name, `PriorityClass ${other} is already marked as default. Only one default can exist`)
}

const DEFAULT_INGRESS_CLASS = 'ingressclass.kubernetes.io/is-default-class'
const DEFAULT_STORAGE_CLASS = 'storageclass.kubernetes.io/is-default-class'

/** DefaultIngressClass */
export function defaultIngressClass(server: Server, ingress: KubeObject): void {
  if (ingress['spec']?.ingressClassName !== undefined || ingress.metadata.annotations?.['kubernetes.io/ingress.class'] !== undefined) return
  const preset = newestDefault(server, 'ingressclasses.networking.k8s.io', DEFAULT_INGRESS_CLASS)
  if (preset) (ingress['spec'] ??= {}).ingressClassName = preset
}

/** DefaultStorageClass, StorageObjectInUseProtection */
export function defaultStorage(server: Server, resource: Resource, object: KubeObject): void {
  const protection = resource.plural === 'persistentvolumes' ? 'kubernetes.io/pv-protection' : 'kubernetes.io/pvc-protection'
  if (!object.metadata.finalizers?.includes(protection)) object.metadata.finalizers = [...(object.metadata.finalizers ?? []), protection]
  if (resource.plural !== 'persistentvolumeclaims') return
  const spec = (object['spec'] ??= {})
  if (spec.storageClassName !== undefined || object.metadata.annotations?.['volume.beta.kubernetes.io/storage-class'] !== undefined) return
  const preset = newestDefault(server, 'storageclasses.storage.k8s.io', DEFAULT_STORAGE_CLASS)
  if (preset) spec.storageClassName = preset
}

function newestDefault(server: Server, table: string, annotation: string): string | undefined {
  const classes = server.store.table(table)
  if (classes.size === 0) return undefined
  const marked = classes.list().filter((one) => one.metadata.annotations?.[annotation] === 'true')
  return marked.sort((a, b) => ((a.metadata.creationTimestamp ?? '') < (b.metadata.creationTimestamp ?? '') ? 1 : -1))[0]?.metadata.name
}
