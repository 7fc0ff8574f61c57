import { describe, expect, test } from 'vitest'
import type { Trace } from '../../cluster/network/trace.ts'
import { Lab } from '../../lab/lab.ts'
import { scenario } from '../../lab/scenario.ts'
import { loadAllCode } from '../../sim/code.ts'
import { en } from '../i18n/en.ts'
import { drawFigure } from './figure.tsx'
import { journeyOf, reasonOf } from './journey.ts'
import { type Box, layOutMap } from './layout.ts'
import { type MapModel, type MapPod, mapModel } from './model.ts'

await loadAllCode()

const SHOP = `apiVersion: apps/v1
kind: Deployment
metadata: {name: backend}
spec:
  replicas: 3
  selector: {matchLabels: {app: backend}}
  template:
    metadata: {labels: {app: backend}}
    spec: {containers: [{name: backend, image: 'hello-backend:1.0'}]}
---
apiVersion: v1
kind: Service
metadata: {name: backend}
spec: {selector: {app: backend}, ports: [{port: 8080}]}
`
const shop = scenario({ id: 'map', manifests: [SHOP] })

function pods(count: number, namespace = 'default'): MapPod[] {
  return Array.from({ length: count }, (_, index) => ({
    key: `pod/${namespace}/p${index}`,
    namespace,
    name: `p${index}`,
    node: `node-${(index % 2) + 1}`,
    ip: `10.244.${index >> 8}.${index & 255}`,
    status: 'Running',
    ready: '1/1',
    restarts: '0',
    tone: 'ready',
    labels: { app: 'x' },
    owner: undefined,
  }))
}
const nodes = ['node-1', 'node-2'].map((name) => ({ key: `node/${name}`, name, address: '192.168.50.11', ready: true, schedulable: true }))
const model = (parts: Partial<MapModel>): MapModel => ({ nodes, namespaces: ['default'], pods: [], services: [], ...parts })
const inside = (inner: Box, outer: Box): boolean =>
  inner.x >= outer.x - 0.5 &&
  inner.y >= outer.y - 0.5 &&
  inner.x + inner.w <= outer.x + outer.w + 0.5 &&
  inner.y + inner.h <= outer.y + outer.h + 0.5
const overlap = (a: Box, b: Box): boolean => a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h

describe('the model', () => {
  test('has what the cluster has', () => {
    const lab = Lab.open({ scenario: shop })
    const { pods: shown, services, nodes: machines } = mapModel(lab.cluster)
    expect(shown).toHaveLength(3)
    expect(shown.every((pod) => pod.tone === 'ready' && /^10\.244\./.test(pod.ip) && pod.node === 'node-1')).toBe(true)
    expect(services).toMatchObject([{ name: 'backend', type: 'ClusterIP', ports: '8080/TCP', selector: 'app=backend', exposed: false }])
    expect(services[0]?.ready.toSorted()).toEqual(shown.map((pod) => pod.ip).toSorted())
    expect(machines).toMatchObject([{ name: 'node-1', ready: true, address: '192.168.50.11' }])
  })
})

describe('the layout', () => {
  test.each([
    ['a wide pane', 900, 5],
    ['a phone', 358, 5],
    ['many Pods', 780, 60],
    ['200 Pods', 780, 200],
  ])('%s: every Pod inside its node, none over another', (_, width, count) => {
    const layout = layOutMap(model({ pods: pods(count) }), width, 300)
    expect(layout.pods).toHaveLength(count)
    for (const { pod, ...box } of layout.pods) {
      const frame = layout.nodes.find(({ node }) => node.name === pod.node)
      expect(frame && inside(box, frame), pod.name).toBe(true)
    }
    for (const [index, one] of layout.pods.entries())
      for (const other of layout.pods.slice(index + 1)) expect(overlap(one, other)).toBe(false)
    expect(layout.nodes.every((frame) => inside(frame, layout.cluster))).toBe(true)
  })

  test('thousands of Pods become crowds', () => {
    const layout = layOutMap(model({ pods: pods(5_000) }), 780, 300)
    expect(layout.pods).toHaveLength(0)
    expect(layout.crowds.map((crowd) => crowd.pods)).toEqual([2_500, 2_500])
    expect(layout.height).toBeLessThan(600)
  })

  test('namespaces stand side by side, or one below the other where there is no room', () => {
    const two = model({ namespaces: ['np1', 'np2'], pods: [...pods(2, 'np1'), ...pods(2, 'np2')] })
    const wide = layOutMap(two, 900, 300).namespaces
    const narrow = layOutMap(two, 300, 300).namespaces
    expect(wide[0]?.y).toBe(wide[1]?.y)
    expect(narrow[1]?.y).toBeGreaterThan((narrow[0]?.y ?? 0) + 50)
  })
})

