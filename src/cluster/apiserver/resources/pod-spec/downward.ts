import { canonicalQuantity, nanoOf } from '../../../api/quantity.ts'
import type { ObjectFieldSelector, ResourceFieldSelector } from '../../../api/types.ts'
import type { FieldErrors, Path } from '../validation/errors.ts'
import { qualifiedFaults } from '../validation/labels.ts'

/** Fields of a Pod that its containers can read: in environment variables, and in files. */
export const ENV_FIELDS = [
  'metadata.name',
  'metadata.namespace',
  'metadata.uid',
  'spec.nodeName',
  'spec.serviceAccountName',
  'status.hostIP',
  'status.hostIPs',
  'status.podIP',
  'status.podIPs',
]
export const FILE_FIELDS = ['metadata.annotations', 'metadata.labels', 'metadata.name', 'metadata.namespace', 'metadata.uid']
/** What the conversion of field labels knows; the two lists above are narrower. */
const CONVERTED = new Set([...ENV_FIELDS, ...FILE_FIELDS, 'spec.restartPolicy', 'spec.schedulerName', 'status.phase'])

const RESOURCES = [
  'limits.cpu',
  'limits.ephemeral-storage',
  'limits.memory',
  'requests.cpu',
  'requests.ephemeral-storage',
  'requests.memory',
]
const CPU_DIVISORS = ['1m', '1']
const SIZE_DIVISORS = ['1', '1k', '1M', '1G', '1T', '1P', '1E', '1Ki', '1Mi', '1Gi', '1Ti', '1Pi', '1Ei']
const isHugePages = (resource: string): boolean => /^(?:requests|limits)\.hugepages-/.test(resource)

export function validateFieldRef(errors: FieldErrors, path: Path, ref: ObjectFieldSelector, fields: readonly string[]): void {
  const { apiVersion, fieldPath } = ref
  if (!apiVersion) return errors.required(path, 'apiVersion')
  if (!fieldPath) return errors.required(path, 'fieldPath')
  const fault = (why: string): void => errors.invalid(path, 'fieldPath', fieldPath, `error converting fieldPath: ${why}`)
  if (apiVersion !== 'v1') return fault(`unsupported pod version: ${apiVersion}`)
  const subscript = /^([\w.]*)\['(.*)'\]$/s.exec(fieldPath)
  if (subscript) {
    const [, base = '', key = ''] = subscript
    if (base !== 'metadata.annotations' && base !== 'metadata.labels') return fault(`field label does not support subscript: ${fieldPath}`)
    errors.invalidAll(
      path,
      '',
      base === 'metadata.annotations' ? key.toLowerCase() : key,
      qualifiedFaults(base === 'metadata.annotations' ? key.toLowerCase() : key),
    )
    return
  }
  if (!CONVERTED.has(fieldPath)) return fault(`field label not supported: ${fieldPath}`)
  if (!fields.includes(fieldPath)) errors.notSupported(path, 'fieldPath', fieldPath, fields)
}

export function validateResourceFieldRef(errors: FieldErrors, path: Path, ref: ResourceFieldSelector, inVolume: boolean): void {
  const { containerName, resource = '', divisor } = ref
  if (inVolume && !containerName) errors.required(path, 'containerName')
  else if (!resource) errors.required(path, 'resource')
  else if (!RESOURCES.includes(resource) && !isHugePages(resource)) errors.notSupported(path, 'resource', resource, RESOURCES)
  if (divisor === undefined || nanoOf(divisor) === 0n) return
  const unit = canonicalQuantity(String(divisor))
  const isCpu = resource.endsWith('.cpu')
  if (!RESOURCES.includes(resource) && !isHugePages(resource)) return
  const allowed = isCpu ? CPU_DIVISORS : SIZE_DIVISORS
  if (allowed.includes(unit)) return
  const name = isCpu ? 'cpu' : isHugePages(resource) ? 'hugepages' : resource.endsWith('.memory') ? 'memory' : 'local ephemeral storage'
  const listed = isCpu ? '1m and 1' : SIZE_DIVISORS.join(', ')
  errors.invalid(path, 'divisor', resource, `only divisor's values ${listed} are supported with the ${name} resource`)
}
