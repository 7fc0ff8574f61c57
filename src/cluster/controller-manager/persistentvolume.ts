import { labelMatcher } from '../api/label-selector.ts'
import { type KubeObject, keyOf, splitKey } from '../api/object.ts'
import { compareQuantities } from '../api/quantity.ts'
import { rfc3339 } from '../api/time.ts'
import type {
  PersistentVolume,
  PersistentVolumeClaim,
  PersistentVolumeClaimSpec,
  PersistentVolumeClaimStatus,
  PersistentVolumeSpec,
  PersistentVolumeStatus,
} from '../api/types.ts'
import { type ControllerContext, recorderFor } from './controller.ts'
import { isPodTerminal, type PodObject } from './pods.ts'
import { type SyncResult, WorkQueue } from './work-queue.ts'

type VolumeObject = PersistentVolume & KubeObject & { spec: PersistentVolumeSpec; status?: PersistentVolumeStatus }
type ClaimObject = PersistentVolumeClaim & KubeObject & { spec: PersistentVolumeClaimSpec; status?: PersistentVolumeClaimStatus }

const BOUND_BY = 'pv.kubernetes.io/bound-by-controller'
const BIND_COMPLETED = 'pv.kubernetes.io/bind-completed'

/** Claims and volumes are one controller's: the first of either starts it. */
export function startVolumeControllers(context: ControllerContext): void {
  if (withVolumes.has(context)) return
  withVolumes.add(context)
  startPersistentVolumeController(context)
  startVolumeProtectionController(context)
}

const withVolumes = new WeakSet<ControllerContext>()

/** Binds claims to volumes that were made by hand. (Nothing here provisions volumes: a class of storage finds no provisioner.) */
function startPersistentVolumeController(context: ControllerContext): void {
  const { clock, client, informers } = context
  const volumes = informers.for<VolumeObject>('persistentvolumes')
  const claims = informers.for<ClaimObject>('persistentvolumeclaims')
  const recorder = recorderFor(context, 'persistentvolume-controller')
  const claimQueue = new WorkQueue(clock, syncClaim)
  const volumeQueue = new WorkQueue(clock, syncVolume)

  claims.onChange((claim, old) => {
    const changed = (claim ?? old) as ClaimObject
    if (!context.settled) claimQueue.add(keyOf(changed))
    if (!claim && changed.spec.volumeName) volumeQueue.add(changed.spec.volumeName)
  })
  volumes.onChange((volume, old) => {
    if (context.settled) return
    volumeQueue.add((volume ?? old)?.metadata.name as string)
    if (volume && !old) for (const claim of claims.list()) if (!claim.spec.volumeName) claimQueue.add(keyOf(claim))
  })

  function syncVolume(name: string): SyncResult {
    const volume = volumes.get('', name)
    if (!volume) return
    const { claimRef } = volume.spec
    const claim = claimRef && claims.get(claimRef.namespace ?? '', claimRef.name ?? '')
    const known = claim && (!claimRef?.uid || claim.metadata.uid === claimRef.uid)
    const phase = !claimRef || (!claimRef.uid && !known) ? 'Available' : known ? 'Bound' : 'Released'
    if (volume.status?.phase === phase) return
    const status = { ...volume.status, phase, lastPhaseTransitionTime: rfc3339(clock.now) }
    return client.update('persistentvolumes', { ...volume, status }, 'status').ok ? undefined : 'retry'
  }

  function syncClaim(key: string): SyncResult {
    const { namespace, name } = splitKey(key)
    const claim = claims.get(namespace, name)
    if (!claim || claim.metadata.deletionTimestamp) return
    const { volumeName, storageClassName } = claim.spec
    if (volumeName && claim.status?.phase === 'Bound') {
      if (!volumes.get('', volumeName)) {
        client.update('persistentvolumeclaims', { ...claim, status: { ...claim.status, phase: 'Lost' } }, 'status')
        recorder.event(claim, 'Warning', 'ClaimLost', 'Bound claim has lost its PersistentVolume. Data on the volume is lost!')
      }
      return
    }
    const volume = volumeName ? volumes.get('', volumeName) : bestVolume(claim)
    if (volume) return bind(claim, volume) ? undefined : 'retry'
    if (!storageClassName) {
      recorder.event(claim, 'Normal', 'FailedBinding', 'no persistent volumes available for this claim and no storage class is set')
      return
    }
    const found = client.get('storageclasses.storage.k8s.io', '', storageClassName)
    if (!found.ok) recorder.event(claim, 'Warning', 'ProvisioningFailed', `storageclass.storage.k8s.io "${storageClassName}" not found`)
    else if (found.object['volumeBindingMode'] === 'WaitForFirstConsumer') {
      recorder.event(claim, 'Normal', 'WaitForFirstConsumer', 'waiting for first consumer to be created before binding')
    } else if (found.object['provisioner'] !== 'kubernetes.io/no-provisioner') {
      const who = `Waiting for a volume to be created either by the external provisioner '${found.object['provisioner']}' or manually by the system administrator.`
      const hint = 'If volume creation is delayed, please verify that the provisioner is running and correctly registered.'
      recorder.event(claim, 'Normal', 'ExternalProvisioning', `${who} ${hint}`)
    }
  }

  /** The smallest free volume that is large enough and of the same class; one reserved for the claim before all. */
  function bestVolume(claim: ClaimObject): VolumeObject | undefined {
    const { storageClassName = '', accessModes = [], resources, selector, volumeMode = 'Filesystem' } = claim.spec
    const wanted = resources?.requests?.['storage']
    let best: VolumeObject | undefined
    for (const volume of volumes.list()) {
      const { claimRef, capacity, storageClassName: offered = '' } = volume.spec
      const reserved = claimRef?.namespace === claim.metadata.namespace && claimRef?.name === claim.metadata.name
      if (volume.metadata.deletionTimestamp || (claimRef && (!reserved || (claimRef.uid && claimRef.uid !== claim.metadata.uid)))) continue
      if (volume.status?.phase === 'Released') continue
      if (offered !== storageClassName || (volume.spec.volumeMode ?? 'Filesystem') !== volumeMode) continue
      if (!accessModes.every((mode) => volume.spec.accessModes?.includes(mode))) continue
      if (compareQuantities(capacity?.['storage'], wanted) < 0) continue
      if (selector && !labelMatcher(selector)(volume.metadata.labels)) continue
      if (reserved) return volume
      if (!best || compareQuantities(capacity?.['storage'], best.spec.capacity?.['storage']) < 0) best = volume
    }
    return best
  }

  function bind(claim: ClaimObject, volume: VolumeObject): boolean {
    const { namespace, name, uid, resourceVersion } = claim.metadata
    if (volume.spec.claimRef?.uid !== uid) {
      if (volume.spec.claimRef?.uid) return true
      const claimRef = { apiVersion: 'v1', kind: 'PersistentVolumeClaim', namespace, name, uid, resourceVersion }
      const metadata = { ...volume.metadata, annotations: { ...volume.metadata.annotations, [BOUND_BY]: 'yes' } }
      if (!client.update('persistentvolumes', { ...volume, metadata, spec: { ...volume.spec, claimRef } }).ok) return false
    }
    const annotations = { ...claim.metadata.annotations, [BIND_COMPLETED]: 'yes', [BOUND_BY]: 'yes' }
    const spec = { ...claim.spec, volumeName: volume.metadata.name as string }
    const written = client.update<ClaimObject>('persistentvolumeclaims', { ...claim, metadata: { ...claim.metadata, annotations }, spec })
    if (!written.ok) return false
    const { accessModes, capacity } = volume.spec
    const status = { ...written.object.status, phase: 'Bound', ...(accessModes ? { accessModes } : {}), ...(capacity ? { capacity } : {}) }
    return client.update('persistentvolumeclaims', { ...written.object, status }, 'status').ok
  }
}

