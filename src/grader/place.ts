import { labelsInclude } from '../cluster/api/label-selector.ts'
import type { KubeObject } from '../cluster/api/object.ts'
import type { Pod } from '../cluster/api/types.ts'
import type { Machine } from '../cluster/machine/machine.ts'
import type { Lab } from '../lab/lab.ts'
import type { From } from './exercise.ts'

/** How long a check waits for a Pod to be ready, ms of virtual time. */
const READY_LIMIT = 60_000
const PROBE = 'podtalk-probe'

/** A machine to send requests from, and what it is called in messages. */
export interface Standpoint {
  machine: Machine
  name: string
}

/** Finds (or makes) the place that a check stands at; undefined when there is none. */
export function standpoint(lab: Lab, from: From): Standpoint | undefined {
  const probe = /^probe\/([^/]+)$/.exec(from)
  if (probe) return probeIn(lab, probe[1] as string)
  const selector = /^([^/?]+)\?(.+)$/.exec(from)
  if (selector) {
    const [namespace, labels] = [selector[1] as string, selector[2] as string]
    lab.clock.runUntil(() => readyPods(lab, namespace, labels).length > 0, READY_LIMIT)
    const pod = readyPods(lab, namespace, labels)[0]
    return pod && machineOf(lab, pod)
  }
  const machine = lab.machine(from)
  return machine && { machine, name: from }
}

/** Pods of a namespace that match `app=web,tier=front` and are ready, in name order. */
export function readyPods(lab: Lab, namespace: string, selector: string): (Pod & KubeObject)[] {
  const wanted = Object.fromEntries(selector.split(',').map((pair) => pair.split('=') as [string, string]))
  return lab.cluster.informers
    .for<Pod & KubeObject>('pods')
    .list(namespace)
    .filter((pod) => isReady(pod) && labelsInclude(pod.metadata.labels, wanted))
}

export function isReady(pod: Pod): boolean {
  return (
    !pod.metadata?.deletionTimestamp &&
    (pod.status?.conditions ?? []).some((condition) => condition.type === 'Ready' && condition.status === 'True')
  )
}

function machineOf(lab: Lab, pod: Pod & KubeObject): Standpoint | undefined {
  const { namespace = '', name = '' } = pod.metadata
  const machine = lab.cluster.container(namespace, name, pod.spec?.containers[0]?.name as string)
  return machine && { machine, name: `pod/${namespace}/${name}` }
}

function probeIn(lab: Lab, namespace: string): Standpoint | undefined {
  const pods = lab.cluster.informers.for<Pod & KubeObject>('pods')
  if (!pods.get(namespace, PROBE)) {
    const container = { name: 'probe', image: 'dnsutils:1.0', command: ['sleep', 'infinity'] }
    const made = lab.cluster.client.create('pods', {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: PROBE, namespace, labels: { 'podtalk.dev/probe': 'true' } },
      spec: { containers: [container], terminationGracePeriodSeconds: 0 },
    })
    if (!made.ok) return undefined
  }
  const ready = (): boolean => {
    const pod = pods.get(namespace, PROBE)
    return pod !== undefined && isReady(pod)
  }
  if (!lab.clock.runUntil(ready, READY_LIMIT)) return undefined
  const machine = lab.cluster.container(namespace, PROBE, 'probe')
  return machine && { machine, name: `probe/${namespace}` }
}
