import { labelPairs, labelsInclude } from '../cluster/api/label-selector.ts'
import type { KubeObject } from '../cluster/api/object.ts'
import type { Pod } from '../cluster/api/types.ts'
import { isPodReady } from '../cluster/controller-manager/pods.ts'
import type { Machine } from '../cluster/machine/machine.ts'
import type { Lab } from '../lab/lab.ts'
import { programsFor } from '../lab/programs.ts'
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
  if (SELECTOR.test(from)) return standpoints(lab, from)[0]
  if (from === 'laptop') return { machine: customer(lab), name: from }
  const machine = lab.machine(from)
  return machine && { machine, name: from }
}

const SELECTOR = /^([^/?]+)\?(.+)$/

/** The same, of all ready Pods where a selector means several. */
export function standpoints(lab: Lab, from: From): Standpoint[] {
  const [, namespace, labels] = SELECTOR.exec(from) ?? []
  if (namespace === undefined || labels === undefined) {
    const only = standpoint(lab, from)
    return only ? [only] : []
  }
  lab.clock.runUntil(() => readyPods(lab, namespace, labels).length > 0, READY_LIMIT)
  return readyPods(lab, namespace, labels).flatMap((pod) => machineOf(lab, pod) ?? [])
}

const customers = new WeakMap<Lab, Machine>()

/** A laptop as a learner gets it: what was left running or changed on the learner's own has no say in a check. */
export function customer(lab: Lab): Machine {
  let machine = customers.get(lab)
  if (!machine) {
    machine = lab.cluster.laptop({ hostname: 'laptop', programs: programsFor('laptop') })
    customers.set(lab, machine)
  }
  return machine
}

/** Pods of a namespace that match `app=web,tier=front` and are ready, in name order. */
export function readyPods(lab: Lab, namespace: string, selector: string): (Pod & KubeObject)[] {
  const wanted = labelPairs(selector)
  return lab.cluster.informers
    .for<Pod & KubeObject>('pods')
    .list(namespace)
    .filter((pod) => isReady(pod) && labelsInclude(pod.metadata.labels, wanted))
}

function isReady(pod: Pod): boolean {
  return !pod.metadata?.deletionTimestamp && isPodReady(pod)
}

function machineOf(lab: Lab, pod: Pod & KubeObject): Standpoint | undefined {
  const { namespace = '', name = '' } = pod.metadata
  const machine = lab.cluster.container(namespace, name, pod.spec?.containers[0]?.name as string)
  return machine && { machine, name: `pod/${namespace}/${name}` }
}

/** The Pods that checks have brought along, by namespace. */
const probes = new WeakMap<Lab, Map<string, Pod & KubeObject>>()

function probeIn(lab: Lab, namespace: string): Standpoint | undefined {
  const own = probes.get(lab) ?? new Map<string, Pod & KubeObject>()
  probes.set(lab, own)
  const pods = lab.cluster.informers.for<Pod & KubeObject>('pods')
  const there = (pod: Pod & KubeObject): (Pod & KubeObject) | undefined => {
    const now = pods.get(namespace, pod.metadata.name as string)
    return now?.metadata.uid === pod.metadata.uid ? now : undefined
  }
  let pod = own.get(namespace)
  if (!pod || !there(pod)) {
    pod = createProbe(lab, namespace, pods)
    if (!pod) return undefined
    own.set(namespace, pod)
  }
  const probe = pod
  const ready = (): boolean => {
    const now = there(probe)
    return now !== undefined && isReady(now)
  }
  if (!lab.clock.runUntil(ready, READY_LIMIT)) return undefined
  const machine = lab.cluster.container(namespace, probe.metadata.name as string, 'probe')
  return machine && { machine, name: `probe/${namespace}` }
}

/** A new Pod. One of that name that a learner has made is somebody else's: it may lie. */
function createProbe(lab: Lab, namespace: string, pods: { get(namespace: string, name: string): unknown }): (Pod & KubeObject) | undefined {
  let name = PROBE
  for (let number = 2; pods.get(namespace, name); number++) name = `${PROBE}-${number}`
  const container = { name: 'probe', image: 'dnsutils:1.0', command: ['sleep', 'infinity'] }
  const made = lab.cluster.client.create('pods', {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace, labels: { 'podtalk.dev/probe': 'true' } },
    spec: { containers: [container], terminationGracePeriodSeconds: 0 },
  })
  return made.ok ? (made.object as Pod & KubeObject) : undefined
}
