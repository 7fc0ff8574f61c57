import { ageOf } from '../../cluster/api/duration.ts'
import type { JsonObject } from '../../cluster/api/object.ts'
import { formatQuantity, parseQuantity, type Quantity } from '../../cluster/api/quantity.ts'
import type { Invocation } from '../invocation.ts'
import type { Describer } from './describer.ts'
import { type Description, longTime } from './description.ts'
import { describeEvents } from './events.ts'
import { describeAnnotations, describeLabels, lines } from './metadata.ts'

export const describeNode: Describer = (k, info, text, withEvents) => {
  const { metadata, spec = {}, status = {} } = info.object
  text.field(0, 'Name', metadata.name)
  text.field(0, 'Roles', rolesOf(metadata.labels).join(',') || '<none>')
  describeLabels(text, info.object)
  describeAnnotations(text, info.object)
  text.field(0, 'CreationTimestamp', longTime(metadata.creationTimestamp))
  lines(
    text,
    'Taints',
    (spec.taints ?? []).map(({ key, value, effect }: JsonObject) => `${key}${value ? `=${value}` : ''}:${effect}`),
  )
  text.field(0, 'Unschedulable', spec.unschedulable === true)
  describeLease(k, text, info.name)
  if (status.conditions?.length) {
    text.line(0, 'Conditions:')
    text.line(1, 'Type\tStatus\tLastHeartbeatTime\tLastTransitionTime\tReason\tMessage')
    text.line(1, '----\t------\t-----------------\t------------------\t------\t-------')
    for (const { type, status: value, lastHeartbeatTime, lastTransitionTime, reason, message } of status.conditions)
      text.line(
        1,
        `${type} \t${value} \t${longTime(lastHeartbeatTime)} \t${longTime(lastTransitionTime)} \t${reason ?? ''} \t${message ?? ''}`,
      )
  }
  text.line(0, 'Addresses:')
  for (const { type, address } of status.addresses ?? []) text.field(1, type, address)
  for (const [title, list] of [
    ['Capacity', status.capacity],
    ['Allocatable', status.allocatable],
  ] as const) {
    if (!list || Object.keys(list).length === 0) continue
    text.line(0, `${title}:`)
    for (const name of Object.keys(list).sort()) text.field(1, name, list[name])
  }
  const { nodeInfo = {} } = status
  text.line(0, 'System Info:')
  for (const [title, key] of SYSTEM_INFO) text.field(1, title, nodeInfo[key] ?? '')
  if (spec.podCIDR) text.field(0, 'PodCIDR', spec.podCIDR)
  if (spec.podCIDRs?.length) text.field(0, 'PodCIDRs', spec.podCIDRs.join(','))
  if (spec.providerID) text.field(0, 'ProviderID', spec.providerID)
  describePods(k, text, info.name, status.allocatable ?? status.capacity ?? {})
  if (withEvents) describeEvents(k, text, info)
}

const SYSTEM_INFO = [
  ['Machine ID', 'machineID'],
  ['System UUID', 'systemUUID'],
  ['Boot ID', 'bootID'],
  ['Kernel Version', 'kernelVersion'],
  ['OS Image', 'osImage'],
  ['Operating System', 'operatingSystem'],
  ['Architecture', 'architecture'],
  ['Container Runtime Version', 'containerRuntimeVersion'],
  ['Kubelet Version', 'kubeletVersion'],
  ['Kube-Proxy Version', 'kubeProxyVersion'],
] as const

function rolesOf(labels: Record<string, string> = {}): string[] {
  const roles = Object.keys(labels).flatMap((key) => {
    if (key.startsWith('node-role.kubernetes.io/')) return [key.slice('node-role.kubernetes.io/'.length)]
    return key === 'kubernetes.io/role' ? [labels[key] as string] : []
  })
  return [...new Set(roles)].filter(Boolean).sort()
}

