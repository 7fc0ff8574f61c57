import type { Box } from './layout.ts'

export type Point = { x: number; y: number }

/** Boxes so far apart in height, px, stand in different rows. */
const ROW = 20

/** Where a line from `box` towards `other` leaves it: the middle of the side that faces it. */
export function anchor(box: Box, other: Box): Point {
  const from = { x: box.x + box.w / 2, y: box.y + box.h / 2 }
  const to = { x: other.x + other.w / 2, y: other.y + other.h / 2 }
  if (box.w === 0) return from
  const apart = Math.max(other.x - box.x - box.w, box.x - other.x - other.w)
  const upright = (gap: number): boolean => gap >= 0 && apart < Math.min(60, gap + 12)
  const above = upright(box.y - other.y - other.h)
  const below = upright(other.y - box.y - box.h)
  if (above) return { x: from.x + clamp((to.x - from.x) * 0.2, box.w / 3), y: box.y }
  if (below) return { x: from.x + clamp((to.x - from.x) * 0.2, box.w / 3), y: box.y + box.h }
  return to.x < from.x ? { x: box.x, y: from.y } : { x: box.x + box.w, y: from.y }
}

/** A value that goes no further than `most`, either way. */
export const clamp = (value: number, most: number): number => Math.max(-most, Math.min(most, value))

/**
 * From box to box: a curve, from side to side or from top to bottom; between boxes of one row a
 * lane below them, in the gap where another row follows. `sideways`: it leaves to the side however the boxes stand.
 */
export function between(from: Box, to: Box, all: readonly Box[], sideways = false): string {
  if (sideways) return curve(side(from, to), side(to, from), true)
  const middle = (box: Box): number => box.x + box.w / 2
  if (to.y >= from.y + from.h + ROW) return curve({ x: middle(from), y: from.y + from.h }, { x: middle(to), y: to.y }, false)
  if (from.y >= to.y + to.h + ROW) return curve({ x: middle(from), y: from.y }, { x: middle(to), y: to.y + to.h }, false)
  const apart = Math.max(to.x - from.x - from.w, from.x - to.x - to.w)
  if (Math.abs(from.y - to.y) > 8 || apart < 0 || from.h !== to.h) return line(anchor(from, to), anchor(to, from))
  const [left, right] = [Math.min(from.x, to.x), Math.max(from.x + from.w, to.x + to.w)]
  const low = from.y + from.h
  const beside = all.some(
    (box) => box !== from && box !== to && box.y < low && box.y + box.h > from.y && box.x < right && box.x + box.w > left,
  )
  if (!beside && apart < 120) return line(anchor(from, to), anchor(to, from))
  const crowded = all.some((box) => box.y >= low && box.y < low + 30 && box.x < right && box.x + box.w > left)
  const depth = crowded ? 7 : 20
  const turn = Math.min(depth, 10)
  const [start, end] = [from.x + from.w / 2, to.x + to.w / 2]
  const way = end < start ? -turn : turn
  return (
    `M${round(start)} ${round(low)}V${round(low + depth - turn)}Q${round(start)} ${round(low + depth)} ${round(start + way)} ${round(low + depth)}` +
    `H${round(end - way)}Q${round(end)} ${round(low + depth)} ${round(end)} ${round(low + depth - turn)}V${round(low)}`
  )
}

/** From a Service down to a Pod; past Pods that stand on the straight way, along their side. */
export function linkTo(service: Box, pod: Box, pods: readonly Box[]): string {
  const from = { x: service.x + service.w / 2, y: service.y + service.h }
  const to = { x: pod.x + pod.w / 2, y: pod.y }
  const above = pods.filter((box) => box.y + box.h <= pod.y && box.y > from.y && box.x < to.x && box.x + box.w > to.x)
  const first = Math.min(...above.map((box) => box.y))
  if (above.length === 0 || pod.w < 40) return line(from, to)
  const side = pod.x - 6
  const middle = pod.y + pod.h / 2
  return `${line(from, { x: side, y: first })}V${round(middle - 6)}Q${round(side)} ${round(middle)} ${round(pod.x)} ${round(middle)}`
}

/** The middle of the left or right side, whichever looks at the other box. */
export function side(box: Box, other: Box): Point {
  const left = other.x + other.w / 2 < box.x + box.w / 2
  return { x: left ? box.x : box.x + box.w, y: box.y + box.h / 2 }
}

/** A soft curve between two points. */
export function line(from: Point, to: Point): string {
  return curve(from, to, Math.abs(to.x - from.x) > Math.abs(to.y - from.y))
}

function curve(from: Point, to: Point, flat: boolean): string {
  const begin = `M${round(from.x)} ${round(from.y)}`
  const c1 = flat ? { x: from.x + (to.x - from.x) * 0.45, y: from.y } : { x: from.x, y: from.y + (to.y - from.y) * 0.5 }
  const c2 = flat ? { x: to.x - (to.x - from.x) * 0.45, y: to.y } : { x: to.x, y: to.y - (to.y - from.y) * 0.5 }
  return `${begin}C${round(c1.x)} ${round(c1.y)} ${round(c2.x)} ${round(c2.y)} ${round(to.x)} ${round(to.y)}`
}

const round = (value: number): number => Math.round(value * 10) / 10
