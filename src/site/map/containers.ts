import type { Box } from './layout.ts'
import type { MapPod, PodTone } from './model.ts'

/** A container of a Pod that has several. */
export interface MapContainer {
  name: string
  tone: PodTone
}

/** How a container is drawn in its Pod's box, px; more than `MOST` are counted instead. */
const LINE = { h: 19, gap: 4 }
const MOST = 5
const INSET = 10
/** room at the right, where packets that stay in the Pod turn round */
const LANE = 26

/** How much higher a Pod's box is for what is drawn in it. */
export function heightOfContainers(pod: MapPod): number {
  const lines = Math.min(pod.containers?.length ?? 0, MOST)
  return lines === 0 ? 0 : lines * (LINE.h + LINE.gap) + 4
}

/** The containers of a Pod as boxes within its own, which begin below its two lines of text. */
export function placeContainers(pod: MapPod, box: Box, top: number): (Box & MapContainer)[] {
  const all = pod.containers ?? []
  const shown = all.length > MOST ? [...all.slice(0, MOST - 1), { name: `+${all.length - MOST + 1}`, tone: 'done' as const }] : all
  return shown.map((container, index) => ({
    ...container,
    x: box.x + INSET,
    y: box.y + top + index * (LINE.h + LINE.gap),
    w: box.w - INSET - LANE,
    h: LINE.h,
  }))
}

/**
 * The way of a packet that never leaves its Pod: beside the containers from the first to the last,
 * or along the bottom of a Pod that has one only.
 */
export function wayWithin(pod: Box, containers: readonly Box[]): { path: string; end: { x: number; y: number } } {
  const [first, last] = [containers[0], containers.at(-1)]
  if (first && last && first !== last) {
    const x = first.x + first.w
    const [from, to] = [first.y + first.h / 2, last.y + last.h / 2]
    return { path: `M${x} ${from}C${x + LANE - 8} ${from} ${x + LANE - 8} ${to} ${x} ${to}`, end: { x, y: to } }
  }
  const y = pod.y + pod.h - 6
  const end = { x: pod.x + pod.w - 16, y }
  return { path: `M${pod.x + 12} ${y}H${end.x}`, end }
}
