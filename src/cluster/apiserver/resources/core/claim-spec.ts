import { nanoOf } from '../../../api/quantity.ts'
import type { LabelSelector, PersistentVolumeClaimSpec, PersistentVolumeClaimTemplate } from '../../../api/types.ts'
import { validateQuantity } from '../pod-spec/resources.ts'
import { positiveQuantity } from '../pod-spec/volume-sources.ts'
import { child, type FieldErrors, item, type Path } from '../validation/errors.ts'
import { selectorAt, validateAnnotations, validateLabels } from '../validation/labels.ts'
import { labelFaults, subdomainFaults } from '../validation/names.ts'

const ACCESS_MODES = ['ReadOnlyMany', 'ReadWriteMany', 'ReadWriteOnce', 'ReadWriteOncePod']
export const VOLUME_MODES = ['Block', 'Filesystem']

export function validateAccessModes(errors: FieldErrors, path: Path, modes: readonly string[]): void {
  for (const mode of modes) if (!ACCESS_MODES.includes(mode)) errors.notSupported(path, 'accessModes', mode, ACCESS_MODES)
  if (modes.includes('ReadWriteOncePod') && modes.some((mode) => mode !== 'ReadWriteOncePod' && ACCESS_MODES.includes(mode)))
    errors.forbidden(path, 'accessModes', 'may not use ReadWriteOncePod with other access modes')
}

export function validateClaimSpec(errors: FieldErrors, path: Path, spec: PersistentVolumeClaimSpec): void {
  if (!spec.accessModes?.length) errors.required(path, 'accessModes', 'at least 1 access mode is required')
  selectorAt(errors, path, 'selector', spec.selector as LabelSelector | undefined)
  validateAccessModes(errors, path, spec.accessModes ?? [])
  const size = spec.resources?.requests?.['storage']
  const at = item(path, 'resources', 'storage')
  if (size === undefined) errors.required(at, '')
  else if (positiveQuantity(errors, at, '', size)) validateQuantity(errors, at, '', 'storage', size)
  if (spec.storageClassName) errors.invalidAll(path, 'storageClassName', spec.storageClassName, subdomainFaults(spec.storageClassName))
  if (spec.volumeMode !== undefined && !VOLUME_MODES.includes(spec.volumeMode))
    errors.notSupported(path, 'volumeMode', spec.volumeMode, VOLUME_MODES)
  for (const name of ['dataSource', 'dataSourceRef'] as const) {
    const source = spec[name]
    if (!source) continue
    const own = child(path, name)
    if (!source.name) errors.required(own, 'name')
    if (!source.kind) errors.required(own, 'kind')
    if (!source.apiGroup) {
      if (source.kind !== 'PersistentVolumeClaim')
        errors.invalid(own, '', source.kind ?? '', "must be 'PersistentVolumeClaim' when referencing the default apiGroup")
    } else errors.invalidAll(own, 'apiGroup', source.apiGroup, subdomainFaults(source.apiGroup))
    const namespace = (source as { namespace?: string }).namespace
    if (namespace) errors.invalidAll(own, 'namespace', namespace, labelFaults(namespace))
  }
  if (spec.volumeAttributesClassName)
    errors.invalidAll(path, 'volumeAttributesClassName', spec.volumeAttributesClassName, subdomainFaults(spec.volumeAttributesClassName))
}

/** A size in parts of a byte is rounded up. `prefix` is the place of the spec: `spec`. */
export function claimWarnings(prefix: string, spec: PersistentVolumeClaimSpec | undefined): string[] {
  const size = spec?.resources?.requests?.['storage']
  if (size === undefined || nanoOf(size) % 1_000_000_000n === 0n) return []
  return [`${prefix}.resources.requests[storage]: fractional byte value "${size}" is invalid, must be an integer`]
}

/** The claim that a volume of a Pod makes for itself: of its metadata only labels and annotations count. */
export function validateClaimTemplate(errors: FieldErrors, path: Path, template: PersistentVolumeClaimTemplate): void {
  const metadata = template.metadata ?? {}
  const at = child(path, 'metadata')
  validateAnnotations(errors, at, 'annotations', metadata.annotations)
  validateLabels(errors, at, 'labels', metadata.labels)
  for (const name of ['name', 'generateName', 'namespace', 'finalizers', 'ownerReferences'] as const)
    if (metadata[name]?.length) errors.forbidden(at, name, 'cannot be set')
  validateClaimSpec(errors, child(path, 'spec'), template.spec ?? ({} as PersistentVolumeClaimSpec))
}
