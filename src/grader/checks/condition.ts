import type { KubeObject } from '../../cluster/api/object.ts'
import type { Pod } from '../../cluster/api/types.ts'
import { slicesOf } from '../../cluster/kube-proxy/endpoint-slices.ts'
import type { Lab } from '../../lab/lab.ts'
import type { CheckOf } from '../exercise.ts'
import { servesAs } from '../listening.ts'
import { ownersOf } from '../owner.ts'
import { message } from '../report.ts'
import { readyPods } from '../standpoint.ts'
import type { CheckContext, Verdict } from './verdict.ts'

/** How long a condition may take to come true, ms of virtual time. */
const LIMIT = 90_000

/** A rollout is complete, Pods are ready, a Service has endpoints: waited for as `kubectl wait` does. */
export function condition({ lab }: CheckContext, check: CheckOf<'condition'>): Verdict {
  const namespace = check.namespace ?? 'default'
  const { resource = 'deployments.apps', name = '', selector = '', image, owner, count = 1 } = check
  const wait = (holds: () => boolean): boolean => lab.clock.runUntil(holds, LIMIT)
  if (check.is === 'ready') {
    const pods = (): (Pod & KubeObject)[] =>
      readyPods(lab, namespace, selector).filter(
        (pod) => (image === undefined || servesAs(lab, pod, image)) && (name === '' || pod.metadata.name === name),
      )
    const counted = (found: readonly KubeObject[]): number =>
      owner === undefined || found.length < count ? found.length : mostOfOneOwner(lab, found, owner)
    const pass = wait(() => counted(pods()) >= count)
    const shown = image === undefined ? selector : `${selector} (${image})`
    const found = pods()
    return {
      pass,
      expected:
        owner === undefined
          ? message('expected.condition.ready', { selector: shown, count })
          : message('expected.condition.ready.owner', { selector: shown, count, owner }),
      seen:
        owner === undefined || found.length < count
          ? message('seen.ready', { count: found.length })
          : message('seen.owner', { pods: found.length, owner, count: counted(found) }),
    }
  }
  if (check.is === 'endpoints') {
    const ready = (): number => readyEndpoints(lab, namespace, name)
    const pass = wait(() => ready() >= count)
    return { pass, expected: message('expected.condition.endpoints', { name, count }), seen: message('seen.endpoints', { count: ready() }) }
  }
  // Without a name: all that there are.
  const names = (): string[] =>
    name === ''
      ? lab.cluster.informers
          .for(resource)
          .list(namespace)
          .map(({ metadata }) => metadata.name as string)
      : [name]
  const state = (each: string): { ready: number; wanted: number } | undefined => rollout(lab, resource, namespace, each)
  const isDone = (each: string): boolean => {
    const now = state(each)
    return now !== undefined && now.wanted > 0 && now.ready === now.wanted
  }
  const pass = wait(() => names().length > 0 && names().every(isDone))
  const shown = names().find((each) => !isDone(each)) ?? name
  const expected = message('expected.condition.rolledOut', { resource, name: shown })
  const now = state(shown)
  return { pass, expected, seen: now ? message('seen.rollout', now) : message('seen.noObject', { resource, name: shown, namespace }) }
}

/** How many of these Pods one object of that kind looks after: of all such, the one with the most. */
function mostOfOneOwner(lab: Lab, pods: readonly KubeObject[], kind: string): number {
  const owners = ownersOf(lab, pods, kind)
  return Math.max(0, ...owners.map((owner) => (owner === undefined ? 0 : owners.filter((each) => each === owner).length)))
}

/** Different ready addresses behind a Service, over all its slices. */
function readyEndpoints(lab: Lab, namespace: string, service: string): number {
  const endpoints = slicesOf(lab.cluster.informers, namespace, service).flatMap((slice) => slice.endpoints ?? [])
  return new Set(endpoints.filter(({ conditions }) => conditions?.ready !== false).map(({ addresses }) => addresses[0])).size
}

function rollout(lab: Lab, resource: string, namespace: string, name: string): { ready: number; wanted: number } | undefined {
  const found = lab.cluster.informers.for(resource).get(namespace, name)
  if (!found) return undefined
  const { spec, status } = found as any
  if (status?.observedGeneration !== found.metadata.generation)
    return { ready: 0, wanted: spec.replicas ?? status?.desiredNumberScheduled ?? 1 }
  const wanted = spec.replicas ?? status.desiredNumberScheduled ?? 0
  const updated = status.updatedReplicas ?? status.updatedNumberScheduled ?? wanted
  const total = status.replicas ?? wanted
  const ready = status.availableReplicas ?? status.numberAvailable ?? status.readyReplicas ?? 0
  return { ready: total > wanted ? Math.min(updated, ready, wanted - 1) : Math.min(updated, ready), wanted }
}
