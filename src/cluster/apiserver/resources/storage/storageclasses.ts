import { ageOf } from '../../../api/duration.ts'
import { equal } from '../../../api/json.ts'
import type { KubeObject } from '../../../api/object.ts'
import type { Resource } from '../../resource.ts'
import { ANNOUNCED } from '../announced.ts'
import { columns, VERBS } from '../define.ts'
import { FieldErrors, root } from '../validation/errors.ts'
import { qualifiedFaults } from '../validation/labels.ts'

interface StorageClass extends KubeObject {
  provisioner?: string
  parameters?: Record<string, string>
  reclaimPolicy?: string
  mountOptions?: string[]
  allowVolumeExpansion?: boolean
  volumeBindingMode?: string
  allowedTopologies?: unknown[]
}

const DEFAULT_CLASS = 'storageclass.kubernetes.io/is-default-class'
const RECLAIM = ['Delete', 'Retain']
const BINDING = ['Immediate', 'WaitForFirstConsumer']

export const storageclasses: Resource<StorageClass> = {
  ...ANNOUNCED.storageclasses,
  verbs: VERBS,
  defaults(storage) {
    storage.reclaimPolicy ??= 'Delete'
    storage.volumeBindingMode ??= 'Immediate'
  },
  validate(storage) {
    const errors = new FieldErrors()
    validateClass(errors, storage)
    return errors.list
  },
  validateUpdate(storage, old) {
    const errors = new FieldErrors()
    validateClass(errors, storage)
    if (!equal(storage.parameters, old.parameters)) errors.forbidden(root('parameters'), '', 'updates to parameters are forbidden.')
    if (storage.provisioner !== old.provisioner) errors.forbidden(root('provisioner'), '', 'updates to provisioner are forbidden.')
    if (storage.reclaimPolicy !== old.reclaimPolicy) errors.forbidden(root('reclaimPolicy'), '', 'updates to reclaimPolicy are forbidden.')
    if (storage.volumeBindingMode !== old.volumeBindingMode)
      errors.invalid(root('volumeBindingMode'), '', storage.volumeBindingMode, 'field is immutable')
    return errors.list
  },
  columns: columns('Name|Provisioner|ReclaimPolicy|VolumeBindingMode|AllowVolumeExpansion|Age'),
  cells(storage, now) {
    const { metadata } = storage
    const isDefault = metadata.annotations?.[DEFAULT_CLASS] === 'true'
    return [
      `${metadata.name ?? ''}${isDefault ? ' (default)' : ''}`,
      storage.provisioner ?? '',
      storage.reclaimPolicy ?? 'Delete',
      storage.volumeBindingMode ?? '<unset>',
      storage.allowVolumeExpansion ?? false,
      ageOf(metadata.creationTimestamp, now),
    ]
  },
}

/** All parameters together, bytes. */
const LARGEST_PARAMETERS = 256 * 1024

function validateClass(errors: FieldErrors, { provisioner, parameters, reclaimPolicy = '', volumeBindingMode }: StorageClass): void {
  if (!provisioner) errors.required(root('provisioner'), '')
  else errors.invalidAll(root('provisioner'), '', provisioner, qualifiedFaults(provisioner.toLowerCase()))
  const names = Object.keys(parameters ?? {})
  if (names.includes('')) errors.invalid(root('parameters'), '', '', 'field can not be empty.')
  if (names.reduce((sum, key) => sum + key.length + (parameters?.[key]?.length ?? 0), 0) > LARGEST_PARAMETERS)
    errors.tooLong(root('parameters'), '', LARGEST_PARAMETERS)
  if (reclaimPolicy !== '' && !RECLAIM.includes(reclaimPolicy)) errors.notSupported(root('reclaimPolicy'), '', reclaimPolicy, RECLAIM)
  if (volumeBindingMode === undefined) errors.required(root('volumeBindingMode'), '')
  else if (!BINDING.includes(volumeBindingMode)) errors.notSupported(root('volumeBindingMode'), '', volumeBindingMode, BINDING)
}
