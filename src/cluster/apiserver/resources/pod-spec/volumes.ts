import type { Container, ObjectMeta, Volume, VolumeDevice, VolumeMount } from '../../../api/types.ts'
import { SELDOM_RESOURCES } from '../later.ts'
import { child, type FieldErrors, item, type Path } from '../validation/errors.ts'
import { labelFaults, subdomainFaults } from '../validation/names.ts'
import { hasBacksteps, localDescendingPath } from './file-paths.ts'
import type * as Seldom from './seldom-volume-sources.ts'
import type { SourceRule } from './volume-sources.ts'
import * as sources from './volume-sources.ts'

/** A kind whose rule comes with the rarer resources. */
const later =
  (name: keyof typeof Seldom): SourceRule =>
  (...checked) =>
    (SELDOM_RESOURCES.value.volumes[name] as SourceRule)(...checked)

/**
 * The kinds of volumes in the order in which the server looks at them, and what they are called in
 * errors: a few carry another name when they come second, or for their own faults.
 */
const KINDS: readonly [field: keyof Volume, rule: SourceRule, second?: string, own?: string][] = [
  ['emptyDir', sources.emptyDir],
  ['hostPath', sources.hostPath],
  ['gitRepo', later('gitRepo')],
  ['gcePersistentDisk', later('gcePersistentDisk'), 'gcePersistentDisk', 'persistentDisk'],
  ['awsElasticBlockStore', later('awsElasticBlockStore')],
  ['secret', sources.secret],
  ['nfs', later('nfs')],
  ['iscsi', later('iscsi')],
  ['glusterfs', later('glusterfs')],
  ['flocker', later('flocker')],
  ['persistentVolumeClaim', sources.persistentVolumeClaim],
  ['rbd', later('rbd')],
  ['cinder', later('cinder')],
  ['cephfs', later('cephfs'), 'cephFS'],
  ['quobyte', later('quobyte')],
  ['downwardAPI', sources.downwardAPI, 'downwarAPI'],
  ['fc', later('fc')],
  ['flexVolume', later('flexVolume')],
  ['configMap', sources.configMap],
  ['azureFile', later('azureFile')],
  ['vsphereVolume', later('vsphereVolume')],
  ['photonPersistentDisk', later('photonPersistentDisk')],
  ['portworxVolume', later('portworxVolume')],
  ['azureDisk', later('azureDisk')],
  ['storageos', later('storageos')],
  ['projected', sources.projected],
  ['scaleIO', later('scaleIO')],
  ['csi', later('csi')],
  ['ephemeral', later('ephemeral')],
  ['image', sources.image],
]

export type Volumes = ReadonlyMap<string, Volume>

const NO_VOLUMES: Volumes = new Map()

/** Checks the volumes; the good ones come back, for mounts can only name those. */
export function validateVolumes(
  errors: FieldErrors,
  specPath: Path,
  volumes: readonly Volume[] | undefined,
  metadata: ObjectMeta | undefined,
): Volumes {
  if (!volumes?.length) return NO_VOLUMES
  const good = new Map<string, Volume>()
  const created = metadata?.name ? volumes.filter((volume) => volume.ephemeral).map((volume) => `${metadata.name}-${volume.name}`) : []
  for (let i = 0; i < volumes.length; i++) {
    const volume = volumes[i] as Volume
    const path = item(specPath, 'volumes', i)
    const before = errors.length
    validateSource(errors, path, volume, metadata)
    if (!volume.name) errors.required(path, 'name')
    else errors.invalidAll(path, 'name', volume.name, labelFaults(volume.name))
    if (good.has(volume.name)) errors.duplicate(path, 'name', volume.name)
    if (errors.length === before) good.set(volume.name, volume)
    const claim = volume.persistentVolumeClaim?.claimName
    if (claim !== undefined && created.includes(claim))
      errors.invalid(path, 'persistentVolumeClaim.claimName', claim, 'must not reference a PVC that gets created for an ephemeral volume')
  }
  return good
}

function validateSource(errors: FieldErrors, path: Path, volume: Volume, metadata: ObjectMeta | undefined): void {
  let found = false
  for (const [field, rule, second, own] of KINDS) {
    const source = volume[field]
    if (!source) continue
    if (found) {
      errors.forbidden(path, second ?? field, 'may not specify more than 1 volume type')
      continue
    }
    found = true
    rule(errors, child(path, own ?? field), source, volume)
    if (field === 'ephemeral' && metadata?.name && volume.name) {
      const claim = `${metadata.name}-${volume.name}`
      for (const fault of subdomainFaults(claim)) errors.invalid(path, 'name', volume.name, `PVC name ${JSON.stringify(claim)}: ${fault}`)
    }
  }
  if (!found) errors.required(path, '', 'must specify a volume type')
}