function describeLease(k: Invocation, text: Description, node: string): void {
  const mapping = k.mapper.find('leases.coordination.k8s.io')
  let spec: JsonObject | undefined
  try {
    if (mapping) spec = k.client.get(mapping, 'kube-node-lease', node)['spec']
  } catch {
    // A node without a lease shows none.
  }
  if (!spec) return text.field(0, 'Lease', `Failed to get lease: leases.coordination.k8s.io ${JSON.stringify(node)} not found`)
  text.line(0, 'Lease:')
  text.field(1, 'HolderIdentity', spec['holderIdentity'] ?? '<unset>')
  text.field(1, 'AcquireTime', spec['acquireTime'] ? longTime(spec['acquireTime']) : '<unset>')
  text.field(1, 'RenewTime', spec['renewTime'] ? longTime(spec['renewTime']) : '<unset>')
}

type Amounts = Record<string, bigint>
const RESOURCES = ['cpu', 'memory', 'ephemeral-storage']

function describePods(k: Invocation, text: Description, node: string, allocatable: Record<string, string>): void {
  const fieldSelector = `spec.nodeName=${node},status.phase!=Succeeded,status.phase!=Failed`
  const pods: JsonObject[] = k.client.list(k.mapper.resourceFor('pods'), '', { query: { fieldSelector } })['items']
  const share = (name: string, amount = 0n): string => {
    const whole = parseQuantity(allocatable[name] ?? '0')?.nano ?? 0n
    return `${amountText(name, amount)} (${whole > 0n ? (amount * 100n) / whole : 0n}%)`
  }
  text.line(0, `Non-terminated Pods:\t(${pods.length} in total)`)
  text.line(1, 'Namespace\tName\t\tCPU Requests\tCPU Limits\tMemory Requests\tMemory Limits\tAge')
  text.line(1, '---------\t----\t\t------------\t----------\t---------------\t-------------\t---')
  const requests: Amounts = {}
  const limits: Amounts = {}
  for (const { metadata, spec } of pods) {
    const wanted = podAmounts(spec, 'requests')
    const bound = podAmounts(spec, 'limits')
    add(requests, wanted)
    add(limits, bound)
    const cells = [
      share('cpu', wanted['cpu']),
      share('cpu', bound['cpu']),
      share('memory', wanted['memory']),
      share('memory', bound['memory']),
    ]
    text.line(1, `${metadata.namespace}\t${metadata.name}\t\t${cells.join('\t')}\t${ageOf(metadata.creationTimestamp, k.now)}`)
  }
  text.line(0, 'Allocated resources:')
  text.line(1, '(Total limits may be over 100 percent, i.e., overcommitted.)')
  text.line(1, 'Resource\tRequests\tLimits')
  text.line(1, '--------\t--------\t------')
  const others = Object.keys(allocatable)
    .filter((name) => !RESOURCES.includes(name) && name !== 'pods')
    .sort()
  for (const name of [...RESOURCES, ...others]) text.line(1, `${name}\t${share(name, requests[name])}\t${share(name, limits[name])}`)
}

function add(sum: Amounts, more: Amounts): void {
  for (const name of Object.keys(more)) sum[name] = (sum[name] ?? 0n) + (more[name] as bigint)
}

/** What a Pod asks for: the sum of its containers, or its largest init container where that is more. */
function podAmounts(spec: JsonObject, kind: 'requests' | 'limits'): Amounts {
  const sum: Amounts = {}
  const of = (container: JsonObject): Amounts =>
    Object.fromEntries(
      Object.entries(container['resources']?.[kind] ?? {}).map(([name, value]) => [name, parseQuantity(String(value))?.nano ?? 0n]),
    )
  for (const container of spec['containers'] ?? []) add(sum, of(container))
  for (const container of spec['initContainers'] ?? []) {
    const amounts = of(container)
    for (const name of Object.keys(amounts)) if ((amounts[name] as bigint) > (sum[name] ?? 0n)) sum[name] = amounts[name] as bigint
  }
  return sum
}

function amountText(name: string, nano: bigint): string {
  const format: Quantity['format'] = name === 'cpu' ? 'DecimalSI' : 'BinarySI'
  return formatQuantity({ nano, format })
}
