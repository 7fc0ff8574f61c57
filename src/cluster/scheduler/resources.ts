import { milliValue, wholeValue } from '../api/quantity.ts'
import type { Container, PodSpec } from '../api/types.ts'

/** Amounts by resource: `cpu` in thousandths, all else in whole units. */
export type Amounts = Map<string, number>

type Part = 'requests' | 'limits'

export function amountOf(resource: string, quantity: string | number): number {
  return resource === 'cpu' ? milliValue(quantity) : wholeValue(quantity)
}

export function amountsOf(list: Readonly<Record<string, string>> | undefined): Amounts {
  const amounts: Amounts = new Map()
  for (const resource in list) amounts.set(resource, amountOf(resource, list[resource] as string))
  return amounts
}

/**
 * What a Pod needs (resourcehelper.PodRequests): the sum of its containers and sidecars, or what an init container
 * needs beside the sidecars started before it, whichever is more; and the overhead.
 */
export function podAmounts(spec: PodSpec, part: Part = 'requests'): Amounts {
  const total: Amounts = new Map()
  for (const container of spec.containers) if (container.resources) add(total, containerAmounts(container, part))
  if (spec.initContainers?.length) addInitContainers(total, spec.initContainers, part)
  // spec.resources speaks for the whole Pod.
  if (spec.resources) for (const [resource, amount] of amountsOf(spec.resources[part])) total.set(resource, amount)
  if (spec.overhead && (part === 'requests' || total.size > 0)) add(total, amountsOf(spec.overhead))
  return total
}

function addInitContainers(total: Amounts, containers: readonly Container[], part: Part): void {
  const sidecars: Amounts = new Map()
  const starting: Amounts = new Map()
  for (const container of containers) {
    const own = containerAmounts(container, part)
    if (container.restartPolicy === 'Always') {
      add(sidecars, own)
      raise(starting, sidecars)
    } else raise(starting, plus(sidecars, own))
  }
  add(total, sidecars)
  raise(total, starting)
}

function containerAmounts(container: Container, part: Part): Amounts {
  return amountsOf(container.resources?.[part])
}

function add(total: Amounts, amounts: Amounts): void {
  for (const [resource, amount] of amounts) total.set(resource, (total.get(resource) ?? 0) + amount)
}

function plus(a: Amounts, b: Amounts): Amounts {
  const sum = new Map(a)
  add(sum, b)
  return sum
}

function raise(total: Amounts, amounts: Amounts): void {
  for (const [resource, amount] of amounts) if (amount > (total.get(resource) ?? 0)) total.set(resource, amount)
}
