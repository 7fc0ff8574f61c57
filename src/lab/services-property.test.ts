import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { KubeObject } from '../cluster/api/object.ts'
import { loadAllCode } from '../sim/code.ts'
import { Lab } from './lab.ts'
import { NODE_1, NODE_2, scenario } from './scenario.ts'

await loadAllCode()

const APPS = ['red', 'blue'] as const
const NAMES = ['a', 'b', 'c'] as const
const PROBED = { readinessProbe: { httpGet: { path: '/healthz', port: 8080 }, periodSeconds: 1 } }

type Act =
  | { do: 'deployment'; name: string; app: string; replicas: number }
  | { do: 'daemonset'; app: string }
  | { do: 'service'; name: string; app: string; type: string }
  | { do: 'scale'; name: string; replicas: number }
  | { do: 'relabel'; at: number; app: string }
  | { do: 'delete'; resource: 'deployments.apps' | 'services'; name: string }
  | { do: 'deletePod' | 'kill'; at: number }
  | { do: 'power'; on: boolean }

const name = fc.constantFrom(...NAMES)
const app = fc.constantFrom(...APPS)
const replicas = fc.nat(4)
const at = fc.nat(20)
const act: fc.Arbitrary<Act> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant('deployment' as const), name, app, replicas }) },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('service' as const),
      name,
      app,
      type: fc.constantFrom('ClusterIP', 'NodePort', 'LoadBalancer'),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('daemonset' as const), app }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('scale' as const), name, replicas }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('relabel' as const), at, app }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('delete' as const),
      resource: fc.constantFrom('deployments.apps' as const, 'services' as const),
      name,
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom('deletePod' as const, 'kill' as const), at }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('power' as const), on: fc.boolean() }) },
)
const plan = fc.array(fc.tuple(act, fc.double({ min: 0, max: 6, noNaN: true })), { minLength: 4, maxLength: 16 })

const list = (lab: Lab, resource: string): readonly (KubeObject & { spec?: any; status?: any })[] =>
  lab.cluster.informers.for(resource).list('default')

const once = (values: readonly unknown[]): void => expect(new Set(values).size).toBe(values.length)

/** No address of a running Pod, no ClusterIP and no node port is held twice, at any moment. */
function nothingTwice(lab: Lab): void {
  const running = list(lab, 'pods').filter(({ status }) => status?.phase !== 'Failed' && status?.phase !== 'Succeeded')
  once(running.flatMap(({ status }) => status?.podIP ?? []))
  const services = list(lab, 'services')
  once(services.map(({ spec }) => spec.clusterIP))
  once(services.flatMap(({ spec }) => spec.ports.flatMap(({ nodePort }: { nodePort?: number }) => nodePort ?? [])))
}

function perform(acts: readonly (readonly [Act, number])[]): Lab {
  const lab = Lab.open({ scenario: scenario({ id: 'property', nodes: [NODE_1, NODE_2] }), seed: 'property' })
  const { client } = lab.cluster
  const podAt = (at: number): KubeObject | undefined => {
    const pods = list(lab, 'pods')
    return pods[at % Math.max(1, pods.length)]
  }
  for (const [each, seconds] of acts) {
    if (each.do === 'deployment') {
      const labels = { app: each.app, of: each.name }
      const spec = { terminationGracePeriodSeconds: 2, containers: [{ name: 'c', image: 'hello-backend:1.0', ...PROBED }] }
      const metadata = { name: each.name, namespace: 'default' }
      const template = { metadata: { labels }, spec }
      const deployment = { replicas: each.replicas, selector: { matchLabels: { of: each.name } }, template }
      client.create('deployments.apps', { apiVersion: 'apps/v1', kind: 'Deployment', metadata, spec: deployment })
    } else if (each.do === 'daemonset') {
      const spec = { terminationGracePeriodSeconds: 2, containers: [{ name: 'c', image: 'hello-backend:1.0', ...PROBED }] }
      const template = { metadata: { labels: { app: each.app, of: 'agent' } }, spec }
      const metadata = { name: 'agent', namespace: 'default' }
      client.create('daemonsets.apps', {
        apiVersion: 'apps/v1',
        kind: 'DaemonSet',
        metadata,
        spec: { selector: { matchLabels: { of: 'agent' } }, template },
      })
    } else if (each.do === 'service') {
      const spec = { type: each.type, selector: { app: each.app }, ports: [{ port: 80, targetPort: 8080 }] }
      client.create('services', { apiVersion: 'v1', kind: 'Service', metadata: { name: each.name, namespace: 'default' }, spec })
    } else if (each.do === 'scale') client.patch('deployments.apps', 'default', each.name, { spec: { replicas: each.replicas } }, {})
    else if (each.do === 'delete') client.delete(each.resource, 'default', each.name)
    else if (each.do === 'power') lab.cluster.power('node-2', each.on)
    else {
      const pod = podAt(each.at)?.metadata.name as string | undefined
      if (pod === undefined) continue
      if (each.do === 'relabel') client.patch('pods', 'default', pod, { metadata: { labels: { app: each.app } } }, {})
      else if (each.do === 'deletePod') client.delete('pods', 'default', pod)
      else lab.cluster.container('default', pod, 'c')?.processes.get(1)?.kill('SIGKILL', 'outside')
    }
    lab.clock.advance(seconds * 1000)
    nothingTwice(lab)
  }
  lab.cluster.power('node-2', true)
  lab.clock.advance(90_000)
  return lab
}

test('whatever is created, deleted, scaled and killed, endpoints are the ready Pods that match, and nothing is held twice', () => {
  fc.assert(
    fc.property(plan, (acts) => {
      const lab = perform(acts)
      const pods = list(lab, 'pods')
      const services = list(lab, 'services')
      nothingTwice(lab)
      for (const { metadata, spec } of services) {
        if (!spec.selector) continue
        const ready = pods.filter(
          ({ metadata: { labels, deletionTimestamp }, status }) =>
            labels?.['app'] === spec.selector.app &&
            !deletionTimestamp &&
            status?.conditions?.some(({ type, status: is }: { type: string; status: string }) => type === 'Ready' && is === 'True'),
        )
        const endpoints = list(lab, 'endpointslices.discovery.k8s.io')
          .filter(({ metadata: { labels } }) => labels?.['kubernetes.io/service-name'] === metadata.name)
          .flatMap((slice) => (slice as any).endpoints ?? [])
          .filter(({ conditions }: any) => conditions.ready)
          .map(({ addresses }: any) => addresses[0])
        expect(endpoints.sort()).toEqual(ready.map(({ status }) => status.podIP).sort())
        const asked = lab.script(`curl -s -m 2 http://${spec.clusterIP}/`, 5_000, { machine: lab.cluster.nodes.get('node-1')! })
        if (ready.length === 0) expect(asked.exit).toBe(7)
        else expect(ready.map((pod) => `Hello from ${pod.metadata.name}\n`)).toContain(asked.stdout)
      }
    }),
    { numRuns: 25 },
  )
})

test('the same again gives the same cluster', () => {
  fc.assert(
    fc.property(plan, (acts) => {
      expect(JSON.stringify(perform(acts).cluster.objects())).toBe(JSON.stringify(perform(acts).cluster.objects()))
    }),
    { numRuns: 8 },
  )
})
