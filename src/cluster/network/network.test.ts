import { beforeEach, describe, expect, it } from 'vitest'
import { Clock } from '../../sim/clock.ts'
import { Random } from '../../sim/random.ts'
import { Runner, type Task } from '../../sim/task.ts'
import type { KubeObject } from '../api/object.ts'
import type { Informer, Informers } from '../client/client.ts'
import { isDnsQuery } from '../coredns/message.ts'
import { createDnsServer } from '../coredns/server.ts'
import { startKubeProxy } from '../kube-proxy/kube-proxy.ts'
import { FileSystem } from '../machine/filesystem.ts'
import type { Machine } from '../machine/machine.ts'
import type { NetworkNamespace } from './namespace.ts'
import { createNetwork, type Network, type PodNetwork } from './network.ts'
import { lookupHost } from './resolver.ts'
import type { Trace } from './trace.ts'

/** Informers over plain maps. */
class StubInformers implements Informers {
  #all = new Map<string, { objects: Map<string, KubeObject>; handlers: any[]; indexes: Map<string, any> }>()

  #of(resource: string) {
    let table = this.#all.get(resource)
    if (!table) this.#all.set(resource, (table = { objects: new Map(), handlers: [], indexes: new Map() }))
    return table
  }

  put(resource: string, object: any): void {
    const table = this.#of(resource)
    const key = `${object.metadata.namespace ?? ''}/${object.metadata.name}`
    const old = table.objects.get(key)
    table.objects.set(key, object)
    for (const handler of table.handlers) handler(object, old)
  }

  remove(resource: string, namespace: string, name: string): void {
    const table = this.#of(resource)
    const old = table.objects.get(`${namespace}/${name}`)
    table.objects.delete(`${namespace}/${name}`)
    for (const handler of table.handlers) handler(undefined, old)
  }

  for(resource: string): Informer<any> {
    const table = this.#of(resource)
    return {
      get: (namespace, name) => table.objects.get(`${namespace}/${name}`),
      list: () => [...table.objects.values()],
      byIndex: (index, value) => [...table.objects.values()].filter((object) => table.indexes.get(index)(object).includes(value)),
      addIndex: (index, valuesOf) => void table.indexes.set(index, valuesOf),
      onChange(handler) {
        table.handlers.push(handler)
        for (const object of table.objects.values()) handler(object, undefined)
      },
    }
  }

  onAnyChange(): void {}
}

const NODES = [
  { name: 'node-1', address: '192.168.50.11', podCIDR: '10.244.0.0/24' },
  { name: 'node-2', address: '192.168.50.12', podCIDR: '10.244.1.0/24' },
]
const text = (body: string) => ({
  *http() {
    return { status: 200, headers: {}, body }
  },
})

let clock: Clock
let network: Network
let informers: StubInformers
let traces: Trace[]
let laptop: NetworkNamespace
let node: NetworkNamespace

const pod = (name: string, where = 'node-1', options = {}): PodNetwork => {
  const made = network.createPodNamespace({ node: where, namespace: 'default', pod: name, ...options })
  if ('error' in made) throw new Error(made.error)
  return made
}
const run = <T>(task: Task<T>): T => {
  const runner = new Runner(clock, task).start()
  clock.runUntil(() => runner.done, 1_000_000)
  if (runner.error) throw runner.error
  return runner.result as T
}
const get = (net: NetworkNamespace, address: string, port: number, options = {}): string => {
  const answer = run(net.http(address, port, { method: 'GET', path: '/', headers: { host: address }, body: '' }, options))
  return 'failed' in answer ? answer.failed : `${answer.status} ${answer.body}`
}
const service = (spec: any, name = 'web', namespace = 'default') =>
  informers.put('services', {
    metadata: { name, namespace },
    spec: { type: 'ClusterIP', clusterIP: '10.96.7.7', ports: [{ port: 80, targetPort: 8080 }], ...spec },
  })
const endpoints = (list: any[], name = 'web', ports: any[] = [{ port: 8080, protocol: 'TCP' }]) =>
  informers.put('endpointslices.discovery.k8s.io', {
    metadata: { name: `${name}-1`, namespace: 'default', labels: { 'kubernetes.io/service-name': name } },
    addressType: 'IPv4',
    ports,
    endpoints: list,
  })
const ready = (made: PodNetwork, nodeName = 'node-1', conditions: any = { ready: true }) => ({ addresses: [made.ip], nodeName, conditions })

