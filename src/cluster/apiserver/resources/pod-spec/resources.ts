import { canonicalQuantity, compareQuantities, nanoOf } from '../../../api/quantity.ts'
import type { ResourceRequirements } from '../../../api/types.ts'
import { type FieldErrors, IS_NEGATIVE, item, type Path } from '../validation/errors.ts'
import { qualifiedFaults } from '../validation/labels.ts'

const CONTAINER = ['cpu', 'memory', 'ephemeral-storage']
const STANDARD = new Set([
  ...CONTAINER,
  'requests.cpu',
  'requests.memory',
  'requests.ephemeral-storage',
  'limits.cpu',
  'limits.memory',
  'limits.ephemeral-storage',
  'pods',
  'resourcequotas',
  'services',
  'replicationcontrollers',
  'secrets',
  'configmaps',
  'persistentvolumeclaims',
  'storage',
  'requests.storage',
  'services.nodeports',
  'services.loadbalancers',
])
const WHOLE = new Set([
  'pods',
  'resourcequotas',
  'services',
  'replicationcontrollers',
  'secrets',
  'configmaps',
  'persistentvolumeclaims',
  'services.nodeports',
  'services.loadbalancers',
])
const QUOTA = new Set([...STANDARD].filter((name) => name !== 'storage'))

export type ResourceUse = 'container' | 'pod' | 'quota' | 'any'

const isHugePages = (name: string): boolean => name.startsWith('hugepages-')
export const isNative = (name: string): boolean => !name.includes('/') || name.split('/')[0]?.endsWith('kubernetes.io') === true
const isQuotaHugePages = (name: string): boolean => isHugePages(name) || name.startsWith('requests.hugepages-')

/** Names of resources, as far as a place takes them. */
export function validateResourceName(errors: FieldErrors, path: Path, leaf: string, name: string, use: ResourceUse): void {
  // What nearly every container asks for.
  if ((name === 'cpu' || name === 'memory') && use !== 'quota') return
  const before = errors.length
  errors.invalidAll(path, leaf, name, qualifiedFaults(name))
  const plain = !name.includes('/')
  if (errors.length === before && plain && !STANDARD.has(name) && !isQuotaHugePages(name))
    errors.invalid(path, leaf, name, 'must be a standard resource type or fully qualified')
  if (use === 'container') {
    if (plain) {
      if (!CONTAINER.includes(name) && !isHugePages(name)) errors.invalid(path, leaf, name, 'must be a standard resource for containers')
    } else if (!isNative(name) && (name.startsWith('requests.') || qualifiedFaults(`requests.${name}`).length > 0))
      errors.invalid(path, leaf, name, "doesn't follow extended resource name standard")
  } else if (use === 'quota') {
    if (plain && !QUOTA.has(name) && !isQuotaHugePages(name)) errors.invalid(path, leaf, name, 'must be a standard resource for quota')
  } else if (use === 'pod' && errors.length === before && !isHugePages(name))
    errors.notSupported(path, leaf, name, ['cpu', 'hugepages-', 'memory'])
}

export function validateQuantity(errors: FieldErrors, path: Path, leaf: string, name: string, quantity: string | number): void {
  const nano = nanoOf(quantity)
  if (nano < 0n) errors.invalid(path, leaf, canonicalQuantity(String(quantity)), IS_NEGATIVE)
  if ((WHOLE.has(name) || !isNative(name)) && nano % 1_000_000_000n !== 0n)
    errors.invalid(path, leaf, canonicalQuantity(String(quantity)), 'must be an integer')
}

/** Nothing but the Pod's own resources can be promised twice. */
const mayOvercommit = (name: string): boolean => isNative(name) && !isHugePages(name)

const TWO_TO = /^hugepages-(.+)$/

export function validateRequirements(
  errors: FieldErrors,
  path: Path,
  requirements: ResourceRequirements | undefined,
  use: 'container' | 'pod',
  claims: readonly string[],
): void {
  const { limits, requests, claims: used } = requirements ?? {}
  if (!limits && !requests && !used) return
  let computes = false
  let huge = false
  const check = (list: 'limits' | 'requests', name: string, quantity: string | number): void => {
    const at = item(path, list, name)
    validateResourceName(errors, at, '', name, use)
    validateQuantity(errors, at, '', name, quantity)
    computes ||= name === 'cpu' || name === 'memory'
    huge ||= isHugePages(name)
  }
  const hugeValue = (list: 'limits' | 'requests', name: string, quantity: string | number): void => {
    const page = TWO_TO.exec(name)?.[1]
    const size = page === undefined ? 0n : nanoOf(page)
    if (page !== undefined && (size === 0n || nanoOf(quantity) % size !== 0n))
      errors.invalid(
        item(path, list, name),
        '',
        canonicalQuantity(String(quantity)),
        `${canonicalQuantity(String(quantity))} is not positive integer multiple of ${name}`,
      )
  }
  for (const name of Object.keys(limits ?? {}).sort()) {
    check('limits', name, limits?.[name] as string)
    hugeValue('limits', name, limits?.[name] as string)
  }
  for (const name of Object.keys(requests ?? {}).sort()) {
    const request = requests?.[name] as string
    const limit = limits?.[name]
    check('requests', name, request)
    const fixed = !mayOvercommit(name)
    if (limit !== undefined) {
      const order = request === limit ? 0 : compareQuantities(request, limit)
      if (order !== 0 && fixed)
        errors.invalid(
          path,
          'requests',
          canonicalQuantity(String(request)),
          `must be equal to ${name} limit of ${canonicalQuantity(String(limit))}`,
        )
      else if (order > 0)
        errors.invalid(
          path,
          'requests',
          canonicalQuantity(String(request)),
          `must be less than or equal to ${name} limit of ${canonicalQuantity(String(limit))}`,
        )
    } else if (fixed) errors.required(path, 'limits', 'Limit must be set for non overcommitable resources')
    hugeValue('requests', name, request)
  }
  if (huge && !computes) errors.forbidden(path, '', 'HugePages require cpu or memory')
  if (!used) return
  const seen = new Set<string>()
  used.forEach(({ name }, i) => {
    const leaf = `claims[${i}]`
    if (!name) return errors.required(path, leaf)
    if (seen.has(name)) errors.duplicate(path, leaf, name)
    seen.add(name)
    if (!claims.includes(name))
      errors.notFound(
        path,
        leaf,
        name,
        `must be one of the names in pod.spec.resourceClaims${claims.length === 0 ? ' which is empty' : `: ${[...claims].sort().join(', ')}`}`,
      )
  })
}
