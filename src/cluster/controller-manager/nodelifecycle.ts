import type { Timer } from '../../sim/clock.ts'
import type { KubeObject } from '../api/object.ts'
import { rfc3339 } from '../api/time.ts'
import type { Node, NodeSpec, NodeStatus, Taint } from '../api/types.ts'
import type { Informer } from '../client/client.ts'
import type { EventRecorder } from '../client/event-recorder.ts'
import { type ControllerContext, recorderFor } from './controller.ts'
import { CLEARING } from './later.ts'
import type { PodObject } from './pods.ts'
import { type SyncResult, WorkQueue } from './work-queue.ts'

export type NodeObject = Node & KubeObject & { spec?: NodeSpec; status?: NodeStatus }

/** So long a kubelet may be silent (--node-monitor-grace-period), and so often it is looked at. */
const GRACE = 50_000
/** A kubelet that comes back reports at once. */
const REPORT = 1000

const NOT_READY = 'node.kubernetes.io/not-ready'
const UNREACHABLE = 'node.kubernetes.io/unreachable'

/** Taints that follow from conditions: `type=status`. */
const CONDITION_TAINTS: Record<string, string> = {
  'Ready=False': NOT_READY,
  'Ready=Unknown': UNREACHABLE,
  'MemoryPressure=True': 'node.kubernetes.io/memory-pressure',
  'DiskPressure=True': 'node.kubernetes.io/disk-pressure',
  'PIDPressure=True': 'node.kubernetes.io/pid-pressure',
  'NetworkUnavailable=True': 'node.kubernetes.io/network-unavailable',
}
const UNSCHEDULABLE = 'node.kubernetes.io/unschedulable'
const OWN_TAINTS = new Set([...Object.values(CONDITION_TAINTS), UNSCHEDULABLE])

/** What it takes to say that a node is silent, or back. */
export interface Reporting extends Pick<ControllerContext, 'clock' | 'client'> {
  readonly nodes: Informer<NodeObject>
  readonly pods: Informer<PodObject>
  readonly recorder: EventRecorder
}

export interface NodeLifecycle {
  nodeStopped(name: string): void
  nodeStarted(name: string): void
}

/** Notices nodes whose kubelet is silent, and keeps the taints that follow from each node's conditions. */
export function startNodeLifecycleController(context: ControllerContext): NodeLifecycle {
  const { clock, client, informers } = context
  const nodes = informers.for<NodeObject>('nodes')
  const pods = informers.for<PodObject>('pods')
  pods.addIndex(
    'node',
    (pod) => (pod.spec.nodeName ? [pod.spec.nodeName] : []),
    (pod) => pod.spec,
  )
  const recorder = recorderFor(context, 'node-controller')
  const queue = new WorkQueue(clock, sync, { latency: 10 })
  const silent = new Map<string, Timer>()
  const reporting: Reporting = { clock, client, nodes, pods, recorder }

  nodes.onChange((node, old) => {
    if (!node) {
      if (old)
        recorder.event(
          asReference(old),
          'Normal',
          'RemovingNode',
          `Node ${old.metadata.name} event: Removing Node ${old.metadata.name} from Controller`,
        )
      return
    }
    if (!context.settled && !old) {
      recorder.event(
        asReference(node),
        'Normal',
        'RegisteredNode',
        `Node ${node.metadata.name} event: Registered Node ${node.metadata.name} in Controller`,
      )
    }
    if (!context.settled) queue.add(node.metadata.name as string)
  })

  function sync(name: string): SyncResult {
    const node = nodes.get('', name)
    if (!node) return
    const taints = taintsOf(node)
    const current = node.spec?.taints ?? []
    if (same(taints, current)) return
    const spec: NodeSpec = { ...node.spec, taints }
    if (taints.length === 0) delete spec.taints
    return client.update('nodes', { ...node, spec }).ok ? undefined : 'retry'
  }

  function taintsOf(node: NodeObject): Taint[] {
    const wanted: Taint[] = []
    const timeAdded = rfc3339(clock.now)
    for (const { type, status } of node.status?.conditions ?? []) {
      const key = CONDITION_TAINTS[`${type}=${status}`]
      if (key) wanted.push({ effect: 'NoSchedule', key, timeAdded })
      if (key === NOT_READY || key === UNREACHABLE) wanted.push({ effect: 'NoExecute', key, timeAdded })
    }
    if (node.spec?.unschedulable) wanted.push({ effect: 'NoSchedule', key: UNSCHEDULABLE, timeAdded })
    const current = node.spec?.taints ?? []
    const kept = current.filter((taint) => !OWN_TAINTS.has(taint.key) || wanted.some((each) => sameTaint(each, taint)))
    return [...kept, ...wanted.filter((taint) => !current.some((each) => sameTaint(each, taint)))]
  }

  return {
    nodeStopped(name) {
      if (!silent.has(name))
        silent.set(
          name,
          clock.after(
            GRACE,
            () => {
              silent.delete(name)
              CLEARING.value.markUnknown(reporting, name)
            },
            CLEARING,
          ),
        )
    },
    nodeStarted(name) {
      clock.cancel(silent.get(name))
      silent.delete(name)
      clock.after(
        REPORT,
        () => {
          if (!silent.has(name)) CLEARING.value.markReady(reporting, name)
        },
        CLEARING,
      )
    },
  }
}

/** Events about nodes name them by their name where a uid stands. */
export function asReference(node: NodeObject): KubeObject {
  return { apiVersion: 'v1', kind: 'Node', metadata: { name: node.metadata.name, uid: node.metadata.uid } }
}

function same(a: readonly Taint[], b: readonly Taint[]): boolean {
  return a.length === b.length && a.every((taint, index) => taint === b[index])
}

function sameTaint(a: Taint, b: Taint): boolean {
  return a.key === b.key && a.effect === b.effect
}