beforeEach(() => {
  clock = new Clock()
  traces = []
  const random = new Random('test')
  network = createNetwork({ clock, random, nodes: NODES, onTrace: (trace) => traces.push(trace) })
  informers = new StubInformers()
  for (const { name } of NODES) startKubeProxy({ clock, random, informers, network, node: name })
  laptop = network.laptopNamespace()
  node = network.nodeNamespace('node-1')
})

describe('Pod addresses', () => {
  it('ascend, and a freed one is not given again at once', () => {
    expect([pod('a').ip, pod('b').ip]).toEqual(['10.244.0.2', '10.244.0.3'])
    pod('c').release()
    expect(pod('d').ip).toBe('10.244.0.5')
    expect(pod('e', 'node-2').ip).toBe('10.244.1.2')
  })

  it('run out with the plugin’s message, and come back when released', () => {
    const pods = Array.from({ length: 253 }, (_, i) => pod(`p${i}`))
    expect(network.createPodNamespace({ node: 'node-1', namespace: 'default', pod: 'late' })).toEqual({
      error:
        'plugin type="bridge" failed (add): failed to allocate for range 0: no IP addresses available in range set: 10.244.0.1-10.244.0.254',
    })
    pods[7]?.release()
    expect(pod('late').ip).toBe(pods[7]?.ip)
  })
})

describe('who reaches whom', () => {
  it('Pods and nodes reach Pods; the laptop does not', () => {
    const a = pod('a')
    const b = pod('b', 'node-2')
    b.net.listen({ port: 8080 }, text('b'))
    expect(get(a.net, b.ip, 8080)).toBe('200 b')
    expect(get(node, b.ip, 8080)).toBe('200 b')
    expect(get(laptop, b.ip, 8080, { timeoutMs: 3000 })).toBe('timeout')
  })

  it('tells refused, timed out and unreachable apart', () => {
    const a = pod('a')
    const b = pod('b')
    expect(get(a.net, b.ip, 8080)).toBe('refused')
    b.release()
    const stranger = pod('stranger')
    const before = clock.now
    expect(get(stranger.net, b.ip, 8080)).toBe('unreachable')
    expect(clock.now - before).toBeCloseTo(3070)
    expect(get(stranger.net, b.ip, 8080, { timeoutMs: 2000 })).toBe('timeout')
    expect(get(a.net, '10.96.99.99', 80, { timeoutMs: 5000 })).toBe('timeout')
    expect(get(a.net, '203.0.113.9', 80)).toBe('unreachable')
    expect(traces.map((trace) => trace.outcome)).toEqual(['refused', 'unreachable', 'timeout', 'timeout', 'unreachable'])
  })

  it('takes a neighbour that it has met for granted a while longer', () => {
    const a = pod('a')
    const b = pod('b')
    get(a.net, b.ip, 8080)
    b.release()
    expect(get(a.net, b.ip, 8080, { timeoutMs: 5000 })).toBe('timeout')
    const before = clock.now
    expect(get(a.net, b.ip, 8080)).toBe('unreachable')
    expect(clock.now - before).toBeGreaterThan(30_000)
    expect(get(a.net, b.ip, 8080, { timeoutMs: 5000 })).toBe('unreachable')
  })

  it('keeps loopback inside, and ports apart by address', () => {
    const a = pod('a')
    expect(a.net.listen({ port: 80, address: '127.0.0.1' }, text('shy'))).not.toBe('EADDRINUSE')
    expect(a.net.listen({ port: 80 }, text('x'))).toBe('EADDRINUSE')
    expect(a.net.listen({ port: 80, address: a.ip }, text('open'))).toHaveProperty('close')
    expect(a.net.listen({ port: 80, address: '1.2.3.4' }, text('x'))).toBe('EADDRNOTAVAIL')
    expect(get(a.net, '127.0.0.1', 80)).toBe('200 shy')
    expect(get(pod('b').net, a.ip, 80)).toBe('200 open')
    expect(get(pod('c').net, '127.0.0.1', 80)).toBe('refused')
  })

  it('shows a loopback-only listener in the trace', () => {
    const a = pod('a')
    a.net.listen({ port: 80, address: '127.0.0.1' }, text('shy'))
    get(pod('b').net, a.ip, 80)
    expect(traces[0]?.hops.at(-1)).toEqual({
      kind: 'listener',
      at: a.ip,
      pod: 'a',
      namespace: 'default',
      port: 80,
      found: false,
      boundTo: '127.0.0.1',
    })
  })

  it('resets what runs when the Pod goes', () => {
    const a = pod('a')
    const b = pod('b')
    b.net.listen(
      { port: 80 },
      {
        *http() {
          yield* (function* (): Task {
            yield () => undefined
          })()
          return { status: 200, headers: {}, body: '' }
        },
      },
    )
    clock.after(500, () => b.release())
    expect(get(a.net, b.ip, 80)).toBe('reset')
  })

  it('pings hosts, not virtual addresses', () => {
    const a = pod('a')
    const b = pod('b', 'node-2')
    service({})
    clock.advance(2000)
    expect(run(a.net.ping(b.ip))).toMatchObject({ ttl: 62 })
    expect(run(a.net.ping('10.96.7.7', { timeoutMs: 2000 }))).toEqual({ failed: 'timeout' })
  })
})

