import { canonicalQuantity, nanoOf } from '../../../api/quantity.ts'
import type { Volume } from '../../../api/types.ts'
import { child, type FieldErrors, inclusiveRange, item, type Path } from '../validation/errors.ts'
import { labelFaults, subdomainFaults } from '../validation/names.ts'
import { FILE_FIELDS, validateFieldRef, validateResourceFieldRef } from './downward.ts'
import { fileMode, localDescendingPath, localNonReservedPath, pathNoBacksteps } from './file-paths.ts'

/** What one kind of volume has to look like. `path` is the source's own place. */
export type SourceRule = (errors: FieldErrors, path: Path, source: any, volume: Volume) => void

/** Fields that must not be empty. */
function needs(...names: string[]): SourceRule {
  return (errors, path, source) => {
    for (const name of names) if (!source[name]?.length) errors.required(path, name)
  }
}

/** A Secret reference of a PersistentVolume's driver: name and namespace. */
export function secretReference(errors: FieldErrors, path: Path, leaf: string, ref: any, withNamespace: boolean): void {
  if (!ref) return
  const at = child(path, leaf)
  if (!ref.name) errors.required(at, 'name')
  if (withNamespace && !ref.namespace) errors.required(at, 'namespace')
}

const HOST_PATH_TYPES = ['', 'BlockDevice', 'CharDevice', 'Directory', 'DirectoryOrCreate', 'File', 'FileOrCreate', 'Socket']

export const hostPath: SourceRule = (errors, path, source) => {
  if (!source.path) return errors.required(path, 'path')
  pathNoBacksteps(errors, path, 'path', source.path)
  if (source.type !== undefined && !HOST_PATH_TYPES.includes(source.type)) errors.notSupported(path, 'type', source.type, HOST_PATH_TYPES)
}

/** Disks of clouds: named by `field`, with a partition. */
function disk(field: string): SourceRule {
  return (errors, path, source) => {
    if (!source[field]) errors.required(path, field)
    const { partition = 0 } = source
    if (partition < 0 || partition > 255) errors.invalid(path, 'partition', partition, inclusiveRange(1, 255))
  }
}
export const gcePersistentDisk = disk('pdName')
export const awsElasticBlockStore = disk('volumeID')

export const nfs: SourceRule = (errors, path, source) => {
  needs('server', 'path')(errors, path, source, source)
  if (!(source.path ?? '').startsWith('/')) errors.invalid(path, 'path', source.path ?? '', 'must be an absolute path')
}

const IQN = /^iqn\.\d{4}-\d{2}\.([a-zA-Z0-9.-]+)(:[^:]+)*$/
const EUI = /^eui\.[A-Fa-f0-9]{16}$/
const NAA = /^naa\.[A-Fa-f0-9]{16,32}$/

function iscsiName(errors: FieldErrors, path: Path, leaf: string, name: string, unknown: string): void {
  const rule = name.startsWith('iqn') ? IQN : name.startsWith('eui') ? EUI : name.startsWith('naa') ? NAA : undefined
  if (!rule) errors.invalid(path, leaf, name, unknown)
  else if (!rule.test(name)) errors.invalid(path, leaf, name, 'must be valid format')
}

export const iscsi: SourceRule = (errors, path, source, volume) => {
  const ofPod = 'name' in volume
  const unknown = ofPod ? 'must be valid format starting with iqn, eui, or naa' : 'must be valid format'
  if (!source.targetPortal) errors.required(path, 'targetPortal')
  if (!source.iqn) errors.required(path, 'iqn')
  else iscsiName(errors, path, 'iqn', source.iqn, unknown)
  const { lun = 0 } = source
  if (lun < 0 || lun > 255) errors.invalid(path, 'lun', lun, inclusiveRange(0, 255))
  if ((source.chapAuthDiscovery || source.chapAuthSession) && !source.secretRef) errors.required(path, 'secretRef')
  if (!ofPod) secretReference(errors, path, 'secretRef', source.secretRef, false)
  if (source.initiatorName !== undefined) {
    iscsiName(errors, path, 'initiatorname', source.initiatorName, unknown)
    if (ofPod && `${volume.name}:${source.targetPortal ?? ''}`.length > 64)
      errors.invalid(
        path.up as Path,
        'name',
        volume.name,
        'Total length of <volume name>:<iscsi.targetPortal> must be under 64 characters if iscsi.initiatorName is specified.',
      )
  }
}

export const glusterfs: SourceRule = needs('endpoints', 'path')

export const flocker: SourceRule = (errors, path, source) => {
  const { datasetName = '', datasetUUID = '' } = source
  if (!datasetName && !datasetUUID) errors.required(path, '', 'one of datasetName and datasetUUID is required')
  if (datasetName && datasetUUID) errors.invalid(path, '', 'resource', 'datasetName and datasetUUID can not be specified simultaneously')
  if (datasetName.includes('/')) errors.invalid(path, 'datasetName', datasetName, "must not contain '/'")
}

export const rbd: SourceRule = needs('monitors', 'image')
export const cephfs: SourceRule = needs('monitors')

