import { ownValue } from '../../api/json.ts'
import type { KubeObject } from '../../api/object.ts'
import type { Server } from '../registry/server.ts'
import type { Resource } from '../resource.ts'
import { forbidden, quote, type Refusal } from '../status.ts'

const NODE_TROUBLES = ['node.kubernetes.io/not-ready', 'node.kubernetes.io/unreachable']

interface Toleration {
  key?: string
  operator?: string
  effect?: string
  tolerationSeconds?: number
}

/** DefaultTolerationSeconds: a Pod stays five minutes on a node that is gone. */
export function defaultTolerationSeconds(pod: KubeObject): void {
  const spec = pod['spec']
  const tolerations: Toleration[] = spec.tolerations ?? []
  const added: Toleration[] = []
  for (const key of NODE_TROUBLES) {
    const tolerated = tolerations.some((one) => (!one.key || one.key === key) && (!one.effect || one.effect === 'NoExecute'))
    if (!tolerated) added.push({ effect: 'NoExecute', key, operator: 'Exists', tolerationSeconds: 300 })
  }
  if (added.length > 0) spec.tolerations = [...tolerations, ...added]
}

/** Classes that every cluster has, whether or not they are stored. */
const SYSTEM_CLASSES: Record<string, number> = { 'system-node-critical': 2000001000, 'system-cluster-critical': 2000000000 }

/** Priority: the class gives the number and whether others may be preempted. */
export function priority(server: Server, resource: Resource, pod: KubeObject): Refusal | undefined {
  const spec = pod['spec']
  const classes = server.store.table('priorityclasses.scheduling.k8s.io')
  let value = 0
  let preemption = 'PreemptLowerPriority'
  const name = spec.priorityClassName as string | undefined
  if (name) {
    const found = classes.get('', name)
    const system = ownValue(SYSTEM_CLASSES, name)
    if (!found && system === undefined) return forbidden(resource, pod.metadata.name ?? '', `no PriorityClass with name ${name} was found`)
    value = found?.['value'] ?? system ?? 0
    preemption = found?.['preemptionPolicy'] ?? preemption
  } else if (classes.size > 0) {
    const preset = classes.list().find((one) => one['globalDefault'] === true)
    if (preset) {
      value = preset['value']
      preemption = preset['preemptionPolicy'] ?? preemption
      spec.priorityClassName = preset.metadata.name
    }
  }
  if (spec.priority !== undefined && spec.priority !== value)
    return forbidden(
      resource,
      pod.metadata.name ?? '',
      `the integer value of priority (${spec.priority}) must not be provided in pod spec; priority admission controller computed ${value} from the given PriorityClass name`,
    )
  spec.priority = value
  if (spec.preemptionPolicy !== undefined && spec.preemptionPolicy !== preemption)
    return forbidden(
      resource,
      pod.metadata.name ?? '',
      `the string value of PreemptionPolicy (${spec.preemptionPolicy}) must not be provided in pod spec; priority admission controller computed ${preemption} from the given PriorityClass name`,
    )
  spec.preemptionPolicy = preemption
  return undefined
}

/** RuntimeClass: the cluster has none. */
export function runtimeClass(resource: Resource, pod: KubeObject): Refusal | undefined {
  const name = pod['spec'].runtimeClassName
  if (!name) return undefined
  return forbidden(resource, pod.metadata.name ?? '', `pod rejected: RuntimeClass ${quote(name)} not found`)
}

/** RuntimeClass: a Pod may name no overhead, as only a class gives it one. */
export function runtimeClassOverhead(resource: Resource, pod: KubeObject): Refusal | undefined {
  if (Object.keys(pod['spec'].overhead ?? {}).length === 0) return undefined
  const why = 'pod rejected: Pod Overhead set without corresponding RuntimeClass defined Overhead'
  return forbidden(resource, pod.metadata.name ?? '', why)
}

/** TaintNodesByCondition: a new Node is not ready until its kubelet says so. */
export function taintNewNode(node: KubeObject): void {
  const spec = (node['spec'] ??= {})
  const ready = (node['status']?.conditions ?? []).some((one: any) => one.type === 'Ready' && one.status === 'True')
  if (ready) return
  const taint = { effect: 'NoSchedule', key: 'node.kubernetes.io/not-ready' }
  if (!(spec.taints ?? []).some((one: any) => one.key === taint.key && one.effect === taint.effect))
    spec.taints = [...(spec.taints ?? []), taint]
}
