import { ageOf } from '../../../api/duration.ts'
import { equal } from '../../../api/json.ts'
import type { KubeObject } from '../../../api/object.ts'
import { compareQuantities } from '../../../api/quantity.ts'
import type { PersistentVolumeClaim, PersistentVolumeClaimSpec } from '../../../api/types.ts'
import type { Resource } from '../../resource.ts'
import { ANNOUNCED } from '../announced.ts'
import { columns, VERBS } from '../define.ts'
import { structureDiff } from '../pod-spec/diff.ts'
import { FieldErrors, GoStruct, IMMUTABLE, root } from '../validation/errors.ts'
import { accessModesText } from './access-modes.ts'
import { claimWarnings, validateClaimSpec } from './claim-spec.ts'

const SPEC = root('spec')
const OLD_CLASS = 'volume.beta.kubernetes.io/storage-class'

export const persistentvolumeclaims: Resource<PersistentVolumeClaim & KubeObject> = {
  ...ANNOUNCED.persistentvolumeclaims,
  verbs: VERBS,
  defaults(claim) {
    claim.spec ??= {}
    claim.status ??= {}
    claim.status.phase ||= 'Pending'
    claim.spec.volumeMode ??= 'Filesystem'
    claim.spec.resources ??= {}
  },
  prepareForCreate(claim) {
    claim.status = { phase: 'Pending' }
  },
  prepareForUpdate(claim, old) {
    claim.status = old.status
  },
  prepareForStatusUpdate(claim, old) {
    claim.spec = old.spec
  },
  validate(claim) {
    const errors = new FieldErrors()
    validateClaimSpec(errors, SPEC, claim.spec ?? {})
    return errors.list
  },
  validateUpdate(claim, old) {
    const errors = new FieldErrors()
    if (claim.spec !== old.spec) validateClaimUpdate(errors, claim, old)
    return errors.list
  },
  warnings(claim) {
    const out: string[] = []
    if (claim.metadata.annotations?.[OLD_CLASS] !== undefined)
      out.push(`metadata.annotations[${OLD_CLASS}]: deprecated since v1.8; use "storageClassName" attribute instead`)
    return [...out, ...claimWarnings('spec', claim.spec)]
  },
  columns: columns('Name|Status|Volume|Capacity|Access Modes|StorageClass|VolumeAttributesClass|Age|+VolumeMode'),
  cells(claim, now) {
    const { spec = {}, status = {}, metadata } = claim
    const bound = Boolean(spec.volumeName)
    return [
      metadata.name ?? '',
      metadata.deletionTimestamp ? 'Terminating' : (status.phase ?? ''),
      spec.volumeName ?? '',
      bound ? (status.capacity?.['storage'] ?? '0') : '',
      bound ? accessModesText(status.accessModes) : '',
      metadata.annotations?.[OLD_CLASS] ?? spec.storageClassName ?? '',
      spec.volumeAttributesClassName ?? '<unset>',
      ageOf(metadata.creationTimestamp, now),
      spec.volumeMode ?? '<unset>',
    ]
  },
}

const ONLY_SIZE = 'spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims'

/** A bound claim may grow and change its class of attributes, a new one may be bound; nothing else changes. */
function validateClaimUpdate(errors: FieldErrors, claim: PersistentVolumeClaim, old: PersistentVolumeClaim): void {
  const { spec = {} } = claim
  const { spec: before = {}, status = {} } = old
  validateClaimSpec(errors, SPEC, spec)
  const bound = status.phase === 'Bound'
  const munged: PersistentVolumeClaimSpec = { ...spec }
  if (!before.volumeName) assign(munged, 'volumeName', before.volumeName)
  if (before.storageClassName === undefined && spec.storageClassName !== undefined)
    assign(munged, 'storageClassName', before.storageClassName)
  if (bound) {
    assign(munged, 'resources', before.resources)
    assign(munged, 'volumeAttributesClassName', before.volumeAttributesClassName)
  }
  if (!equal(munged, before)) errors.forbidden(SPEC, '', `${ONLY_SIZE}\n${structureDiff(internalClaim(before), internalClaim(munged))}`)
  const size = spec.resources?.requests?.['storage']
  const capacity = status.capacity?.['storage']
  const least = before.resources?.requests?.['storage']
  if (size !== undefined && least !== undefined && compareQuantities(size, least) < 0) {
    if (capacity === undefined || compareQuantities(size, capacity) <= 0)
      errors.forbidden(SPEC, 'resources.requests.storage', 'field can not be less than status.capacity')
  }
  if (spec.volumeMode !== before.volumeMode) errors.invalid(root('volumeMode'), '', spec.volumeMode, IMMUTABLE)
}

function assign<K extends keyof PersistentVolumeClaimSpec>(
  spec: PersistentVolumeClaimSpec,
  key: K,
  value: PersistentVolumeClaimSpec[K] | undefined,
): void {
  if (value === undefined) delete spec[key]
  else spec[key] = value
}

const GO_FIELDS: readonly (keyof PersistentVolumeClaimSpec)[] = [
  'accessModes',
  'selector',
  'resources',
  'volumeName',
  'storageClassName',
  'volumeMode',
  'dataSource',
  'dataSourceRef',
  'volumeAttributesClassName',
]

/** The claim's spec as the internal type shows it. */
function internalClaim(spec: PersistentVolumeClaimSpec): GoStruct {
  const shown = (name: keyof PersistentVolumeClaimSpec): unknown => {
    if (name === 'resources') return new GoStruct({ Limits: spec.resources?.limits ?? null, Requests: spec.resources?.requests ?? null })
    return spec[name] ?? (name === 'volumeName' ? '' : null)
  }
  return new GoStruct(Object.fromEntries(GO_FIELDS.map((name) => [(name[0] as string).toUpperCase() + name.slice(1), shown(name)])))
}