export const cinder: SourceRule = (errors, path, source, volume) => {
  if (!source.volumeID) errors.required(path, 'volumeID')
  secretReference(errors, path, 'secretRef', source.secretRef, !('name' in volume))
}

export const quobyte: SourceRule = (errors, path, source) => {
  const pairs = 'must be a host:port pair or multiple pairs separated by commas'
  if (!source.registry) errors.required(path, 'registry', pairs)
  else if ((source.tenant ?? '').length >= 65)
    errors.required(path, 'tenant', 'must be a UUID and may not exceed a length of 64 characters')
  else
    for (const pair of source.registry.split(','))
      if (!/^(?:[^:[\]]*|\[[^[\]]*\]):[^:]*$/.test(pair)) errors.invalid(path, 'registry', source.registry, pairs)
  if (!source.volume) errors.required(path, 'volume')
}

export const fc: SourceRule = (errors, path, { targetWWNs, wwids, lun }) => {
  if (!targetWWNs?.length && !wwids?.length) errors.required(path, 'targetWWNs', 'must specify either targetWWNs or wwids, but not both')
  if (targetWWNs?.length && wwids?.length)
    errors.invalid(path, 'targetWWNs', targetWWNs, 'targetWWNs and wwids can not be specified simultaneously')
  if (!targetWWNs?.length) return
  if (lun === undefined) errors.required(path, 'lun', 'lun is required if targetWWNs is specified')
  else if (lun < 0 || lun > 255) errors.invalid(path, 'lun', lun, inclusiveRange(0, 255))
}

export const flexVolume: SourceRule = (errors, path, source) => {
  if (!source.driver) errors.required(path, 'driver')
  for (const key of Object.keys(source.options ?? {}).sort()) {
    const namespace = `.${(key.includes('/') ? key.slice(0, key.indexOf('/')) : key).toLowerCase()}`
    if (namespace.endsWith('.kubernetes.io') || namespace.endsWith('.k8s.io'))
      errors.invalid(item(path, 'options', key), '', key, 'kubernetes.io and k8s.io namespaces are reserved')
  }
}

export const azureFile: SourceRule = (errors, path, source, volume) => {
  needs('secretName', 'shareName')(errors, path, source, source)
  if (!('name' in volume) && source.secretNamespace === '') errors.required(path, 'secretNamespace')
}

const CACHING = ['None', 'ReadOnly', 'ReadWrite']
const DISK_KINDS = ['Dedicated', 'Managed', 'Shared']

export const azureDisk: SourceRule = (errors, path, source) => {
  needs('diskName', 'diskURI')(errors, path, source, source)
  const { cachingMode, kind, diskURI = '' } = source
  if (cachingMode !== undefined && !CACHING.includes(cachingMode)) errors.notSupported(path, 'cachingMode', cachingMode, CACHING)
  if (kind !== undefined && !DISK_KINDS.includes(kind)) errors.notSupported(path, 'kind', kind, DISK_KINDS)
  if (kind === 'Managed' && !diskURI.startsWith('/subscriptions/'))
    errors.notSupported(path, 'diskURI', diskURI, [
      '/subscriptions/{sub-id}/resourcegroups/{group-name}/providers/microsoft.compute/disks/{disk-id}',
    ])
  if (kind !== undefined && kind !== 'Managed' && !diskURI.startsWith('https://'))
    errors.notSupported(path, 'diskURI', diskURI, ['https://{account-name}.blob.core.windows.net/{container-name}/{disk-name}.vhd'])
}

export const vsphereVolume: SourceRule = needs('volumePath')
export const photonPersistentDisk: SourceRule = needs('pdID')
export const portworxVolume: SourceRule = needs('volumeID')
export const scaleIO: SourceRule = needs('gateway', 'system', 'volumeName')

export const storageos: SourceRule = (errors, path, source, volume) => {
  if (!source.volumeName) errors.required(path, 'volumeName')
  else errors.invalidAll(path, 'volumeName', source.volumeName, labelFaults(source.volumeName))
  if (source.volumeNamespace) errors.invalidAll(path, 'volumeNamespace', source.volumeNamespace, labelFaults(source.volumeNamespace))
  secretReference(errors, path, 'secretRef', source.secretRef, !('name' in volume))
}

export function validateDriverName(errors: FieldErrors, path: Path, name: string | undefined): void {
  if (!name) return errors.required(path, 'driver')
  if (name.length > 63) errors.tooLong(path, 'driver', 63)
  errors.invalidAll(path, 'driver', name, subdomainFaults(name.toLowerCase()))
}

export const csi: SourceRule = (errors, path, source) => {
  validateDriverName(errors, path, source.driver)
  const ref = source.nodePublishSecretRef
  if (ref && !ref.name) errors.required(path, 'nodePublishSecretRef.name')
  else if (ref) errors.invalidAll(path, 'name', ref.name, subdomainFaults(ref.name))
}

export const emptyDir: SourceRule = (errors, path, source) => {
  if (source.sizeLimit !== undefined && nanoOf(source.sizeLimit) < 0n)
    errors.forbidden(path, 'sizeLimit', 'SizeLimit field must be a valid resource quantity')
}

