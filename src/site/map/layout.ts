import { labelPairs, labelsInclude } from '../../cluster/api/label-selector.ts'
import { heightOfContainers, type MapContainer, placeContainers } from './containers.ts'
import type { MapModel, MapNode, MapPod, MapService, PodTone } from './model.ts'

export interface Box {
  x: number
  y: number
  w: number
  h: number
}

/** Pods drawn as one box because there are too many to tell apart. */
export interface PodCrowd extends Box {
  key: string
  node: string
  pods: number
  tones: Readonly<Partial<Record<PodTone, number>>>
}

export interface MapLayout {
  width: number
  height: number
  laptop: Box
  dns: Box
  cluster: Box
  /** `around`: the one node, drawn around namespaces that stand one below the other */
  nodes: (Box & { node: MapNode; around?: boolean })[]
  namespaces: (Box & { name: string })[]
  /** `small`: a square; `column`: squares of one column stand together */
  pods: (Box & { pod: MapPod; small: boolean; column: number; containers: (Box & MapContainer)[] })[]
  crowds: PodCrowd[]
  services: (Box & { service: MapService })[]
  /** from a Service to the Pods it catches */
  links: { service: string; pod: string; ready: boolean }[]
  /** boxes by what traces and selections call them */
  places: ReadonlyMap<string, Box>
}

const POD = { w: 138, h: 54, most: 196 }
const SMALL = { w: 16, h: 16 }
const SERVICE = { w: 158, h: 48 }
/** A Service with a node port says that in a line of its own. */
const DOOR = 17
/** room above a Service for its name in the DNS */
const NAME = 20
const GAP = 14
const EDGE = 14
const LAPTOP = { w: 92, h: 68 }
const DNS = { w: 132, h: 30 }
/** Pods of one column on one node that are still drawn as boxes, as small squares, as a crowd */
const BOXES = 12
const SQUARES = 400
const NARROW = 560
/** spare height that a node's frame takes up around its Pods */
const MOST_AIR = 320

interface Column {
  namespace: string
  /** exposed Services and their Pods stand left, the rest right */
  inner: boolean
  services: MapService[]
  pods: MapPod[]
  slots: number
  x: number
  w: number
}

/** Places everything for a width in px; the height follows, and is at least `height`: spare room goes between things. */
export function layOutMap(model: MapModel, width: number, height: number): MapLayout {
  const tight = placeAll(model, width, height, 0)
  const spare = height - EDGE - tight.natural
  return spare > 0 ? placeAll(model, width, height, spare).layout : tight.layout
}

/** The smallest scale at which letters can still be read. */
const SMALLEST = 0.8
/** So many Pods are not tried in a smaller size: they are squares, and change often. */
const MANY = 200

/** The layout for a pane, made a little smaller where that shows everything at once. */
export function fitMap(model: MapModel, width: number, height: number): { layout: MapLayout; scale: number } {
  const plain = layOutMap(model, width, height)
  if (plain.height <= height || model.pods.length > MANY) return { layout: plain, scale: 1 }
  const scale = Math.max(SMALLEST, height / plain.height)
  const smaller = layOutMap(model, width / scale, height / scale)
  return smaller.height * scale <= height + 1 ? { layout: smaller, scale } : { layout: plain, scale: 1 }
}