/** Lets go of deleted claims that no Pod uses, and of deleted volumes that no claim is bound to. */
function startVolumeProtectionController(context: ControllerContext): void {
  const { clock, client, informers } = context
  const pods = informers.for<PodObject>('pods')
  const claims = informers.for<ClaimObject>('persistentvolumeclaims')
  const volumes = informers.for<VolumeObject>('persistentvolumes')
  const queue = new WorkQueue(clock, sync)
  pods.addIndex(
    'claim',
    (pod) => claimsOf(pod).map((name) => `${pod.metadata.namespace}/${name}`),
    (pod) => pod.spec,
  )

  claims.onChange((claim) => {
    if (claim?.metadata.deletionTimestamp) queue.add(keyOf(claim))
  })
  volumes.onChange((volume) => {
    if (volume?.metadata.deletionTimestamp) queue.add(keyOf(volume))
  })
  pods.onChange((pod, old) => {
    if (old && (!pod || isPodTerminal(pod))) for (const name of claimsOf(old)) queue.add(`${old.metadata.namespace}/${name}`)
  })

  function sync(key: string): SyncResult {
    const { namespace, name } = splitKey(key)
    const [resource, finalizer] = namespace
      ? ['persistentvolumeclaims', 'kubernetes.io/pvc-protection']
      : ['persistentvolumes', 'kubernetes.io/pv-protection']
    const object = namespace ? claims.get(namespace, name) : volumes.get('', name)
    const finalizers = object?.metadata.finalizers
    if (!object?.metadata.deletionTimestamp || !finalizers?.includes(finalizer as string)) return
    const used = namespace
      ? pods.byIndex('claim', key).some((pod) => !isPodTerminal(pod))
      : (object as VolumeObject).status?.phase === 'Bound'
    if (used) return
    const rest = finalizers.filter((each) => each !== finalizer)
    const metadata = { ...object.metadata, finalizers: rest }
    return client.update(resource as string, { ...object, metadata }).ok ? undefined : 'retry'
  }
}

function claimsOf(pod: PodObject): string[] {
  return (pod.spec.volumes ?? []).flatMap((volume) => (volume.persistentVolumeClaim ? [volume.persistentVolumeClaim.claimName] : []))
}