describe('a Pod of several containers', () => {
  const TWO = `apiVersion: v1
kind: Pod
metadata: {name: pair}
spec:
  containers:
    - {name: front, image: 'hello-frontend:1.0', env: [{name: BACKEND_ADDR, value: 'localhost:8080'}]}
    - {name: back, image: 'hello-backend:1.0'}
    - {name: tools, image: 'dnsutils:1.0'}
`
  const lab = Lab.open({ scenario: scenario({ id: 'pair', manifests: [SHOP, TWO] }) })
  const seen: Trace[] = []
  lab.cluster.onTrace((trace) => seen.push(trace))
  const own = mapModel(lab.cluster)
  const layout = layOutMap(own, 640, 260)
  const pair = layout.pods.find(({ pod }) => pod.name === 'pair') as (typeof layout.pods)[number]

  test('shows them, in its box, which takes room from nobody', () => {
    expect(pair.containers.map(({ name, tone }) => `${name} ${tone}`)).toEqual(['front ready', 'back ready', 'tools ready'])
    for (const [index, one] of pair.containers.entries()) {
      expect(inside(one, pair)).toBe(true)
      for (const other of pair.containers.slice(index + 1)) expect(overlap(one, other)).toBe(false)
    }
    for (const other of layout.pods) if (other !== pair) expect(overlap(pair, other)).toBe(false)
    expect(layout.pods.filter(({ pod }) => pod.name !== 'pair').every(({ containers }) => containers.length === 0)).toBe(true)
    expect(layout.nodes.every((frame) => frame.node.name !== 'node-1' || inside(pair, frame))).toBe(true)
  })

  test('a crowd of containers is counted', () => {
    const many = Array.from({ length: 9 }, (_, index) => ({ name: `c${index}`, tone: 'ready' as const }))
    const [pod] = layOutMap(model({ pods: pods(1).map((each) => ({ ...each, containers: many })) }), 640, 260).pods
    expect(pod?.containers.map(({ name }) => name)).toEqual(['c0', 'c1', 'c2', 'c3', '+5'])
  })

  test('what goes to localhost never leaves the Pod', () => {
    lab.script('kubectl exec pair -c tools -- curl -s http://localhost:8080/', 30_000)
    const journey = journeyOf(seen.at(-1) as Trace, layout, own, en)
    expect(journey).toMatchObject({ alive: true, within: true, reason: 'answered with 200' })
    const numbers = (journey?.path.match(/[\d.]+/g) ?? []).map(Number)
    for (let index = 0; index < numbers.length; index += 2)
      expect(inside({ x: numbers[index] as number, y: numbers[index + 1] as number, w: 0, h: 0 }, pair)).toBe(true)
  })
})

describe('journeys', () => {
  const lab = Lab.open({ scenario: shop })
  const seen: Trace[] = []
  lab.cluster.onTrace((trace) => seen.push(trace))
  const own = mapModel(lab.cluster)
  const layout = layOutMap(own, 800, 320)
  const address = own.services[0]?.clusterIP ?? ''
  /** The trace of a request to the Service from this machine. */
  const request = (machine: string): Trace => {
    seen.length = 0
    lab.script(`curl -s -m 2 http://${address}:8080/`, 30_000, { machine: lab.machine(machine) as NonNullable<ReturnType<Lab['machine']>> })
    return seen.at(-1) as Trace
  }

  test('through the Service to a Pod', () => {
    const journey = journeyOf(request('node/node-1'), layout, own, en)
    expect(journey).toMatchObject({ alive: true, reason: 'answered with 200' })
    expect(journey?.path.match(/M/g)).toHaveLength(2)
  })

  test('from the laptop it dies outside, and says why', () => {
    const journey = journeyOf(request('laptop'), layout, own, en)
    expect(journey?.alive).toBe(false)
    expect(journey?.reason).toBe(`timed out: nobody outside the cluster knows ${address}`)
    expect(journey?.end.x).toBeLessThan(layout.services[0]?.x ?? 0)
  })

  test.each([
    [
      { outcome: 'nxdomain', hops: [{ kind: 'query', name: 'x.', type: 'A', server: '', rcode: 'NXDOMAIN', answers: [] }] },
      'no such name: x.',
    ],
    [
      {
        outcome: 'refused',
        hops: [
          { kind: 'rule', via: 'clusterIP', service: 'web', namespace: 'default', portName: '', port: 80, candidates: [], reason: 'none' },
        ],
      },
      'refused: Service web has no ready endpoint',
    ],
    [
      { outcome: 'refused', hops: [{ kind: 'listener', at: '10.0.0.1', pod: 'web', namespace: 'default', port: 80, found: false }] },
      'refused: nothing listens on port 80 of web',
    ],
    [
      { outcome: 'timeout', hops: [{ kind: 'policy', policy: 'deny', namespace: 'default', direction: 'ingress', allowed: false }] },
      'timed out: NetworkPolicy deny lets nothing through',
    ],
  ])('reasons %#', (part, words) => {
    expect(reasonOf({ id: 1, at: 0, from: 'laptop', program: 'curl', target: 'http://x/', ...part } as Trace, en, own)).toBe(words)
  })
})

test('a figure is drawn as text', () => {
  const svg = drawFigure({
    scenario: shop,
    commands: ['curl -s -m 2 http://10.96.77.77/'],
    on: 'laptop',
    texts: en,
    caption: 'A "shop" <1>',
  })
  expect(svg).toContain('aria-label="A &quot;shop&quot; &lt;1&gt;"')
  expect(svg).toContain('timed out')
  // once for wide columns, once for phones
  expect(svg.match(/<svg/g)).toHaveLength(2)
  expect(svg.match(/class="pod ready"/g)).toHaveLength(6)
})
