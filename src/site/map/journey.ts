import type { Hop, Trace } from '../../cluster/network/trace.ts'
import { fill } from '../i18n/fill.ts'
import type { Texts } from '../i18n/index.ts'
import { wayWithin } from './containers.ts'
import type { Box, MapLayout } from './layout.ts'
import type { MapModel } from './model.ts'
import { anchor, between, clamp, line, type Point, side } from './routes.ts'

/** A network attempt as the map draws it. */
export interface Journey {
  id: number
  /** an SVG path, from where it left to where it arrived or died */
  path: string
  /** where it ends */
  end: { x: number; y: number }
  /** beside this it is written what came of it */
  note: { x: number; y: number } | undefined
  alive: boolean
  /** what came of it, in words */
  reason: string
  /** a look at the DNS on the way: there and back */
  query: string | undefined
  /** it never leaves its Pod, and is drawn upon it */
  within?: true
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
  const home = layout.pods.find(({ pod }) => pod.key === podOfContainer(trace.from))
  if (home && !home.small && address?.from === '127.0.0.1') {
    const way = wayWithin(home, home.containers)
    const alive = trace.outcome === 'connected'
    // Beside the Pod, not upon what is written in it.
    const note = { x: way.end.x, y: home.y + home.h + 30 }
    return { id: trace.id, ...way, note, alive, reason: reasonOf(trace, texts, model), query: undefined, within: true }
  }
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
  // On a wide map the laptop stands beside the cluster, on a narrow one above it.
  const beside = layout.laptop.x + layout.laptop.w < layout.cluster.x
  let path: string
  let end: Point
  let note: Point | undefined
  if (!alive && (trace.outcome === 'timeout' || trace.outcome === 'unreachable') && !pod && !service) {
    // It never came near what it was meant for: it dies on the way.
    const goal = address && goalOf(address.to, layout, model)
    const from = anchor(start, goal ?? layout.cluster)
    const to = goal ? anchor(goal, start) : { x: layout.cluster.x + 40, y: layout.cluster.y + layout.cluster.h / 2 }
    // What nobody outside knows does not come past the edge of the cluster.
    if (trace.from !== 'laptop') end = onTheWay(from, to, layout)
    else if (beside) end = { x: layout.cluster.x, y: from.y + clamp((to.y - from.y) * 0.4, 40) }
    else end = { x: from.x + clamp((to.x - from.x) * 0.3, 60), y: layout.cluster.y }
    path = line(trace.from === 'laptop' && beside ? side(start, layout.cluster) : from, end)
    note = end
  } else {
    if (stops.length === 1) stops.push({ x: start.x + start.w + 30, y: start.y + start.h / 2, w: 0, h: 0 })
    path = stops
      .slice(1)
      .map((stop, index) => between(stops[index] as Box, stop, layout.pods, beside && stops[index] === layout.laptop))
      .join('')
    const before = stops.at(-2) as Box
    end = anchor(stops.at(-1) as Box, before)
    const last = anchor(before, stops.at(-1) as Box)
    if (!alive) note = end
    else note = { x: (end.x + last.x) / 2, y: (end.y + last.y) / 2 }
  }
  return { id: trace.id, path, end, note, alive, reason: reasonOf(trace, texts, model), query }
}

/** A point of the way, about past its middle, where a cross does not touch a box. */
function onTheWay(from: Point, to: Point, layout: MapLayout): Point {
  const at = (part: number): Point => ({ x: from.x + (to.x - from.x) * part, y: from.y + (to.y - from.y) * part })
  const free = ({ x, y }: Point): boolean =>
    ![...layout.services, ...layout.pods].some(
      (box) => x > box.x - 16 && x < box.x + box.w + 16 && y > box.y - 16 && y < box.y + box.h + 16,
    )
  return at([0.6, 0.52, 0.68, 0.44, 0.76, 0.36].find((part) => free(at(part))) ?? 0.6)
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
