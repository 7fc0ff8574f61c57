import { describe, expect, it } from 'vitest'
import { Clock } from '../../sim/clock.ts'
import { Random } from '../../sim/random.ts'
import { Runner } from '../../sim/task.ts'
import { createCluster } from '../create.ts'
import type { NetworkNamespace } from './namespace.ts'
import { createNetwork } from './network.ts'
import { networkPolicyCheck } from './network-policy.ts'

/** A cluster's API with a network of our own beside it: the policies are real, the Pods are only wires. */
function stage() {
  const clock = new Clock()
  const random = new Random('policy')
  const nodes = [{ name: 'node-1', address: '192.168.50.11', podCIDR: '10.244.0.0/24' }]
  const none = Object.assign(() => undefined, {})
  const { client, informers } = createCluster({ clock, random, nodes, programs: () => none })
  const network = createNetwork({ clock, random, nodes })
  network.setPolicy(networkPolicyCheck(informers))
  const create = (resource: string, object: any): void => {
    const result = client.create(resource, object)
    if (!result.ok) throw new Error(result.status.message)
  }
  create('namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'other', labels: { team: 'b' } } })
  clock.advance(1_000)
  const pod = (name: string, namespace: string, labels: object): { net: NetworkNamespace; ip: string } => {
    create('pods', {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name, namespace, labels },
      spec: {
        containers: [{ name: 'c', image: 'x', ports: [{ name: 'web', containerPort: 8080 }] }],
        automountServiceAccountToken: false,
        nodeName: 'elsewhere',
      },
    })
    const made = network.createPodNamespace({ node: 'node-1', namespace, pod: name })
    if ('error' in made) throw new Error(made.error)
    for (const port of [8080, 9090]) {
      made.net.listen(
        { port },
        {
          *http() {
            return { status: 200, headers: {}, body: '' }
          },
        },
      )
    }
    return made
  }
  const reaches = (from: NetworkNamespace, ip: string, port = 8080): boolean => {
    const runner = new Runner(clock, from.http(ip, port, { method: 'GET', path: '/', headers: {}, body: '' }, { timeoutMs: 1_000 })).start()
    clock.runUntil(() => runner.done, 5_000)
    return 'status' in (runner.result as object)
  }
  const policy = (name: string, spec: object): void =>
    create('networkpolicies.networking.k8s.io', {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      metadata: { name, namespace: 'default' },
      spec,
    })
  return { pod, reaches, policy, node: network.nodeNamespace('node-1') }
}

describe('NetworkPolicies', () => {
  it('let everything pass until one selects the Pod, then only what a rule names', () => {
    const { pod, reaches, policy, node } = stage()
    const server = pod('server', 'default', { app: 'server' })
    const friend = pod('friend', 'default', { app: 'friend' })
    const stranger = pod('stranger', 'other', { app: 'friend' })
    expect(reaches(stranger.net, server.ip)).toBe(true)
    policy('friends', {
      podSelector: { matchLabels: { app: 'server' } },
      ingress: [{ from: [{ podSelector: { matchLabels: { app: 'friend' } } }], ports: [{ port: 'web' }] }],
    })
    expect(reaches(friend.net, server.ip)).toBe(true)
    expect(reaches(friend.net, server.ip, 9090)).toBe(false)
    expect(reaches(stranger.net, server.ip)).toBe(false)
    expect(reaches(node, server.ip, 9090)).toBe(true)
    expect(reaches(server.net, server.ip, 9090)).toBe(true)
    expect(reaches(server.net, friend.ip)).toBe(true)
    policy('team-b', {
      podSelector: { matchLabels: { app: 'server' } },
      ingress: [{ from: [{ namespaceSelector: { matchLabels: { team: 'b' } } }] }],
    })
    expect(reaches(stranger.net, server.ip, 9090)).toBe(true)
  })

  it('also hold what goes out, by address block too', () => {
    const { pod, reaches, policy } = stage()
    const client = pod('client', 'default', { app: 'client' })
    const server = pod('server', 'default', { app: 'server' })
    policy('deny', { podSelector: {}, policyTypes: ['Ingress', 'Egress'] })
    expect(reaches(client.net, server.ip)).toBe(false)
    policy('out', {
      podSelector: { matchLabels: { app: 'client' } },
      policyTypes: ['Egress'],
      egress: [{ to: [{ ipBlock: { cidr: '10.244.0.0/16', except: ['10.244.1.0/24'] } }], ports: [{ port: 8080, endPort: 8090 }] }],
    })
    expect(reaches(client.net, server.ip)).toBe(false)
    policy('in', { podSelector: { matchLabels: { app: 'server' } }, ingress: [{}] })
    expect(reaches(client.net, server.ip)).toBe(true)
    expect(reaches(client.net, server.ip, 9090)).toBe(false)
  })
})
