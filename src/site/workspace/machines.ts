import { labelPairs, labelsInclude } from '../../cluster/api/label-selector.ts'
import type { KubeObject } from '../../cluster/api/object.ts'
import type { Lab } from '../../lab/lab.ts'

/** How a machine is called on a tab: `laptop`, `node-1`, `backend`, `backend · sidecar`. */
export function machineLabel(name: string): string {
  const [kind, first = '', second = '', container] = name.split('/')
  if (kind === 'node') return first
  if (kind === 'pod') return container ? `${second} · ${container}` : second
  return name
}

export function isShellMachine(name: string): boolean {
  return /^(?:laptop|node\/[^/]+|pod\/[^/]+\/[^/]+(?:\/[^/]+)?)$/.test(name)
}

/** A place where a terminal may be opened. */
export interface MachineChoice {
  name: string
  label: string
  detail: string
}

/** The places of a lab: the laptop, nodes, running containers of the learner's Pods. */
export function machineChoices(lab: Lab): MachineChoice[] {
  const pods = lab.cluster.informers.for('pods').list()
  return [
    { name: 'laptop', label: 'laptop', detail: '' },
    ...lab.scenario.nodes.map((node) => ({ name: `node/${node.name}`, label: node.name, detail: node.address })),
    ...pods.filter((pod) => pod.metadata.namespace !== 'kube-system' && isRunning(pod)).flatMap(containersOf),
  ]
}

function isRunning(pod: KubeObject): boolean {
  return (pod as any).status?.phase === 'Running' && !pod.metadata.deletionTimestamp
}

function containersOf(pod: KubeObject): MachineChoice[] {
  const { namespace = '', name = '' } = pod.metadata
  const containers: { name: string }[] = (pod as any).spec.containers
  const where = namespace === 'default' ? '' : `${namespace} `
  return containers.map((container) => ({
    name: containers.length > 1 ? `pod/${namespace}/${name}/${container.name}` : `pod/${namespace}/${name}`,
    label: containers.length > 1 ? `${name} · ${container.name}` : name,
    detail: `${where}${(pod as any).status?.podIP ?? ''}`,
  }))
}

/** The machine that a lesson's command runs on: `pod?app=client` is the first ready Pod that matches. */
export function machineFor(lab: Lab, on: string): string | undefined {
  if (!on.startsWith('pod?')) return on
  const wanted = labelPairs(on.slice('pod?'.length))
  const pods = lab.cluster.informers.for('pods').list()
  const pod = pods.find((each) => isRunning(each) && labelsInclude(each.metadata.labels, wanted))
  return pod && `pod/${pod.metadata.namespace}/${pod.metadata.name}`
}
