import { validateClaimTemplate } from '../core/claim-spec.ts'
import { child, type FieldErrors, inclusiveRange, item, type Path } from '../validation/errors.ts'
import { labelFaults, subdomainFaults } from '../validation/names.ts'
import { localDescendingPath } from './file-paths.ts'
import { needs, type SourceRule } from './volume-sources.ts'

/** A Secret reference of a PersistentVolume's driver: name and namespace. */
export function secretReference(errors: FieldErrors, path: Path, leaf: string, ref: any, withNamespace: boolean): void {
  if (!ref) return
  const at = child(path, leaf)
  if (!ref.name) errors.required(at, 'name')
  if (withNamespace && !ref.namespace) errors.required(at, 'namespace')
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

export const gitRepo: SourceRule = (errors, path, source) => {
  if (!source.repository) errors.required(path, 'repository')
  localDescendingPath(errors, path, 'directory', source.directory ?? '')
}

export const ephemeral: SourceRule = (errors, path, source) => {
  if (!source.volumeClaimTemplate) errors.required(path, 'volumeClaimTemplate')
  else validateClaimTemplate(errors, child(path, 'volumeClaimTemplate'), source.volumeClaimTemplate)
}