describe('Services', () => {
  it('spread over ready endpoints and take a moment to change', () => {
    const [a, b, c] = [pod('a'), pod('b', 'node-2'), pod('c')]
    for (const each of [a, b]) each.net.listen({ port: 8080 }, text(each.ip))
    service({ type: 'NodePort', ports: [{ port: 80, nodePort: 30080 }] })
    endpoints([ready(a), ready(b, 'node-2')])
    clock.advance(100)
    const seen = (from: NetworkNamespace, address: string, port: number) =>
      [...new Set(Array.from({ length: 40 }, () => get(from, address, port)))].sort()
    const both = [`200 ${a.ip}`, `200 ${b.ip}`]
    expect(seen(c.net, '10.96.7.7', 80)).toEqual(both)
    expect(seen(node, '10.96.7.7', 80)).toEqual(both)
    expect(seen(laptop, '192.168.50.12', 30080)).toEqual(both)
    expect(seen(laptop, '127.0.0.1', 30080)).toEqual(both)
    expect(seen(node, '127.0.0.1', 30080)).toEqual(both)
    expect(seen(c.net, '192.168.50.12', 30080)).toEqual(both)
    expect(get(laptop, '10.96.7.7', 80, { timeoutMs: 1000 })).toBe('timeout')
    expect(get(c.net, '127.0.0.1', 30080)).toBe('refused')
    endpoints([])
    expect(seen(c.net, '10.96.7.7', 80)).toEqual(both)
    clock.advance(1100)
    expect(get(c.net, '10.96.7.7', 80)).toBe('refused')
    expect(get(laptop, '192.168.50.11', 30080)).toBe('refused')
    informers.remove('services', 'default', 'web')
    clock.advance(1100)
    expect(get(c.net, '10.96.7.7', 80, { timeoutMs: 2000 })).toBe('timeout')
    expect(get(laptop, '192.168.50.11', 30080)).toBe('refused')
  })

  it('choose evenly', () => {
    const pods = ['a', 'b', 'c'].map((name) => pod(name))
    for (const each of pods) each.net.listen({ port: 8080 }, text(each.ip))
    service({})
    endpoints(pods.map((each) => ready(each)))
    clock.advance(100)
    const counts = new Map<string, number>()
    for (let i = 0; i < 3000; i++) {
      const answer = get(pods[0]!.net, '10.96.7.7', 80)
      counts.set(answer, (counts.get(answer) ?? 0) + 1)
    }
    for (const count of counts.values()) expect(Math.abs(count - 1000)).toBeLessThan(120)
  })

  it('keep a client at its endpoint with session affinity, until the time is over', () => {
    const pods = ['a', 'b', 'c', 'd'].map((name) => pod(name))
    for (const each of pods) each.net.listen({ port: 8080 }, text(each.ip))
    service({ sessionAffinity: 'ClientIP', sessionAffinityConfig: { clientIP: { timeoutSeconds: 10 } } })
    endpoints(pods.map((each) => ready(each)))
    clock.advance(100)
    const first = get(pods[0]!.net, '10.96.7.7', 80)
    for (let i = 0; i < 20; i++) expect(get(pods[0]!.net, '10.96.7.7', 80)).toBe(first)
    const later = new Set<string>()
    for (let i = 0; i < 20; i++) {
      clock.advance(11_000)
      later.add(get(pods[0]!.net, '10.96.7.7', 80))
    }
    expect(later.size).toBeGreaterThan(1)
  })

  it('let a Pod reach itself, seen from the bridge', () => {
    const a = pod('a')
    const peers: string[] = []
    a.net.listen(
      { port: 8080 },
      {
        *http(_request, peer) {
          peers.push(peer.address)
          return { status: 200, headers: {}, body: 'self' }
        },
      },
    )
    service({})
    endpoints([ready(a)])
    clock.advance(100)
    expect(get(a.net, '10.96.7.7', 80)).toBe('200 self')
    get(pod('b').net, '10.96.7.7', 80)
    get(node, '10.96.7.7', 80)
    expect(peers).toEqual(['10.244.0.1', '10.244.0.3', '10.244.0.1'])
  })

  it('with policy Local drop what would have to leave the node, and keep the client’s address', () => {
    const b = pod('b', 'node-2')
    const peers: string[] = []
    b.net.listen(
      { port: 8080 },
      {
        *http(_request, peer) {
          peers.push(peer.address)
          return { status: 200, headers: {}, body: 'b' }
        },
      },
    )
    service({ type: 'NodePort', externalTrafficPolicy: 'Local', ports: [{ port: 80, nodePort: 30080 }] })
    endpoints([ready(b, 'node-2')])
    clock.advance(100)
    expect(get(laptop, '192.168.50.12', 30080)).toBe('200 b')
    expect(peers).toEqual([laptop.address])
    expect(get(laptop, '192.168.50.11', 30080, { timeoutMs: 3000 })).toBe('timeout')
    expect(get(node, '192.168.50.11', 30080)).toBe('200 b')
  })

  it('fall back to endpoints that still serve while they terminate', () => {
    const a = pod('a')
    a.net.listen({ port: 8080 }, text('a'))
    service({})
    endpoints([ready(a, 'node-1', { ready: false, serving: true, terminating: true })])
    clock.advance(100)
    expect(get(pod('b').net, '10.96.7.7', 80)).toBe('200 a')
  })

  it('also on external addresses and host ports', () => {
    const a = pod('a', 'node-1', { hostPorts: [{ hostPort: 18888, containerPort: 8080 }] })
    a.net.listen({ port: 8080 }, text('a'))
    service({ externalIPs: ['192.168.50.11'], ports: [{ port: 8088 }] })
    endpoints([ready(a)])
    clock.advance(100)
    expect(get(laptop, '192.168.50.11', 8088)).toBe('200 a')
    expect(get(laptop, '192.168.50.11', 18888)).toBe('200 a')
    a.release()
    expect(get(laptop, '192.168.50.11', 18888)).toBe('refused')
  })
})