const PROPAGATIONS = ['Bidirectional', 'HostToContainer', 'None']
const RECURSIVE = ['Disabled', 'Enabled', 'IfPossible']

export function validateVolumeMounts(errors: FieldErrors, path: Path, container: Container, volumes: Volumes): void {
  const { volumeMounts: mounts, volumeDevices: devices } = container
  if (!mounts) return
  const mounted = new Set<string>()
  for (let i = 0; i < mounts.length; i++) {
    const mount = mounts[i] as VolumeMount
    const at = item(path, 'volumeMounts', i)
    const { name = '', mountPath = '', subPath, subPathExpr } = mount
    if (!name) errors.required(at, 'name')
    if (!volumes.has(name)) errors.notFound(at, 'name', name)
    if (!mountPath) errors.required(at, 'mountPath')
    if (mounted.has(mountPath)) errors.invalid(at, 'mountPath', mountPath, 'must be unique')
    mounted.add(mountPath)
    if (devices?.some((device) => device.name === name)) errors.invalid(at, 'name', name, 'must not already exist in volumeDevices')
    if (devices?.some((device) => device.devicePath === mountPath))
      errors.invalid(at, 'mountPath', mountPath, 'must not already exist as a path in volumeDevices')
    // These stand at the list, not at its item.
    const list = child(path, 'volumeMounts')
    if (subPath) localDescendingPath(errors, list, 'subPath', subPath)
    if (subPathExpr) {
      if (subPath) errors.invalid(at, 'subPathExpr', subPathExpr, 'subPathExpr and subPath are mutually exclusive')
      localDescendingPath(errors, list, 'subPathExpr', subPathExpr)
    }
    const { mountPropagation, recursiveReadOnly } = mount
    if (mountPropagation !== undefined) {
      if (!PROPAGATIONS.includes(mountPropagation)) errors.notSupported(list, 'mountPropagation', mountPropagation, PROPAGATIONS)
      if (mountPropagation === 'Bidirectional' && !container.securityContext?.privileged)
        errors.forbidden(list, 'mountPropagation', 'Bidirectional mount propagation is available only to privileged containers')
    }
    if (recursiveReadOnly === undefined || recursiveReadOnly === 'Disabled') continue
    if (!RECURSIVE.includes(recursiveReadOnly)) {
      errors.notSupported(list, 'recursiveReadOnly', recursiveReadOnly, RECURSIVE)
      continue
    }
    if (!mount.readOnly) errors.forbidden(list, 'recursiveReadOnly', 'may only be specified when readOnly is true')
    if (mountPropagation !== undefined && mountPropagation !== 'None')
      errors.forbidden(list, 'recursiveReadOnly', 'may only be specified when mountPropagation is None or not specified')
  }
}

export function validateVolumeDevices(errors: FieldErrors, path: Path, container: Container, volumes: Volumes): void {
  const { volumeMounts: mounts, volumeDevices: devices } = container
  if (!devices) return
  const names = new Set<string>()
  const paths = new Set<string>()
  devices.forEach(({ name = '', devicePath = '' }: VolumeDevice, i) => {
    const at = item(path, 'volumeDevices', i)
    const volume = volumes.get(name)
    if (!name) errors.required(at, 'name')
    if (names.has(name)) errors.invalid(at, 'name', name, 'must be unique')
    if (volume && !volume.persistentVolumeClaim && !volume.ephemeral)
      errors.invalid(at, 'name', name, 'can only use volume source type of PersistentVolumeClaim or Ephemeral for block mode')
    if (!volume) errors.notFound(at, 'name', name)
    if (!devicePath) errors.required(at, 'devicePath')
    if (paths.has(devicePath)) errors.invalid(at, 'devicePath', devicePath, 'must be unique')
    if (hasBacksteps(devicePath)) errors.invalid(at, 'devicePath', devicePath, "can not contain backsteps ('..')")
    else paths.add(devicePath)
    if (mounts?.some((mount) => mount.name === name)) errors.invalid(at, 'name', name, 'must not already exist in volumeMounts')
    if (mounts?.some((mount) => mount.mountPath === devicePath))
      errors.invalid(at, 'devicePath', devicePath, 'must not already exist as a path in volumeMounts')
    if (name) names.add(name)
  })
}
