import { ageOf } from '../../../api/duration.ts'
import { equal } from '../../../api/json.ts'
import type { KubeObject } from '../../../api/object.ts'
import { nanoOf, wholeValue } from '../../../api/quantity.ts'
import { rfc3339 } from '../../../api/time.ts'
import type { PersistentVolume, PersistentVolumeSpec } from '../../../api/types.ts'
import type { Resource } from '../../resource.ts'
import { absent } from '../../schema/written-empty.ts'
import { ANNOUNCED } from '../announced.ts'
import { columns, VERBS } from '../define.ts'
import { defaultAzureDisk } from '../pod-spec/defaults.ts'
import { structureDiff } from '../pod-spec/diff.ts'
import { pathNoBacksteps } from '../pod-spec/file-paths.ts'
import { validateNodeSelector } from '../pod-spec/scheduling.ts'
import * as sources from '../pod-spec/seldom-volume-sources.ts'
import { DEPRECATED_VOLUMES } from '../pod-spec/seldom-warnings.ts'
import { hostPath, positiveQuantity, type SourceRule } from '../pod-spec/volume-sources.ts'
import { child, FieldErrors, IMMUTABLE, item, type Path, root } from '../validation/errors.ts'
import { subdomainFaults } from '../validation/names.ts'
import { accessModesText } from './access-modes.ts'
import { VOLUME_MODES, validateAccessModes } from './claim-spec.ts'

const SPEC = root('spec')
const OLD_ANNOTATIONS = [
  ['volume.beta.kubernetes.io/storage-class', 'v1.8', 'storageClassName'],
  ['volume.beta.kubernetes.io/mount-options', 'v1.31', 'mountOptions'],
] as const
const RECLAIM = ['Delete', 'Recycle', 'Retain']

const local: SourceRule = (errors, path, source) => {
  if (!source.path) return errors.required(path, 'path')
  pathNoBacksteps(errors, path, 'path', source.path)
}

const csi: SourceRule = (errors, path, source) => {
  sources.validateDriverName(errors, path, source.driver)
  if (!source.volumeHandle) errors.required(path, 'volumeHandle')
  for (const name of [
    'controllerPublishSecretRef',
    'controllerExpandSecretRef',
    'nodePublishSecretRef',
    'nodeStageSecretRef',
    'nodeExpandSecretRef',
  ])
    sources.secretReference(errors, path, name, source[name], true)
}

/** The kinds of volumes, in the order in which they are looked for. */
const SOURCES: readonly (readonly [keyof PersistentVolumeSpec, SourceRule])[] = [
  ['hostPath', hostPath],
  ['gcePersistentDisk', sources.gcePersistentDisk],
  ['awsElasticBlockStore', sources.awsElasticBlockStore],
  ['glusterfs', sources.glusterfs],
  ['flocker', sources.flocker],
  ['nfs', sources.nfs],
  ['rbd', sources.rbd],
  ['quobyte', sources.quobyte],
  ['cephfs', sources.cephfs],
  ['iscsi', sources.iscsi],
  ['cinder', sources.cinder],
  ['fc', sources.fc],
  ['flexVolume', sources.flexVolume],
  ['azureFile', sources.azureFile],
  ['vsphereVolume', sources.vsphereVolume],
  ['photonPersistentDisk', sources.photonPersistentDisk],
  ['portworxVolume', sources.portworxVolume],
  ['azureDisk', sources.azureDisk],
  ['scaleIO', sources.scaleIO],
  ['local', local],
  ['storageos', sources.storageos],
  ['csi', csi],
]

export const persistentvolumes: Resource<PersistentVolume & KubeObject> = {
  ...ANNOUNCED.persistentvolumes,
  verbs: VERBS,
  defaults(volume) {
    volume.spec ??= {}
    volume.status ??= {}
    volume.status.phase ||= 'Pending'
    const { spec } = volume
    spec.persistentVolumeReclaimPolicy ||= 'Retain'
    spec.volumeMode ??= 'Filesystem'
    if (spec.hostPath) spec.hostPath.type ??= ''
    if (spec.iscsi) spec.iscsi.iscsiInterface ||= 'default'
    if (spec.azureDisk) defaultAzureDisk(spec.azureDisk)
    if (spec.rbd) {
      spec.rbd.pool ||= 'rbd'
      spec.rbd.user ||= 'admin'
      spec.rbd.keyring ||= '/etc/ceph/keyring'
    }
    if (spec.scaleIO) {
      spec.scaleIO.storageMode ||= 'ThinProvisioned'
      spec.scaleIO.fsType ||= 'xfs'
    }
  },
  prepareForCreate(volume, { now }) {
    volume.status = { lastPhaseTransitionTime: rfc3339(now), phase: 'Pending' }
  },
  prepareForUpdate(volume, old) {
    volume.status = old.status
  },
  prepareForStatusUpdate(volume, old) {
    volume.spec = old.spec
  },
  validate(volume) {
    const errors = new FieldErrors()
    validateVolumeSpec(errors, volume.spec ?? {})
    return errors.list
  },
  validateUpdate(volume, old) {
    const errors = new FieldErrors()
    if (volume.spec === old.spec) return errors.list
    const { spec = {} } = volume
    const { spec: before = {} } = old
    validateVolumeSpec(errors, spec)
    if (!equal(sourceOf(spec), sourceOf(before)))
      errors.forbidden(
        SPEC,
        'persistentvolumesource',
        `spec.persistentvolumesource is immutable after creation\n${structureDiff(sourceOf(before), sourceOf(spec))}`,
      )
    if (spec.volumeMode !== before.volumeMode) errors.invalid(root('volumeMode'), '', spec.volumeMode, IMMUTABLE)
    if (before.nodeAffinity && !equal(spec.nodeAffinity, before.nodeAffinity))
      errors.invalid(root('nodeAffinity'), '', spec.nodeAffinity, IMMUTABLE)
    return errors.list
  },
  warnings({ metadata, spec = {} }) {
    const out: string[] = []
    for (const [name, since, field] of OLD_ANNOTATIONS)
      if (metadata.annotations?.[name] !== undefined)
        out.push(`metadata.annotations[${name}]: deprecated since ${since}; use "${field}" attribute instead`)
    if (spec.persistentVolumeReclaimPolicy === 'Recycle')
      out.push(
        'spec.persistentVolumeReclaimPolicy: The Recycle reclaim policy is deprecated. Instead, the recommended approach is to use dynamic provisioning.',
      )
    for (const [name, shown, text] of DEPRECATED_VOLUMES) if (spec[name as keyof PersistentVolumeSpec]) out.push(`spec.${shown}: ${text}`)
    return out
  },
  columns: columns('Name|Capacity|Access Modes|Reclaim Policy|Status|Claim|StorageClass|VolumeAttributesClass|Reason|Age|+VolumeMode'),
  cells(volume, now) {
    const { spec = {}, status = {}, metadata } = volume
    const { claimRef } = spec
    return [
      metadata.name ?? '',
      spec.capacity?.['storage'] ?? '',
      accessModesText(spec.accessModes),
      spec.persistentVolumeReclaimPolicy ?? '',
      metadata.deletionTimestamp ? 'Terminating' : (status.phase ?? ''),
      claimRef ? `${claimRef.namespace}/${claimRef.name}` : '',
      spec.storageClassName ?? '',
      spec.volumeAttributesClassName ?? '<unset>',
      status.reason ?? '',
      ageOf(metadata.creationTimestamp, now),
      spec.volumeMode ?? '<unset>',
    ]
  },
}