describe('a server that calls itself', () => {
  it('runs out of sockets instead of time', () => {
    const a = pod('a')
    let calls = 0
    a.net.listen(
      { port: 80 },
      {
        *http() {
          calls++
          const answer = yield* a.net.http(a.ip, 80, { method: 'GET', path: '/', headers: {}, body: '' }, { timeoutMs: 2000 })
          return { status: 'failed' in answer ? 502 : answer.status, headers: {}, body: '' }
        },
      },
    )
    expect(get(node, a.ip, 80)).toBe('502 ')
    expect(calls).toBe(1001)
    clock.advance(10_000)
    expect(calls).toBe(1001)
  })
})

describe('raw and HTTP ends understand each other', () => {
  it('a raw client at an HTTP server', () => {
    const a = pod('a')
    a.net.listen({ port: 80 }, text('hi\n'))
    const answer = run(
      (function* () {
        const connection = yield* pod('b').net.connect(a.ip, 80)
        if ('failed' in connection) return connection.failed
        yield* connection.write('GET / HTTP/1.0\r\n\r\n')
        let out = ''
        for (let piece = yield* connection.read(); piece !== undefined; piece = yield* connection.read()) out += piece
        return out
      })(),
    )
    expect(answer).toBe('HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 3\r\n\r\nhi\n')
  })

  it('an HTTP client at a raw server', () => {
    const a = pod('a')
    let asked = ''
    a.net.listen(
      { port: 80 },
      {
        *stream(connection) {
          asked = (yield* connection.read()) ?? ''
          yield* connection.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok')
          connection.close()
        },
      },
    )
    expect(get(pod('b').net, a.ip, 80)).toBe('200 ok')
    expect(asked).toBe(`GET / HTTP/1.1\r\nHost: ${a.ip}\r\n\r\n`)
  })

  it('a server that hangs up', () => {
    const a = pod('a')
    a.net.listen(
      { port: 80 },
      {
        *stream(connection) {
          connection.close()
        },
      },
    )
    const answer = run(pod('b').net.http(a.ip, 80, { method: 'GET', path: '/', headers: {}, body: '' }))
    expect(answer).toMatchObject({ status: 0, problem: 'empty' })
  })
})

