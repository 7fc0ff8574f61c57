import { ownValue } from '../api/json.ts'
import { milliValue, wholeValue } from '../api/quantity.ts'
import type { Container, Node, ObjectFieldSelector, Pod, ResourceFieldSelector } from '../api/types.ts'

/** What a Pod knows of itself at run time. */
export interface PodPlace {
  hostIP: string
  podIP: string
}

/** A map as the downward API writes it: `key="value"`, one a line, in order of the keys. */
function formatMap(map: Record<string, string> | undefined): string {
  return Object.entries(map ?? {})
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, value]) => `${key}=${JSON.stringify(value)}`)
    .join('\n')
}

/** The value of a fieldRef; undefined for a path that does not exist. */
export function fieldValue(pod: Pod, place: PodPlace, { fieldPath }: ObjectFieldSelector): string | undefined {
  const { metadata = {}, spec } = pod
  const subscript = /^metadata\.(labels|annotations)\['([^']*)'\]$/.exec(fieldPath)
  if (subscript) {
    const map = metadata[subscript[1] as 'labels' | 'annotations'] ?? {}
    const key = subscript[2] as string
    return ownValue(map, key) ?? ''
  }
  switch (fieldPath) {
    case 'metadata.name':
      return metadata.name ?? ''
    case 'metadata.namespace':
      return metadata.namespace ?? ''
    case 'metadata.uid':
      return metadata.uid ?? ''
    case 'metadata.labels':
      return formatMap(metadata.labels)
    case 'metadata.annotations':
      return formatMap(metadata.annotations)
    case 'spec.nodeName':
      return spec?.nodeName ?? ''
    case 'spec.serviceAccountName':
      return spec?.serviceAccountName ?? ''
    case 'status.hostIP':
    case 'status.hostIPs':
      return place.hostIP
    case 'status.podIP':
    case 'status.podIPs':
      return place.podIP
    default:
      return undefined
  }
}

/** The value of a resourceFieldRef: rounded up to whole divisors; without a limit, what the node has to give. */
export function resourceValue(
  container: Container,
  node: Node | undefined,
  { resource, divisor }: ResourceFieldSelector,
): string | undefined {
  const [kind, ...rest] = resource.split('.')
  const name = rest.join('.')
  if ((kind !== 'limits' && kind !== 'requests') || name === '') return undefined
  const given =
    ownValue(container.resources?.[kind], name) ??
    (kind === 'limits' && (name === 'cpu' || name === 'memory' || name === 'ephemeral-storage')
      ? node?.status?.allocatable?.[name]
      : undefined)
  if (given === undefined) return '0'
  if (name === 'cpu')
    return String(Math.ceil(milliValue(given) / (milliValue(divisor === undefined || divisor === '0' ? '1' : divisor) || 1000)))
  return String(Math.ceil(wholeValue(given) / (wholeValue(divisor === undefined || divisor === '0' ? '1' : divisor) || 1)))
}
