import { equal } from '../../api/json.ts'
import type { KubeObject } from '../../api/object.ts'
import { addQuantities, compareQuantities } from '../../api/quantity.ts'
import { nameOf } from '../catalog.ts'
import type { Server } from '../registry/server.ts'
import type { Resource } from '../resource.ts'
import { forbidden, type Refusal } from '../status.ts'
import { podTotals } from './limit-ranger.ts'

type Quantities = Record<string, string>

const COMPUTE = ['cpu', 'memory', 'ephemeral-storage']
/** Resources that a quota counts under their plain plural. */
const PLAIN = new Set(['pods', 'services', 'secrets', 'configmaps', 'persistentvolumeclaims', 'replicationcontrollers', 'resourcequotas'])

/**
 * What an object uses of a namespace's quota. Also used by the quota controller, which counts
 * everything anew.
 */
export function usageOf(resource: { plural: string; group: string }, object: KubeObject): Quantities {
  const usage: Quantities = { [`count/${nameOf(resource)}`]: '1' }
  if (resource.group !== '') return usage
  if (PLAIN.has(resource.plural) && resource.plural !== 'pods') usage[resource.plural] = '1'
  if (resource.plural === 'pods') Object.assign(usage, podUsage(object))
  if (resource.plural === 'services') {
    const { type, ports = [] } = object['spec'] ?? {}
    if (type === 'NodePort' || type === 'LoadBalancer') usage['services.nodeports'] = String(ports.length)
    if (type === 'LoadBalancer') usage['services.loadbalancers'] = '1'
  }
  if (resource.plural === 'persistentvolumeclaims') {
    const storage = object['spec']?.resources?.requests?.storage
    if (storage) usage['requests.storage'] = storage
  }
  return usage
}

function podUsage(pod: KubeObject): Quantities {
  const phase = pod['status']?.phase
  if (phase === 'Succeeded' || phase === 'Failed') return {}
  const { requests, limits } = podTotals(pod)
  const usage: Quantities = { pods: '1' }
  for (const key of COMPUTE) {
    if (requests[key] !== undefined) usage[`requests.${key}`] = usage[key] = requests[key] as string
    if (limits[key] !== undefined) usage[`limits.${key}`] = limits[key] as string
  }
  return usage
}

/** Does the quota look at this object at all (its scopes)? */
export function inScope(quota: KubeObject, resource: Resource, object: KubeObject): boolean {
  const scopes: string[] = quota['spec']?.scopes ?? []
  if (scopes.length === 0) return true
  if (resource.plural !== 'pods') return false
  const terminating = object['spec'].activeDeadlineSeconds !== undefined
  const bestEffort = object['status']?.qosClass === 'BestEffort'
  return scopes.every(
    (scope) =>
      (scope === 'Terminating' && terminating) ||
      (scope === 'NotTerminating' && !terminating) ||
      (scope === 'BestEffort' && bestEffort) ||
      (scope === 'NotBestEffort' && !bestEffort),
  )
}

/** ResourceQuota: takes what a new or changed object needs from each quota of its namespace, or refuses it. */
export function resourceQuota(
  server: Server,
  resource: Resource,
  namespace: string,
  object: KubeObject,
  old: KubeObject | undefined,
  dryRun: boolean,
): Refusal | undefined {
  const table = server.store.table('resourcequotas')
  if (table.size === 0 || (resource.group === '' && resource.plural === 'resourcequotas' && old)) return undefined
  const name = object.metadata.name ?? ''
  const taken: [KubeObject, Quantities][] = []
  for (const quota of table.list(namespace)) {
    if (!inScope(quota, resource, object)) continue
    const hard: Quantities = quota['status']?.hard ?? {}
    const used: Quantities = quota['status']?.used ?? {}
    const usage = usageOf(resource, object)
    const before = old ? usageOf(resource, old) : {}
    const keys = Object.keys(hard)
      .filter((key) => usage[key] !== undefined || before[key] !== undefined)
      .sort()
    if (resource.plural === 'pods' && resource.group === '' && !old) {
      const missing = mustSpecify(hard, object)
      if (missing) return forbidden(resource, name, `failed quota: ${quota.metadata.name}: must specify ${missing}`)
    }
    const requested: Quantities = {}
    for (const key of keys) {
      const delta = addQuantities(usage[key] ?? '0', negated(before[key] ?? '0'))
      if (compareQuantities(delta, '0') !== 0) requested[key] = delta
    }
    const exceeded = Object.keys(requested).filter(
      (key) =>
        compareQuantities(requested[key], '0') > 0 && compareQuantities(addQuantities(used[key] ?? '0', requested[key]), hard[key]) > 0,
    )
    if (exceeded.length > 0) {
      const list = (from: Quantities): string => exceeded.map((key) => `${key}=${from[key] ?? '0'}`).join(',')
      return forbidden(
        resource,
        name,
        `exceeded quota: ${quota.metadata.name}, requested: ${list(requested)}, used: ${list(used)}, limited: ${list(hard)}`,
      )
    }
    const now = { ...used }
    for (const key of Object.keys(requested)) now[key] = addQuantities(used[key] ?? '0', requested[key])
    if (!equal(now, used)) taken.push([quota, now])
  }
  if (dryRun) return undefined
  for (const [quota, used] of taken) {
    const changed = { ...quota, metadata: { ...quota.metadata }, status: { ...quota['status'], used } }
    table.put(namespace, quota.metadata.name as string, changed, table.stored(namespace, quota.metadata.name as string)?.writers)
  }
  return undefined
}

function negated(quantity: string): string {
  return quantity.startsWith('-') ? quantity.slice(1) : `-${quantity}`
}

/** A quota of compute resources wants each container to say what it takes. */
function mustSpecify(hard: Quantities, pod: KubeObject): string | undefined {
  const wanted = new Map<string, string[]>()
  for (const key of Object.keys(hard).sort()) {
    const limits = key.startsWith('limits.')
    const plain = key.replace(/^(limits|requests)\./, '')
    if (!COMPUTE.includes(plain)) continue
    for (const container of [...(pod['spec'].containers ?? []), ...(pod['spec'].initContainers ?? [])]) {
      const amounts = container.resources?.[limits ? 'limits' : 'requests'] ?? {}
      if (amounts[plain] === undefined) wanted.set(key, [...(wanted.get(key) ?? []), container.name])
    }
  }
  if (wanted.size === 0) return undefined
  return [...wanted].map(([key, names]) => `${key} for: ${names.sort().join(',')}`).join('; ')
}