describe('names', () => {
  const machineOf = (net: NetworkNamespace, resolv: string): Machine =>
    ({
      net,
      clock,
      fs: new FileSystem(() => 0, { '/etc/hosts': '127.0.0.1\tlocalhost\n10.244.0.9\tme.local\tme\n', '/etc/resolv.conf': resolv }),
    }) as unknown as Machine
  const CLUSTER_FIRST = 'search default.svc.cluster.local svc.cluster.local cluster.local\nnameserver 10.96.0.10\noptions ndots:5\n'
  let dns: PodNetwork

  beforeEach(() => {
    dns = pod('coredns')
    const server = createDnsServer({ clock, random: new Random('dns'), informers })
    dns.net.listen({ port: 53, protocol: 'UDP' }, { datagram: (query) => (isDnsQuery(query) ? server.answer(query) : undefined) })
    for (const name of ['default', 'kube-system']) informers.put('namespaces', { metadata: { name } })
    service(
      { clusterIP: '10.96.0.10', clusterIPs: ['10.96.0.10'], ports: [{ name: 'dns', port: 53, protocol: 'UDP' }] },
      'kube-dns',
      'kube-system',
    )
    informers.put('endpointslices.discovery.k8s.io', {
      metadata: { name: 'kube-dns-1', namespace: 'kube-system', labels: { 'kubernetes.io/service-name': 'kube-dns' } },
      addressType: 'IPv4',
      ports: [{ name: 'dns', port: 53, protocol: 'UDP' }],
      endpoints: [ready(dns)],
    })
    service({ clusterIPs: ['10.96.7.7'] })
    clock.advance(2000)
  })

  it('are found along the search list, query by query', () => {
    const machine = machineOf(pod('a').net, CLUSTER_FIRST)
    expect(run(lookupHost(machine, 'web'))).toMatchObject({ addresses: ['10.96.7.7'], name: 'web.default.svc.cluster.local' })
    const found = run(lookupHost(machine, 'web.default'))
    expect(found.hops.map((hop) => hop.kind === 'query' && `${hop.type} ${hop.name} ${hop.rcode}`)).toEqual([
      'A web.default.default.svc.cluster.local NXDOMAIN',
      'AAAA web.default.default.svc.cluster.local NXDOMAIN',
      'A web.default.svc.cluster.local NOERROR',
      'AAAA web.default.svc.cluster.local NOERROR',
    ])
    expect(run(lookupHost(machine, 'web.default.svc.cluster.local', { libc: 'musl' }))).toMatchObject({ addresses: ['10.96.7.7'] })
    expect(run(lookupHost(machine, 'nosuch'))).toMatchObject({ failed: 'nxdomain' })
    expect(run(lookupHost(machine, 'localhost'))).toMatchObject({ addresses: ['127.0.0.1'], hops: [] })
    expect(run(lookupHost(machine, 'me'))).toMatchObject({ addresses: ['10.244.0.9'], name: 'me.local' })
    expect(run(lookupHost(machine, '10.1.2.3'))).toMatchObject({ addresses: ['10.1.2.3'] })
    expect(run(lookupHost(machine, 'example.com'))).toMatchObject({ failed: 'nxdomain' })
  })

  it('fail in time when no server answers', () => {
    dns.release()
    const machine = machineOf(pod('a').net, CLUSTER_FIRST)
    const took = (libc: 'glibc' | 'musl'): [string, number] => {
      const before = clock.now
      const result = run(lookupHost(machine, 'web', { libc }))
      return ['failed' in result ? result.failed : 'found', Math.round(clock.now - before)]
    }
    expect(took('glibc')).toEqual(['unreachable', 6140])
    expect(took('musl')).toEqual(['timeout', 5000])
  })

  it('stand in the trace of the request they serve', () => {
    const machine = machineOf(pod('a').net, CLUSTER_FIRST)
    const target = 'http://web/'
    run(
      (function* () {
        const found = yield* lookupHost(machine, 'web', { target, program: 'curl' })
        if ('failed' in found) return
        yield* machine.net.http(
          found.addresses[0] as string,
          80,
          { method: 'GET', path: '/', headers: {}, body: '' },
          { target, program: 'curl' },
        )
      })(),
    )
    expect(traces).toHaveLength(1)
    expect(traces[0]).toMatchObject({ program: 'curl', target, outcome: 'refused' })
    expect(traces[0]?.hops.map((hop) => hop.kind)).toEqual(['query', 'query', 'address', 'rule'])
  })
})
