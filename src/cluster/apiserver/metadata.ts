import { byteLength } from '../../sim/byte-length.ts'
import type { KubeObject } from '../api/object.ts'
import type { FieldError } from './field-error.ts'
import type { Resource } from './resource.ts'
import { dns1123LabelFaults, dns1123SubdomainFaults, labelValueFaults, pathSegmentFaults, qualifiedNameFaults } from './selectors/names.ts'

const ANNOTATIONS_LIMIT = 256 * 1024
/** Finalizers without a domain that Kubernetes itself uses. */
const STANDARD_FINALIZERS = new Set(['kubernetes', 'foregroundDeletion', 'orphan'])

function invalidValue(field: string, value: unknown, why: string): FieldError {
  return { reason: 'FieldValueInvalid', field, message: `Invalid value: ${value === undefined ? 'null' : JSON.stringify(value)}: ${why}` }
}

/** Takes a field out. Mostly it is not there, and then V8 need not be asked to change the object's shape. */
export function drop(metadata: KubeObject['metadata'], field: keyof KubeObject['metadata']): void {
  if (metadata[field] !== undefined) delete metadata[field]
}

/** apimachinery's ValidateObjectMeta. */
export function validateMetadata(resource: Resource, object: KubeObject): FieldError[] {
  const { metadata } = object
  const errors: FieldError[] = []
  const nameFaults = resource.validateName ?? dns1123SubdomainFaults
  if (metadata.generateName) {
    const prefix = metadata.generateName.endsWith('-') ? `${metadata.generateName.slice(0, -1)}a` : metadata.generateName
    for (const why of nameFaults(prefix, true)) errors.push(invalidValue('metadata.generateName', metadata.generateName, why))
  }
  if (!metadata.name)
    errors.push({ reason: 'FieldValueRequired', field: 'metadata.name', message: 'Required value: name or generateName is required' })
  else for (const why of nameFaults(metadata.name, false)) errors.push(invalidValue('metadata.name', metadata.name, why))
  if (resource.namespaced) {
    if (!metadata.namespace) errors.push({ reason: 'FieldValueRequired', field: 'metadata.namespace', message: 'Required value' })
    else for (const why of dns1123LabelFaults(metadata.namespace)) errors.push(invalidValue('metadata.namespace', metadata.namespace, why))
  }
  validateParts(metadata, errors)
  if (metadata.name && errors.length === 0)
    for (const why of pathSegmentFaults(metadata.name, false)) errors.push(invalidValue('metadata.name', metadata.name, why))
  return errors
}

/** Labels, annotations, owners, finalizers. */
function validateParts(metadata: KubeObject['metadata'], errors: FieldError[]): void {
  if (metadata.labels) validateLabels(metadata.labels, 'metadata.labels', errors)
  if (metadata.annotations) validateAnnotations(metadata.annotations, 'metadata.annotations', errors)
  if (metadata.ownerReferences) validateOwners(metadata.ownerReferences, errors)
  if (metadata.finalizers) validateFinalizers(metadata.finalizers, errors)
}

export function validateLabels(labels: Record<string, string>, field: string, errors: FieldError[]): void {
  if (areGood(labels)) return
  for (const key of Object.keys(labels).sort()) {
    for (const why of qualifiedNameFaults(key)) errors.push(invalidValue(field, key, why))
    for (const why of labelValueFaults(labels[key] as string)) errors.push(invalidValue(field, labels[key], why))
  }
}

function areGood(labels: Record<string, string>): boolean {
  for (const key in labels) if (qualifiedNameFaults(key).length > 0 || labelValueFaults(labels[key] as string).length > 0) return false
  return true
}

export function validateAnnotations(annotations: Record<string, string>, field: string, errors: FieldError[]): void {
  let total = 0
  let good = true
  for (const key in annotations) {
    total += byteLength(key) + byteLength(annotations[key] as string)
    good &&= qualifiedNameFaults(key.toLowerCase()).length === 0
  }
  if (!good)
    for (const key of Object.keys(annotations).sort())
      for (const why of qualifiedNameFaults(key.toLowerCase())) errors.push(invalidValue(field, key, why))
  if (total > ANNOTATIONS_LIMIT)
    errors.push({ reason: 'FieldValueTooLong', field, message: `Too long: may not be more than ${ANNOTATIONS_LIMIT} bytes` })
}