/** The field of the spec that says what kind of volume it is. */
function sourceOf(spec: PersistentVolumeSpec): Record<string, unknown> {
  return Object.fromEntries(SOURCES.filter(([name]) => spec[name]).map(([name]) => [name, spec[name]]))
}

function validateVolumeSpec(errors: FieldErrors, spec: PersistentVolumeSpec): void {
  const { accessModes = [], capacity = {} } = spec
  if (accessModes.length === 0) errors.required(SPEC, 'accessModes')
  validateAccessModes(errors, SPEC, accessModes)
  if (Object.keys(capacity).length === 0) errors.required(SPEC, 'capacity')
  if (capacity['storage'] === undefined || Object.keys(capacity).length > 1)
    errors.notSupported(SPEC, 'capacity', spec.capacity ?? absent(spec, 'capacity'), ['storage'])
  for (const name of Object.keys(capacity).sort()) validateCapacity(errors, item(SPEC, 'capacity', name), capacity[name] as string)
  if (spec.persistentVolumeReclaimPolicy && !RECLAIM.includes(spec.persistentVolumeReclaimPolicy))
    errors.notSupported(SPEC, 'persistentVolumeReclaimPolicy', spec.persistentVolumeReclaimPolicy, RECLAIM)
  validateVolumeAffinity(errors, spec)
  validateSource(errors, spec)
  if (spec.hostPath && /^\/+$/.test(spec.hostPath.path ?? '') && spec.persistentVolumeReclaimPolicy === 'Recycle')
    errors.forbidden(SPEC, 'persistentVolumeReclaimPolicy', "may not be 'recycle' for a hostPath mount of '/'")
  if (spec.storageClassName) errors.invalidAll(SPEC, 'storageClassName', spec.storageClassName, subdomainFaults(spec.storageClassName))
  if (spec.volumeMode !== undefined && !VOLUME_MODES.includes(spec.volumeMode))
    errors.notSupported(SPEC, 'volumeMode', spec.volumeMode, VOLUME_MODES)
  const attributes = spec.volumeAttributesClassName
  if (attributes === undefined) return
  if (attributes === '') errors.required(SPEC, 'volumeAttributesClassName', 'an empty string is disallowed')
  else errors.invalidAll(SPEC, 'volumeAttributesClassName', attributes, subdomainFaults(attributes))
  if (!spec.csi) errors.required(SPEC, 'csi', 'has to be specified when using volumeAttributesClassName')
}

function validateCapacity(errors: FieldErrors, at: Path, quantity: string): void {
  if (nanoOf(quantity) < 0n) errors.invalid(at, '', wholeValue(quantity), NOT_A_SIZE)
  positiveQuantity(errors, at, '', quantity)
}

const NOT_A_SIZE = 'must be a valid resource quantity'

function validateVolumeAffinity(errors: FieldErrors, { nodeAffinity }: PersistentVolumeSpec): void {
  if (!nodeAffinity) return
  const path = child(SPEC, 'nodeAffinity')
  if (nodeAffinity.required) validateNodeSelector(errors, child(path, 'required'), nodeAffinity.required)
  else errors.required(path, 'required', 'must specify required node constraints')
}

function validateSource(errors: FieldErrors, spec: PersistentVolumeSpec): void {
  let found = false
  for (const [name, rule] of SOURCES) {
    const source = spec[name]
    if (!source) continue
    if (found) errors.forbidden(SPEC, name, 'may not specify more than 1 volume type')
    else {
      rule(errors, child(SPEC, name), source, spec as never)
      if (name === 'local' && !spec.nodeAffinity) errors.required(SPEC, 'nodeAffinity', 'Local volume requires node affinity')
    }
    found = true
  }
  if (!found) errors.required(SPEC, '', 'must specify a volume type')
}
