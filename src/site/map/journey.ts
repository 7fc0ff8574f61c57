import type { Hop, Trace } from '../../cluster/network/trace.ts'
import { fill } from '../i18n/fill.ts'
import type { Texts } from '../i18n/index.ts'
import type { Box, MapLayout } from './layout.ts'
import type { MapModel } from './model.ts'

/** A network attempt as the map draws it. */
export interface Journey {
  id: number
  /** an SVG path, from where it left to where it arrived or died */
  path: string
  /** where it ends */
  end: { x: number; y: number }
  /** where what came of it is written; undefined where there is no room */
  note: { x: number; y: number } | undefined
  alive: boolean
  /** what came of it, in words */
  reason: string
  /** a look at the DNS on the way: there and back */
  query: string | undefined
}

/** What of the texts a journey needs. */
export type JourneyTexts = Pick<
  Texts,
  | 'diedTimeout'
  | 'diedTimeoutClusterIp'
  | 'diedTimeoutPodIp'
  | 'diedRefusedNoEndpoints'
  | 'diedRefusedNobody'
  | 'diedRefusedLoopback'
  | 'diedRefused'
  | 'diedUnreachable'
  | 'diedReset'
  | 'diedNxdomain'
  | 'diedNoAnswer'
  | 'diedPolicy'
  | 'arrived'
  | 'arrivedStatus'
>

type Point = { x: number; y: number }

const hopOf = <K extends Hop['kind']>(trace: Trace, kind: K): Extract<Hop, { kind: K }> | undefined =>
  trace.hops.findLast((hop): hop is Extract<Hop, { kind: K }> => hop.kind === kind)

/** Who of the learner's things made this attempt? The kubelet's probes and the cluster's own talk are not drawn. */
export function isShown(trace: Trace): boolean {
  return !trace.from.startsWith('pod/kube-system/') && trace.program !== 'kubelet' && trace.program !== 'kubectl'
}

/** In words: what happened to a request, and why. */
export function reasonOf(trace: Trace, texts: JourneyTexts, model: Pick<MapModel, 'pods' | 'services'>): string {
  const address = hopOf(trace, 'address')
  const rule = hopOf(trace, 'rule')
  const listener = hopOf(trace, 'listener')
  const query = hopOf(trace, 'query')
  const denied = trace.hops.find((hop) => hop.kind === 'policy' && !hop.allowed) as Extract<Hop, { kind: 'policy' }> | undefined
  const to = address ? `${address.to}${address.port ? `:${address.port}` : ''}` : trace.target
  switch (trace.outcome) {
    case 'connected': {
      const status = hopOf(trace, 'response')?.status
      return status === undefined ? texts.arrived : fill(texts.arrivedStatus, { status })
    }
    case 'nxdomain':
      return fill(texts.diedNxdomain, { name: query?.name ?? trace.target })
    case 'noanswer':
      return fill(texts.diedNoAnswer, { name: query?.name ?? trace.target })
    case 'refused':
      if (rule?.reason === 'none') return fill(texts.diedRefusedNoEndpoints, { service: rule.service })
      if (listener?.boundTo === '127.0.0.1') return fill(texts.diedRefusedLoopback, { port: listener.port })
      if (listener) return fill(texts.diedRefusedNobody, { at: listener.pod ?? listener.at, port: listener.port })
      return fill(texts.diedRefused, { address: to })
    case 'timeout':
      if (denied) return fill(texts.diedPolicy, { policy: denied.policy })
      if (address && trace.from === 'laptop' && model.services.some((service) => service.clusterIP === address.to))
        return fill(texts.diedTimeoutClusterIp, { address: address.to })
      if (address && trace.from === 'laptop' && model.pods.some((pod) => pod.ip === address.to))
        return fill(texts.diedTimeoutPodIp, { address: address.to })
      return fill(texts.diedTimeout, { address: to })
    case 'unreachable':
      return fill(texts.diedUnreachable, { address: to })
    case 'reset':
      return fill(texts.diedReset, { address: to })
  }
}

