import type { KubeObject } from '../../api/object.ts'
import { addQuantities, canonicalQuantity, compareQuantities, milliValue, wholeValue } from '../../api/quantity.ts'
import type { Server } from '../registry/server.ts'
import type { Resource } from '../resource.ts'
import { forbidden, type Refusal } from '../status.ts'

type Quantities = Record<string, string>

interface Limit {
  type: string
  max?: Quantities
  min?: Quantities
  default?: Quantities
  defaultRequest?: Quantities
  maxLimitRequestRatio?: Quantities
}

const ANNOTATION = 'kubernetes.io/limit-ranger'

function limitsOf(server: Server, namespace: string): { name: string; limits: Limit[] }[] {
  const table = server.store.table('limitranges')
  if (table.size === 0) return []
  return table.list(namespace).map((range) => ({ name: range.metadata.name as string, limits: range['spec']?.limits ?? [] }))
}

/** LimitRanger, first half: containers without requests or limits get the namespace's. */
export function applyLimitRanges(server: Server, namespace: string, pod: KubeObject): void {
  for (const { limits } of limitsOf(server, namespace)) {
    for (const limit of limits) if (limit.type === 'Container') setDefaults(pod, limit)
  }
}

function setDefaults(pod: KubeObject, limit: Limit): void {
  const notes: string[] = []
  for (const [kind, list] of [
    ['container', pod['spec'].containers],
    ['init container', pod['spec'].initContainers],
  ] as const) {
    for (const container of list ?? []) {
      const resources = (container.resources ??= {})
      const requests = fillIn(resources.requests, limit.defaultRequest ?? {})
      const limits = fillIn(resources.limits, limit.default ?? {})
      if (requests.set.length > 0) {
        resources.requests = requests.all
        notes.push(`${requests.set.join(', ')} request for ${kind} ${container.name}`)
      }
      if (limits.set.length > 0) {
        resources.limits = limits.all
        notes.push(`${limits.set.join(', ')} limit for ${kind} ${container.name}`)
      }
    }
  }
  if (notes.length > 0)
    pod.metadata.annotations = { ...pod.metadata.annotations, [ANNOTATION]: `LimitRanger plugin set: ${notes.join('; ')}` }
}

function fillIn(given: Quantities | undefined, presets: Quantities): { all: Quantities; set: string[] } {
  const set = Object.keys(presets)
    .filter((key) => given?.[key] === undefined)
    .sort()
  return { all: { ...given, ...Object.fromEntries(set.map((key) => [key, presets[key] as string])) }, set }
}

/** LimitRanger, second half: what a Pod or claim asks for is within the namespace's bounds. */
export function validateLimitRanges(server: Server, resource: Resource, namespace: string, object: KubeObject): Refusal | undefined {
  const faults: string[] = []
  for (const { limits } of limitsOf(server, namespace)) {
    for (const limit of limits) {
      if (resource.plural === 'pods' && limit.type === 'Container')
        for (const container of [...(object['spec'].containers ?? []), ...(object['spec'].initContainers ?? [])])
          check(limit, container.resources?.requests ?? {}, container.resources?.limits ?? {}, faults)
      if (resource.plural === 'pods' && limit.type === 'Pod') {
        const { requests, limits: own } = podTotals(object)
        check(limit, requests, own, faults)
      }
      if (resource.plural === 'persistentvolumeclaims' && limit.type === 'PersistentVolumeClaim')
        check(limit, object['spec']?.resources?.requests ?? {}, object['spec']?.resources?.limits ?? {}, faults)
    }
  }
  if (faults.length === 0) return undefined
  const unique = [...new Set(faults)]
  return forbidden(resource, object.metadata.name ?? '', unique.length === 1 ? (unique[0] as string) : `[${unique.join(', ')}]`)
}

function check(limit: Limit, requests: Quantities, limits: Quantities, faults: string[]): void {
  const { type } = limit
  for (const [key, minimum] of Object.entries(limit.min ?? {})) {
    const [request, own] = [requests[key], limits[key]]
    if (request === undefined) faults.push(`minimum ${key} usage per ${type} is ${minimum}.  No request is specified`)
    else if (compareQuantities(request, minimum) < 0)
      faults.push(`minimum ${key} usage per ${type} is ${minimum}, but request is ${request}`)
    if (own !== undefined && compareQuantities(own, minimum) < 0)
      faults.push(`minimum ${key} usage per ${type} is ${minimum}, but limit is ${own}`)
  }
  for (const [key, maximum] of Object.entries(limit.max ?? {})) {
    const [request, own] = [requests[key], limits[key]]
    if (own === undefined && type !== 'PersistentVolumeClaim')
      faults.push(`maximum ${key} usage per ${type} is ${maximum}.  No limit is specified`)
    else if (own !== undefined && compareQuantities(own, maximum) > 0)
      faults.push(`maximum ${key} usage per ${type} is ${maximum}, but limit is ${own}`)
    if (request !== undefined && compareQuantities(request, maximum) > 0)
      faults.push(`maximum ${key} usage per ${type} is ${maximum}, but request is ${request}`)
  }
  for (const [key, ratio] of Object.entries(limit.maxLimitRequestRatio ?? {})) {
    const [request, own] = [requests[key], limits[key]]
    if (request === undefined || own === undefined) {
      faults.push(`${key} max limit to request ratio per ${type} is ${ratio}, but no request is specified or request is 0`)
      continue
    }
    const actual = key === 'cpu' ? milliValue(own) / milliValue(request) : wholeValue(own) / wholeValue(request)
    if (actual > Number(ratio))
      faults.push(`${key} max limit to request ratio per ${type} is ${ratio}, but provided ratio is ${actual.toFixed(6)}`)
  }
}

/** All containers together; init containers count where one of them asks for more. */
export function podTotals(pod: KubeObject): { requests: Quantities; limits: Quantities } {
  const total = (part: 'requests' | 'limits'): Quantities => {
    const sum: Quantities = {}
    const add = (amounts: Quantities): void => {
      for (const key of Object.keys(amounts))
        sum[key] = sum[key] === undefined ? (amounts[key] as string) : addQuantities(sum[key], amounts[key])
    }
    for (const container of pod['spec'].containers ?? []) add(container.resources?.[part] ?? {})
    for (const container of pod['spec'].initContainers ?? []) {
      const own: Quantities = container.resources?.[part] ?? {}
      if (container.restartPolicy === 'Always') add(own)
      else
        for (const key of Object.keys(own))
          if (sum[key] === undefined || compareQuantities(own[key], sum[key]) > 0) sum[key] = own[key] as string
    }
    if (pod['spec'].overhead) add(pod['spec'].overhead)
    return Object.fromEntries(Object.keys(sum).map((key) => [key, canonicalQuantity(sum[key] as string)]))
  }
  return { requests: total('requests'), limits: total('limits') }
}
