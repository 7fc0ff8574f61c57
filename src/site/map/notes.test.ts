import { expect, test } from 'vitest'
import type { Journey } from './journey.ts'
import { type Box, layOutMap } from './layout.ts'
import type { MapModel, MapPod } from './model.ts'
import { placeNotes, widthOf, wrap } from './notes.ts'
import { between, linkTo } from './routes.ts'

const pod = (index: number, node: string, namespace = 'default'): MapPod => ({
  key: `pod/${namespace}/p${index}`,
  namespace,
  name: `p${index}`,
  node,
  ip: `10.244.0.${index}`,
  status: 'Running',
  ready: '1/1',
  restarts: '0',
  tone: 'ready',
  labels: { app: 'x' },
})
const node = (name: string) => ({ key: `node/${name}`, name, address: '192.168.50.11', ready: true, schedulable: true })
const model = (parts: Partial<MapModel>): MapModel => ({
  nodes: [node('node-1')],
  namespaces: ['default'],
  pods: [1, 2, 3, 4, 5].map((index) => pod(index, 'node-1')),
  services: [],
  ...parts,
})
const journey = (id: number, end: { x: number; y: number }, reason: string, alive = false): Journey => ({
  id,
  path: '',
  end,
  note: end,
  alive,
  reason,
  query: undefined,
})
const overlap = (a: Box, b: Box): boolean => a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h

test.each([780, 620, 360])('a reason stands inside the map and on no Pod, %i px wide', (width) => {
  const layout = layOutMap(model({}), width, 420)
  for (const target of layout.pods) {
    const end = { x: target.x + target.w / 2, y: target.y }
    const [note] = placeNotes([journey(1, end, 'timed out: nobody outside the cluster knows 10.102.34.25')], layout)
    expect(note && note.x >= 0 && note.x + note.w <= width).toBe(true)
    for (const box of layout.pods) expect(note && overlap(note, box), `${box.pod.name} at ${width}`).toBe(false)
  }
})

test('of requests that arrived only the newest is written about; notes do not cover each other', () => {
  const layout = layOutMap(model({}), 780, 420)
  const end = { x: 300, y: 60 }
  const notes = placeNotes(
    [journey(1, end, 'answered with 200', true), journey(2, end, 'refused', false), journey(3, end, 'answered with 503', true)],
    layout,
  )
  expect(notes.map(({ id }) => id)).toEqual([3, 2])
  expect(overlap(notes[0] as Box, notes[1] as Box)).toBe(false)
})

test('a long reason is broken between words, Chinese between letters, and nothing of it is lost', () => {
  for (const text of [
    'timed out: nobody outside the cluster knows 10.102.34.25',
    '逾時：叢集外面沒有人認得 10.102.34.25，封包一直等到你放棄為止，什麼都沒有回來',
  ]) {
    const lines = wrap(text, 270)
    expect(lines.length).toBeGreaterThan(1)
    expect(lines.join('')).toBe(text)
    expect(Math.max(...lines.map((line) => widthOf(line.trimEnd())))).toBeLessThanOrEqual(270)
  }
})

test('between Pods of one row a line goes below, in the gap when another row follows', () => {
  const row = [0, 150, 300].map((x) => ({ x, y: 0, w: 138, h: 54 }))
  const [first, , third] = row as [Box, Box, Box]
  expect(between(first, third, row)).toContain('H')
  const deepest = (path: string): number => Math.max(...[...path.matchAll(/[\d.]+ ([\d.]+)/g)].map(([, y]) => Number(y)))
  expect(deepest(between(first, third, row))).toBe(74)
  expect(deepest(between(first, third, [...row, { x: 150, y: 68, w: 138, h: 54 }]))).toBe(61)
})

test('a Service is joined to a Pod that stands below another by its side', () => {
  const service = { x: 0, y: 0, w: 150, h: 48 }
  const [upper, lower] = [
    { x: 6, y: 100, w: 138, h: 54 },
    { x: 6, y: 168, w: 138, h: 54 },
  ]
  expect(linkTo(service, upper, [upper, lower])).toMatch(/ 75 100$/)
  expect(linkTo(service, lower, [upper, lower])).toMatch(/ 6 195$/)
})

test('where namespaces stand one below the other, one node is one frame around them, and no node is forgotten', () => {
  const pods = [pod(1, 'node-1', 'np1'), pod(2, 'node-1', 'np2'), pod(3, 'node-1', 'np2')]
  const one = layOutMap(model({ namespaces: ['default', 'np1', 'np2'], pods }), 360, 400)
  expect(one.nodes).toHaveLength(1)
  for (const { y, h } of one.namespaces)
    expect((one.nodes[0]?.y ?? 0) < y && y + h < (one.nodes[0]?.y ?? 0) + (one.nodes[0]?.h ?? 0)).toBe(true)
  const region = one.namespaces.find(({ name }) => name === 'np2') as Box
  for (const box of one.pods.filter((each) => each.pod.namespace === 'np2'))
    expect(box.x >= region.x && box.y > region.y && box.x + box.w <= region.x + region.w && box.y + box.h < region.y + region.h).toBe(true)
  const two = layOutMap(model({ nodes: [node('node-1'), node('node-2')], namespaces: ['np1', 'np2'], pods }), 360, 400)
  expect(new Set(two.nodes.map((frame) => frame.node.name))).toEqual(new Set(['node-1', 'node-2']))
})