function placeAll(model: MapModel, width: number, height: number, spare: number): { layout: MapLayout; natural: number } {
  const narrow = width < NARROW
  const places = new Map<string, Box>()
  const left = narrow ? EDGE : EDGE + LAPTOP.w + 34
  const cluster: Box = { x: left - (narrow ? 4 : 0), y: narrow ? EDGE + LAPTOP.h + 22 : EDGE, w: 0, h: 0 }
  cluster.w = width - cluster.x - (narrow ? EDGE - 4 : EDGE)
  const inner = { x: cluster.x + (narrow ? 8 : 14), w: cluster.w - (narrow ? 16 : 28) }
  const columns = columnsOf(model)
  const several = model.namespaces.length > 1
  const framed = columns.length * (POD.w + GAP) <= inner.w + GAP
  const layout: MapLayout = {
    width,
    height,
    laptop: { x: EDGE, y: EDGE, ...LAPTOP },
    dns: { x: 0, y: 0, ...DNS },
    cluster,
    nodes: [],
    namespaces: [],
    pods: [],
    crowds: [],
    services: [],
    links: [],
    places,
  }
  layout.dns = narrow
    ? { x: width - EDGE - DNS.w, y: EDGE + 4, ...DNS }
    : { x: cluster.x + cluster.w - DNS.w - 12, y: cluster.y + 10, ...DNS }
  // Columns side by side where there is room; otherwise one namespace below the other.
  const bands = framed ? [columns] : group(columns)
  // A third of it between Services and Pods, where packets travel; the rest around the Pods.
  const gap = model.services.length > 0 ? Math.min(64, (spare / bands.length) * 0.4) : 0
  const air = { gap, frame: Math.min(MOST_AIR, Math.max(0, spare / bands.length - gap) / Math.max(1, model.nodes.length)) }
  let y = cluster.y + (narrow ? 34 : several && framed ? 46 : 50)
  // One node around all namespaces is one frame; several are drawn where they have Pods.
  const [only] = model.nodes
  const around =
    bands.length > 1 && model.nodes.length === 1 && only ? { x: inner.x - 4, y, w: inner.w + 8, h: 0, node: only, around: true } : undefined
  if (around) {
    layout.nodes.push(around)
    y += 34
  }
  const within = bands.length > 1 ? { x: inner.x + 6, w: inner.w - 12 } : inner
  for (const band of bands) {
    divide(band, within.x, within.w)
    y = placeBand(layout, model.nodes, band, { inner: within, top: y, several, air, stacked: bands.length > 1 }) + 16
  }
  for (const node of around ? [] : model.nodes.filter(({ name }) => !layout.nodes.some((frame) => frame.node.name === name))) {
    layout.nodes.push({ x: inner.x - 4, y, w: inner.w + 8, h: 30, node })
    y += 38
  }
  if (around) {
    around.h = y - 6 - around.y
    y += 10
  }
  const natural = y - 2
  cluster.h = Math.max(natural, height - EDGE) - cluster.y
  layout.height = cluster.y + cluster.h + EDGE
  if (!narrow) layout.laptop.y = Math.min(cluster.y + cluster.h / 2 - LAPTOP.h / 2, height / 2 - LAPTOP.h / 2)
  places.set('laptop', layout.laptop)
  places.set('dns', layout.dns)
  for (const node of layout.nodes) if (!places.has(node.node.key)) places.set(node.node.key, node)
  layout.links = linksOf(model)
  return { layout, natural }
}

function columnsOf(model: MapModel): Column[] {
  const columns: Column[] = []
  for (const namespace of model.namespaces) {
    const services = model.services.filter((service) => service.namespace === namespace)
    const pods = model.pods.filter((pod) => pod.namespace === namespace)
    const innerServices = services.filter((service) => !service.exposed)
    const caught = (pod: MapPod): boolean =>
      innerServices.some((service) => service.selector !== '' && (catches(service, pod) || service.ready.includes(pod.ip)))
    const exposed = services.filter((service) => service.exposed)
    // Pods that no Service catches stand with the inner ones as long as there is no inner Service: that is where they are about to go.
    const left = (pod: MapPod): boolean => (innerServices.length > 0 ? !caught(pod) : exposed.some((service) => catches(service, pod)))
    const parts = [
      { inner: false, services: exposed, pods: pods.filter(left) },
      { inner: true, services: innerServices, pods: pods.filter((pod) => !left(pod)) },
    ].filter((part) => part.services.length + part.pods.length > 0)
    if (parts.length === 0) parts.push({ inner: false, services: [], pods: [] })
    for (const part of parts) columns.push({ namespace, slots: 1, x: 0, w: 0, ...part })
  }
  return columns
}

