import type { Container, PodSpec } from '../../../api/types.ts'

const COUNTED = ['cpu', 'memory'] as const

/** A Pod's quality of service: all limited and equal to what is requested, anything asked at all, or nothing. */
export function qosClassOf(spec: PodSpec | undefined): 'Guaranteed' | 'Burstable' | 'BestEffort' {
  let asked = false
  let guaranteed = true
  const look = (container: Container): void => {
    const { requests, limits } = container.resources ?? {}
    for (const name of COUNTED) {
      const request = amount(requests?.[name])
      const limit = amount(limits?.[name])
      if (request || limit) asked = true
      if (!limit || (request && request !== limit)) guaranteed = false
    }
  }
  for (const container of spec?.initContainers ?? []) look(container)
  for (const container of spec?.containers ?? []) look(container)
  if (!asked) return 'BestEffort'
  return guaranteed ? 'Guaranteed' : 'Burstable'
}

/** Quantities are stored in their canonical form, so equal ones are equal texts. */
function amount(quantity: string | number | undefined): string | undefined {
  const text = quantity === undefined ? '' : String(quantity)
  return text === '' || text === '0' ? undefined : text
}
