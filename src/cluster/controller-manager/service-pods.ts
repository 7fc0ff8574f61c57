import { labelsInclude } from '../api/label-selector.ts'
import type { KubeObject } from '../api/object.ts'
import { instantOf } from '../api/time.ts'
import type { Service, ServicePort, ServiceSpec } from '../api/types.ts'
import type { Informer } from '../client/client.ts'
import { isPodReady, isPodTerminal, type PodObject, podCondition } from './pods.ts'

export type ServiceObject = Service & KubeObject & { spec: ServiceSpec }

/** Indexes by which a Service finds its Pods (`label`) and a Pod the Services that may select it (`selects`). */
export function indexSelectors(services: Informer<ServiceObject>, pods: Informer<PodObject>): void {
  services.addIndex(
    'selects',
    (service) => {
      const pair = firstPair(service)
      return pair === undefined ? [] : [pair]
    },
    (service) => service.spec,
  )
  pods.addIndex(
    'label',
    (pod) => pairsOf(pod),
    (pod) => pod.metadata.labels,
  )
}

let last: { namespace: string | undefined; labels: unknown; pairs: readonly string[] } = { namespace: '', labels: undefined, pairs: [] }

/** `namespace/key=value` for each label. One controller after the other asks for the same Pod. */
function pairsOf({ metadata: { namespace, labels } }: PodObject): readonly string[] {
  if (last.labels === labels && last.namespace === namespace) return last.pairs
  const pairs: string[] = []
  for (const key in labels) pairs.push(`${namespace}/${key}=${labels[key]}`)
  last = { namespace, labels, pairs }
  return pairs
}

function firstPair(service: ServiceObject): string | undefined {
  for (const key in service.spec.selector) return `${service.metadata.namespace}/${key}=${service.spec.selector[key]}`
  return undefined
}

export function podsOf(service: ServiceObject, pods: Informer<PodObject>): readonly PodObject[] {
  const pair = firstPair(service)
  // An empty selector selects every Pod of the namespace.
  if (pair === undefined) return pods.list(service.metadata.namespace)
  const selector = service.spec.selector as Record<string, string>
  return pods.byIndex('label', pair).filter((pod) => labelsInclude(pod.metadata.labels, selector))
}

export function servicesOf(pod: PodObject, services: Informer<ServiceObject>): ServiceObject[] {
  const found: ServiceObject[] = []
  for (const pair of pairsOf(pod)) {
    for (const service of services.byIndex('selects', pair)) {
      if (labelsInclude(pod.metadata.labels, service.spec.selector ?? {})) found.push(service)
    }
  }
  return found
}

/** Does this change of a Pod concern the endpoints of its Services? */
export function changesEndpoints(pod: PodObject, old: PodObject): boolean {
  return (
    pod.status?.podIP !== old.status?.podIP ||
    isPodReady(pod) !== isPodReady(old) ||
    isPodTerminal(pod) !== isPodTerminal(old) ||
    pod.metadata.deletionTimestamp !== old.metadata.deletionTimestamp ||
    pod.metadata.labels !== old.metadata.labels ||
    pod.spec.nodeName !== old.spec.nodeName
  )
}

/** The number behind a Service port in this Pod: as given, or of the container port with that name and protocol. */
export function findPort(pod: PodObject, port: ServicePort): number | undefined {
  const target = port.targetPort ?? port.port
  if (typeof target === 'number') return target
  const containers = [...pod.spec.containers, ...(pod.spec.initContainers ?? []).filter((each) => each.restartPolicy === 'Always')]
  for (const container of containers) {
    for (const { name, containerPort, protocol = 'TCP' } of container.ports ?? []) {
      if (name === target && protocol === (port.protocol ?? 'TCP')) return containerPort
    }
  }
  return undefined
}

/** Equal for equal lists of ports. */
export function groupOf(ports: readonly { name?: string; port?: number; protocol?: string; appProtocol?: string }[]): string {
  let group = ''
  for (const { name = '', port, protocol, appProtocol } of ports) group += `${name} ${port} ${protocol} ${appProtocol} `
  return group
}

/** The Pod's own name in the Service's subdomain, when it asked for one. */
export function hostnameIn(service: ServiceObject, pod: PodObject): string | undefined {
  const { hostname, subdomain } = pod.spec
  return hostname && subdomain === service.metadata.name ? hostname : undefined
}

/** When what changed the endpoints happened, as the annotation endpoints.kubernetes.io/last-change-trigger-time says it. */
export class TriggerTimes {
  readonly #known = new Map<string, { service: string; pods: Map<string, PodObject> }>()

  /** The earliest change since the last call for this Service; undefined when none is known. */
  next(key: string, service: ServiceObject, pods: readonly PodObject[]): string | undefined {
    const created = service.metadata.creationTimestamp ?? ''
    const before = this.#known.get(key)
    const seen = before?.pods ?? new Map<string, PodObject>()
    let earliest = before && isLater(created, before.service) ? created : undefined
    for (const pod of pods) {
      const uid = pod.metadata.uid as string
      const known = seen.get(uid)
      if (known === pod) continue
      seen.set(uid, pod)
      const time = readyTime(pod)
      if (time && isLater(time, known && readyTime(known)) && (earliest === undefined || time < earliest)) earliest = time
    }
    // Pods that are gone are forgotten now and then.
    const stale = seen.size > 2 * pods.length + 100
    this.#known.set(key, { service: created, pods: stale ? new Map(pods.map((pod) => [pod.metadata.uid as string, pod])) : seen })
    return before ? earliest : created
  }

  forget(key: string): void {
    this.#known.delete(key)
  }
}

function readyTime(pod: PodObject): string | undefined {
  return podCondition(pod, 'Ready')?.lastTransitionTime
}

function isLater(time: string, than: string | undefined): boolean {
  return than === undefined || instantOf(time) > instantOf(than)
}

/** The Service's own labels with the controller's mark, and the one that says whether the Service is headless. */
export function labelsWith(service: ServiceObject, own: Readonly<Record<string, string>>): Record<string, string> {
  const labels: Record<string, string> = {}
  for (const key in service.metadata.labels) if (key !== HEADLESS) labels[key] = service.metadata.labels[key] as string
  for (const key in own) labels[key] = own[key] as string
  if (isHeadless(service)) labels[HEADLESS] = ''
  return labels
}

/** Annotations as they are but for the given ones, of which `undefined` takes away. */
export function annotationsWith(
  present: Readonly<Record<string, string>> | undefined,
  changes: Readonly<Record<string, string | undefined>>,
): Record<string, string> | undefined {
  const annotations: Record<string, string> = {}
  for (const key in present) if (!Object.hasOwn(changes, key)) annotations[key] = present[key] as string
  for (const key in changes) {
    const value = changes[key]
    if (value !== undefined) annotations[key] = value
  }
  return unlessEmpty(annotations)
}

/** Maps without entries are left out of what is stored. */
function unlessEmpty(map: Record<string, string>): Record<string, string> | undefined {
  for (const _ in map) return map
  return undefined
}

export const TRIGGER_TIME = 'endpoints.kubernetes.io/last-change-trigger-time'
const HEADLESS = 'service.kubernetes.io/headless'

export function isHeadless({ spec }: ServiceObject): boolean {
  return spec.clusterIP === 'None'
}