/** Does a Service's selector fit a Pod? */
export function catches(service: MapService, pod: MapPod): boolean {
  return service.selector !== '' && service.namespace === pod.namespace && labelsInclude(pod.labels, labelPairs(service.selector))
}

function group(columns: readonly Column[]): Column[][] {
  const bands = new Map<string, Column[]>()
  for (const column of columns) bands.set(column.namespace, [...(bands.get(column.namespace) ?? []), column])
  return [...bands.values()]
}

/** Shares the width among columns: one place for a Pod each, the rest to those with most Pods. */
function divide(columns: Column[], x: number, width: number): void {
  const free = Math.max(columns.length, Math.floor((width + GAP) / (POD.w + GAP)))
  const want = (column: Column): number =>
    Math.max(1, Math.min(4, Math.max(column.services.length, Math.min(column.pods.length, Math.ceil(Math.sqrt(column.pods.length * 1.6))))))
  for (let spare = free - columns.length; spare > 0; spare--) {
    const neediest = columns.toSorted((a, b) => want(b) - b.slots - (want(a) - a.slots) || b.pods.length - a.pods.length)[0] as Column
    if (want(neediest) <= neediest.slots) break
    neediest.slots++
  }
  const slots = columns.reduce((sum, column) => sum + column.slots, 0)
  let at = x
  for (const column of columns) {
    column.x = at
    column.w = (width * column.slots) / slots
    at += column.w
  }
}

interface Band {
  inner: { x: number; w: number }
  top: number
  several: boolean
  air: { gap: number; frame: number }
  /** namespaces stand one below the other: a band is one of them */
  stacked: boolean
}

/** A row of Services, and below it one frame a node. Says where it ends. */
function placeBand(layout: MapLayout, nodes: readonly MapNode[], columns: readonly Column[], band: Band): number {
  const { inner, top, several, air, stacked } = band
  const heading = several ? 22 : 0
  const framesNodes = !stacked || nodes.length > 1
  const empty = stacked && columns.every((column) => column.services.length + column.pods.length === 0)
  let y = top
  let lowest = y + heading
  for (const column of columns) lowest = Math.max(lowest, placeServices(layout, column, y + heading))
  y = lowest + (lowest > y + heading ? 14 + air.gap : 0)
  const pending = columns.some((column) => column.pods.some((pod) => pod.node === ''))
  if (pending) y = placePods(layout, columns, '', y) + 12
  for (const node of empty ? [] : nodes) {
    if (stacked && !columns.some((column) => column.pods.some((pod) => pod.node === node.name))) continue
    const head = framesNodes ? 30 + air.frame / 2 : 0
    const end = placePods(layout, columns, node.name, y + head)
    if (framesNodes) {
      const h = Math.max(end + 12, y + head + POD.h + 12) - y + air.frame / 2
      layout.nodes.push({ x: inner.x - 4, y, w: inner.w + 8, h, node })
      y += h + 12
    } else y = end + 12 + air.frame / 2
  }
  if (several) {
    const aside = stacked ? 4 : 0
    for (const [name, own] of spans(columns))
      layout.namespaces.push({ name, x: own.x + 2 - aside, y: top - 4, w: own.w - 4 + 2 * aside, h: y - top - (stacked ? -2 : 4) })
  }
  return y - (stacked ? 0 : 8)
}

function spans(columns: readonly Column[]): Map<string, { x: number; w: number }> {
  const out = new Map<string, { x: number; w: number }>()
  for (const { namespace, x, w } of columns) {
    const own = out.get(namespace)
    out.set(namespace, own ? { x: own.x, w: x + w - own.x } : { x, w })
  }
  return out
}

