import { canonicalQuantity, nanoOf } from '../../../api/quantity.ts'
import type { Volume } from '../../../api/types.ts'
import { child, type FieldErrors, item, type Path } from '../validation/errors.ts'
import { FILE_FIELDS, validateFieldRef, validateResourceFieldRef } from './downward.ts'
import { fileMode, localNonReservedPath, pathNoBacksteps } from './file-paths.ts'

/** What one kind of volume has to look like. `path` is the source's own place. */
export type SourceRule = (errors: FieldErrors, path: Path, source: any, volume: Volume) => void

/** Fields that must not be empty. */
export function needs(...names: string[]): SourceRule {
  return (errors, path, source) => {
    for (const name of names) if (!source[name]?.length) errors.required(path, name)
  }
}

const HOST_PATH_TYPES = ['', 'BlockDevice', 'CharDevice', 'Directory', 'DirectoryOrCreate', 'File', 'FileOrCreate', 'Socket']

export const hostPath: SourceRule = (errors, path, source) => {
  if (!source.path) return errors.required(path, 'path')
  pathNoBacksteps(errors, path, 'path', source.path)
  if (source.type !== undefined && !HOST_PATH_TYPES.includes(source.type)) errors.notSupported(path, 'type', source.type, HOST_PATH_TYPES)
}

export const emptyDir: SourceRule = (errors, path, source) => {
  if (source.sizeLimit !== undefined && nanoOf(source.sizeLimit) < 0n)
    errors.forbidden(path, 'sizeLimit', 'SizeLimit field must be a valid resource quantity')
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