function validateOwners(owners: readonly Record<string, any>[], errors: FieldError[]): void {
  const field = 'metadata.ownerReferences'
  let controller: string | undefined
  for (const owner of owners) {
    if (!/^[^/]*(\/[^/]+)?$/.test(owner['apiVersion'] || '/'))
      errors.push(invalidValue(`${field}.apiVersion`, owner['apiVersion'] ?? '', 'version must not be empty'))
    for (const part of ['kind', 'name', 'uid'])
      if (!owner[part]) errors.push(invalidValue(`${field}.${part}`, owner[part] ?? '', `${part} must not be empty`))
    if (owner['apiVersion'] === 'v1' && owner['kind'] === 'Event')
      errors.push(invalidValue(field, owner, '/v1, Kind=Event is disallowed from being an owner'))
    if (owner['controller'] !== true) continue
    const name = `${owner['kind']}/${owner['name']}`
    if (controller === undefined) controller = name
    else {
      const why = `Only one reference can have Controller set to true. Found "true" in references for ${controller} and ${name}`
      errors.push(invalidValue(field, owners, why))
    }
  }
}

/** A finalizer's name: its form, told of at `field`, and whether it is a known or a qualified one, told of at `own`. */
export function validateFinalizer(finalizer: string, field: string, own: string, errors: FieldError[]): void {
  for (const why of qualifiedNameFaults(finalizer)) errors.push(invalidValue(field, finalizer, why))
  if (!finalizer.includes('/') && !STANDARD_FINALIZERS.has(finalizer))
    errors.push(invalidValue(own, finalizer, 'name is neither a standard finalizer name nor is it fully qualified'))
}

function validateFinalizers(finalizers: readonly string[], errors: FieldError[]): void {
  const field = 'metadata.finalizers'
  finalizers.forEach((finalizer, i) => {
    validateFinalizer(finalizer, field, `${field}[${i}]`, errors)
  })
  if (finalizers.includes('orphan') && finalizers.includes('foregroundDeletion'))
    errors.push(invalidValue(field, finalizers, 'finalizers orphan and foregroundDeletion cannot be both set'))
}

/** apimachinery's ValidateObjectMetaUpdate, with the rules that hold for every object. */
export function validateMetadataUpdate(object: KubeObject, old: KubeObject): FieldError[] {
  const { metadata } = object
  const before = old.metadata
  const errors: FieldError[] = []
  if (metadata === before) return errors
  if (before.deletionTimestamp) {
    const added = (metadata.finalizers ?? []).filter((finalizer) => !before.finalizers?.includes(finalizer))
    if (added.length > 0)
      errors.push({
        reason: 'FieldValueForbidden',
        field: 'metadata.finalizers',
        message: `Forbidden: no new finalizers can be added if the object is being deleted, found new finalizers []string{${added.map((item) => JSON.stringify(item)).join(', ')}}`,
      })
  }
  const immutable = ['name', 'namespace', 'uid', 'creationTimestamp', 'deletionTimestamp', 'deletionGracePeriodSeconds'] as const
  for (const key of immutable)
    if ((metadata[key] ?? undefined) !== (before[key] ?? undefined))
      errors.push(invalidValue(`metadata.${key}`, metadata[key], 'field is immutable'))
  const { labels, annotations, ownerReferences, finalizers } = metadata
  if (labels && labels !== before.labels) validateLabels(labels, 'metadata.labels', errors)
  if (annotations && annotations !== before.annotations) validateAnnotations(annotations, 'metadata.annotations', errors)
  if (ownerReferences && ownerReferences !== before.ownerReferences) validateOwners(ownerReferences, errors)
  if (finalizers && finalizers !== before.finalizers) validateFinalizers(finalizers, errors)
  return errors
}