function placeServices(layout: MapLayout, column: Column, top: number): number {
  const perRow = Math.max(1, Math.floor((column.w + GAP) / (SERVICE.w + GAP)))
  const w = Math.min(SERVICE.w, column.w - GAP)
  const rows = Math.ceil(column.services.length / perRow)
  const tall = SERVICE.h + (column.services.some((service) => service.door !== '') ? DOOR : 0)
  for (const [index, service] of column.services.entries()) {
    const row = Math.floor(index / perRow)
    const inRow = Math.min(perRow, column.services.length - row * perRow)
    const start = column.x + (column.w - inRow * w - (inRow - 1) * GAP) / 2
    const box = { x: start + (index % perRow) * (w + GAP), y: top + NAME + row * (tall + NAME + 8), w, h: tall }
    layout.services.push({ ...box, service })
    ;(layout.places as Map<string, Box>).set(service.key, box)
  }
  return rows === 0 ? top : top + rows * (tall + NAME + 8) - 8
}

function placePods(layout: MapLayout, columns: readonly Column[], node: string, top: number): number {
  let lowest = top
  const places = layout.places as Map<string, Box>
  for (const [number, column] of columns.entries()) {
    const pods = column.pods.filter((pod) => pod.node === node)
    if (pods.length === 0) continue
    if (pods.length > SQUARES) {
      const box = { x: column.x + 4, y: top, w: column.w - 8 - GAP, h: POD.h }
      const tones: Partial<Record<PodTone, number>> = {}
      for (const pod of pods) {
        tones[pod.tone] = (tones[pod.tone] ?? 0) + 1
        places.set(pod.key, box)
      }
      layout.crowds.push({ ...box, key: `crowd/${node}/${column.namespace}/${column.inner}`, node, pods: pods.length, tones })
      lowest = Math.max(lowest, top + POD.h)
      continue
    }
    const small = pods.length > BOXES
    const size = small ? SMALL : { ...POD, w: podWidth(column) }
    const gap = small ? 5 : GAP
    const perRow = Math.max(1, Math.floor((column.w - (small ? GAP : 0) + gap + 0.5) / (size.w + gap)))
    let rowTop = top
    let tallest = 0
    for (const [index, pod] of pods.entries()) {
      const row = Math.floor(index / perRow)
      const inRow = Math.min(perRow, pods.length - row * perRow)
      if (index > 0 && index % perRow === 0) {
        rowTop += tallest + gap
        tallest = 0
      }
      const h = size.h + (small ? 0 : heightOfContainers(pod))
      tallest = Math.max(tallest, h)
      const start = small ? column.x + 4 : column.x + (column.w - inRow * size.w - (inRow - 1) * gap) / 2
      const box = { x: start + (index % perRow) * (size.w + gap), y: rowTop, w: size.w, h }
      layout.pods.push({ ...box, pod, small, column: number, containers: small ? [] : placeContainers(pod, box, POD.h - 2) })
      places.set(pod.key, box)
      lowest = Math.max(lowest, box.y + box.h)
    }
  }
  return lowest
}

/** A Pod's box takes what room its column has, up to where its name fits. */
function podWidth(column: Column): number {
  const perRow = Math.max(1, Math.min(column.slots, Math.floor((column.w + GAP) / (POD.w + GAP))))
  return Math.min(POD.most, Math.max(Math.min(POD.w, column.w - GAP), column.w / perRow - GAP))
}

/** Lines that would only blacken the picture are left out. */
const LINKS = 80

function linksOf(model: MapModel): MapLayout['links'] {
  const byAddress = new Map(model.pods.flatMap((pod) => (pod.ip ? [[pod.ip, pod] as const] : [])))
  const links = model.services.flatMap((service) => [
    ...service.ready.map((address) => ({ service: service.key, pod: byAddress.get(address)?.key, ready: true })),
    ...service.notReady.map((address) => ({ service: service.key, pod: byAddress.get(address)?.key, ready: false })),
  ])
  return links.filter((link): link is MapLayout['links'][number] => link.pod !== undefined).slice(0, LINKS)
}