/** Draws a trace onto a layout; undefined when where it left from is not on the map. */
export function journeyOf(trace: Trace, layout: MapLayout, model: MapModel, texts: JourneyTexts): Journey | undefined {
  const start = layout.places.get(trace.from) ?? layout.places.get(podOfContainer(trace.from))
  if (!start) return undefined
  const rule = hopOf(trace, 'rule')
  const listener = hopOf(trace, 'listener')
  const address = hopOf(trace, 'address')
  const stops: Box[] = [start]
  const service = rule && layout.places.get(`service/${rule.namespace}/${rule.service}`)
  if (service) stops.push(service)
  const pod = listener?.pod ? layout.places.get(`pod/${listener.namespace}/${listener.pod}`) : undefined
  const chosen = !pod && rule?.chosen ? layout.places.get(podWith(model, rule.chosen.split(':')[0] as string) ?? '') : undefined
  if (pod ?? chosen) stops.push((pod ?? chosen) as Box)
  else if (listener && !service) {
    const node = layout.nodes.find(({ node }) => node.address === listener.at)
    if (node) stops.push({ x: node.x, y: node.y, w: 120, h: 26 })
  }
  const alive = trace.outcome === 'connected'
  const asked = trace.hops.some((hop) => hop.kind === 'query')
  const query = asked ? line(anchor(start, layout.dns), anchor(layout.dns, start)) : undefined
  if (!alive && (trace.outcome === 'nxdomain' || trace.outcome === 'noanswer')) stops.push(layout.dns)
  let path: string
  let end: Point
  let note: Point | undefined
  if (!alive && (trace.outcome === 'timeout' || trace.outcome === 'unreachable') && !pod && !service) {
    // It never came near what it was meant for: it dies on the way.
    const goal = address && goalOf(address.to, layout, model)
    const from = anchor(start, goal ?? layout.cluster)
    const to = goal ? anchor(goal, start) : { x: layout.cluster.x + 40, y: layout.cluster.y + layout.cluster.h / 2 }
    const share = trace.from === 'laptop' ? 0.42 : 0.6
    end = { x: from.x + (to.x - from.x) * share, y: from.y + (to.y - from.y) * share }
    path = line(from, end)
    note = end
  } else {
    if (stops.length === 1) stops.push({ x: start.x + start.w + 30, y: start.y + start.h / 2, w: 0, h: 0 })
    path = stops
      .slice(1)
      .map((stop, index) => between(stops[index] as Box, stop))
      .join('')
    const before = stops.at(-2) as Box
    end = anchor(stops.at(-1) as Box, before)
    const last = anchor(before, stops.at(-1) as Box)
    if (!alive) note = end
    else if (Math.hypot(end.x - last.x, end.y - last.y) > 46) note = { x: (end.x + last.x) / 2, y: (end.y + last.y) / 2 + 12 }
  }
  return { id: trace.id, path, end, note, alive, reason: reasonOf(trace, texts, model), query }
}

/** `pod/ns/name/container` is drawn at its Pod. */
function podOfContainer(machine: string): string {
  return machine.split('/').slice(0, 3).join('/')
}

function podWith(model: MapModel, ip: string): string | undefined {
  return model.pods.find((pod) => pod.ip === ip)?.key
}

function goalOf(address: string, layout: MapLayout, model: MapModel): Box | undefined {
  const service = model.services.find((each) => each.clusterIP === address)
  return layout.places.get(service?.key ?? podWith(model, address) ?? '')
}

/** Where a line from `box` towards `other` leaves it: the middle of the side that faces it. */
function anchor(box: Box, other: Box): Point {
  const from = { x: box.x + box.w / 2, y: box.y + box.h / 2 }
  const to = { x: other.x + other.w / 2, y: other.y + other.h / 2 }
  if (box.w === 0) return from
  const apart = Math.max(other.x - box.x - box.w, box.x - other.x - other.w)
  const above = other.y + other.h <= box.y && apart < 60
  const below = other.y >= box.y + box.h && apart < 60
  if (above) return { x: from.x + clamp((to.x - from.x) * 0.2, box.w / 3), y: box.y }
  if (below) return { x: from.x + clamp((to.x - from.x) * 0.2, box.w / 3), y: box.y + box.h }
  return to.x < from.x ? { x: box.x, y: from.y } : { x: box.x + box.w, y: from.y }
}

const clamp = (value: number, most: number): number => Math.max(-most, Math.min(most, value))

/** A curve from box to box; around what stands between two in the same row. */
function between(from: Box, to: Box): string {
  const apart = Math.max(to.x - from.x - from.w, from.x - to.x - to.w)
  if (Math.abs(from.y - to.y) > 8 || apart < 60 || from.h !== to.h) return line(anchor(from, to), anchor(to, from))
  const [start, end, low] = [from.x + from.w / 2, to.x + to.w / 2, Math.max(from.y + from.h, to.y + to.h)]
  return `M${round(start)} ${round(from.y + from.h)}C${round(start)} ${round(low + 44)} ${round(end)} ${round(low + 44)} ${round(end)} ${round(to.y + to.h)}`
}

/** A soft curve between two points. */
export function line(from: Point, to: Point): string {
  const begin = `M${round(from.x)} ${round(from.y)}`
  const flat = Math.abs(to.x - from.x) > Math.abs(to.y - from.y)
  const c1 = flat ? { x: from.x + (to.x - from.x) * 0.45, y: from.y } : { x: from.x, y: from.y + (to.y - from.y) * 0.5 }
  const c2 = flat ? { x: to.x - (to.x - from.x) * 0.45, y: to.y } : { x: to.x, y: to.y - (to.y - from.y) * 0.5 }
  return `${begin}C${round(c1.x)} ${round(c1.y)} ${round(c2.x)} ${round(c2.y)} ${round(to.x)} ${round(to.y)}`
}

const round = (value: number): number => Math.round(value * 10) / 10