export const gitRepo: SourceRule = (errors, path, source) => {
  if (!source.repository) errors.required(path, 'repository')
  localDescendingPath(errors, path, 'directory', source.directory ?? '')
}

function keysToPaths(errors: FieldErrors, path: Path, items: readonly any[] | undefined, taken?: (file: string) => void): void {
  items?.forEach((entry, i) => {
    const at = item(path, 'items', i)
    if (!entry.key) errors.required(at, 'key')
    if (!entry.path) errors.required(at, 'path')
    localNonReservedPath(errors, at, 'path', entry.path ?? '')
    fileMode(errors, at, 'mode', entry.mode)
    if (entry.path) taken?.(entry.path)
  })
}

export const secret: SourceRule = (errors, path, source) => {
  if (!source.secretName) errors.required(path, 'secretName')
  fileMode(errors, path, 'defaultMode', source.defaultMode)
  keysToPaths(errors, path, source.items)
}

export const configMap: SourceRule = (errors, path, source) => {
  if (!source.name) errors.required(path, 'name')
  fileMode(errors, path, 'defaultMode', source.defaultMode)
  keysToPaths(errors, path, source.items)
}

export const persistentVolumeClaim: SourceRule = needs('claimName')

/** The file's faults stand at the volume, not at the item. */
function downwardFile(errors: FieldErrors, path: Path, file: any): void {
  if (!file.path) errors.required(path, 'path')
  localNonReservedPath(errors, path, 'path', file.path ?? '')
  if (file.fieldRef) {
    validateFieldRef(errors, child(path, 'fieldRef'), file.fieldRef, FILE_FIELDS)
    if (file.resourceFieldRef) errors.invalid(path, '', 'resource', 'fieldRef and resourceFieldRef can not be specified simultaneously')
  } else if (file.resourceFieldRef) validateResourceFieldRef(errors, child(path, 'resourceFieldRef'), file.resourceFieldRef, true)
  else errors.required(path, '', 'one of fieldRef and resourceFieldRef is required')
  fileMode(errors, path, 'mode', file.mode)
}

export const downwardAPI: SourceRule = (errors, path, source) => {
  fileMode(errors, path, 'defaultMode', source.defaultMode)
  for (const file of source.items ?? []) downwardFile(errors, path, file)
}

export const projected: SourceRule = (errors, path, source) => {
  fileMode(errors, path, 'defaultMode', source.defaultMode)
  const files = new Set<string>()
  const take = (file: string, of: string): void => {
    if (files.has(file)) errors.invalid(path, '', of, 'conflicting duplicate paths')
    files.add(file)
  }
  source.sources?.forEach((projection: any, i: number) => {
    const at = item(path, 'sources', i)
    let count = 0
    for (const kind of ['secret', 'configMap'] as const) {
      const given = projection[kind]
      if (!given) continue
      count++
      const own = child(at, kind)
      if (!given.name) errors.required(own, 'name')
      keysToPaths(errors, own, given.items, (file) => take(file, given.name ?? ''))
    }
    if (projection.downwardAPI) {
      count++
      for (const file of projection.downwardAPI.items ?? []) {
        downwardFile(errors, child(at, 'downwardAPI'), file)
        if (file.path) take(file.path, file.path)
      }
    }
    const token = projection.serviceAccountToken
    if (token) {
      count++
      const own = child(at, 'serviceAccountToken')
      const { expirationSeconds = 0 } = token
      if (expirationSeconds < 600)
        errors.invalid(own, 'expirationSeconds', expirationSeconds, 'may not specify a duration less than 10 minutes')
      if (expirationSeconds > 2 ** 32)
        errors.invalid(own, 'expirationSeconds', expirationSeconds, 'may not specify a duration larger than 2^32 seconds')
      if (!token.path) errors.required(path, 'path')
      else localNonReservedPath(errors, path, 'path', token.path)
    }
    const bundle = projection.clusterTrustBundle
    if (bundle) {
      count++
      const own = child(at, 'clusterTrustBundle')
      if (bundle.name === undefined && bundle.signerName === undefined)
        errors.required(own, '', 'either name or signerName must be specified')
      if (bundle.name === '') errors.required(own, 'name', 'must be a valid object name')
      if (!bundle.path) errors.required(own, 'path')
      localNonReservedPath(errors, own, 'path', bundle.path ?? '')
      take(bundle.path ?? '', bundle.path ?? '')
    }
    if (projection.podCertificate) count++
    if (count > 1) errors.forbidden(at, '', 'may not specify more than 1 volume type per source')
  })
}

const PULL_POLICIES = ['Always', 'IfNotPresent', 'Never']

export const image: SourceRule = (errors, path, source) => {
  if (!source.reference) errors.required(path, 'reference')
  errors.oneOf(path, 'pullPolicy', source.pullPolicy, PULL_POLICIES)
}

/** A positive quantity, as a volume's size has to be. */
export function positiveQuantity(errors: FieldErrors, path: Path, leaf: string, quantity: string | number): boolean {
  if (nanoOf(quantity) > 0n) return true
  errors.invalid(path, leaf, canonicalQuantity(String(quantity)), 'must be greater than zero')
  return false
}
