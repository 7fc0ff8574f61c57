import type { Journey } from './journey.ts'
import type { Box, MapLayout } from './layout.ts'

/** What came of a journey, written on the map where it covers least. */
export interface Note extends Box {
  id: number
  alive: boolean
  lines: readonly string[]
}

const LINE = 17
const PAD = 8
/** widths at which a reason is broken into lines, px: narrow ones find room where wide ones do not */
const WIDTHS = [270, 180]
/** how far from the end of its journey a note may stand, px */
const FAR = 120
const STEP = 12
/** with so many things on the map a note is not tried in more places: that would take its time */
const CROWDED = 60

/** Places for the reasons of journeys: of all that died, and of the newest one that arrived if there is room. */
export function placeNotes(journeys: readonly Journey[], layout: MapLayout): Note[] {
  const taken: Box[] = [
    ...layout.pods,
    ...layout.crowds,
    ...layout.services.map((box) => ({ ...box, y: box.y - 18, h: box.h + 18 })),
    layout.laptop,
    layout.dns,
    { x: layout.cluster.x, y: layout.cluster.y, w: 140, h: 30 },
    ...layout.nodes.map((frame) => ({ x: frame.x, y: frame.y + 4, w: 190, h: 20 })),
  ]
  const notes: Note[] = []
  for (const [index, journey] of [...journeys.entries()].reverse()) {
    const newest = index === journeys.length - 1
    if (!journey.note || (journey.alive && !newest)) continue
    // The same reason is not written twice over itself.
    if (notes.some((note) => note.lines.join('') === journey.reason)) continue
    const at = journey.note
    const [{ lines, box, covered }] = (taken.length > CROWDED ? WIDTHS.slice(0, 1) : WIDTHS)
      .map((widest) => {
        const lines = wrap(journey.reason, Math.min(widest, layout.width - 4 * PAD))
        const size = { w: Math.max(...lines.map(widthOf)) + 2 * PAD, h: lines.length * LINE + PAD }
        return { lines, ...best(at, size, layout, taken) }
      })
      .sort((a, b) => a.cost - b.cost) as [{ lines: string[] } & Spot]
    if (journey.alive && covered > 0) continue
    // An older reason gives way to a newer one; the list has them all.
    if (notes.some((note) => shared(note, box) > 0)) continue
    notes.push({ ...box, id: journey.id, alive: journey.alive, lines })
    taken.push(box)
  }
  return notes
}

interface Spot {
  box: Box
  covered: number
  cost: number
}

function best(at: { x: number; y: number }, { w, h }: { w: number; h: number }, layout: MapLayout, taken: readonly Box[]): Spot {
  let found: Spot | undefined
  const beside = [14, -w - 14, -w / 2]
  const lefts = taken.length > CROWDED ? beside : [...beside, 60, 110, 160, -w - 60, -w - 110]
  for (let dy = -FAR; dy <= FAR; dy += STEP) {
    for (const left of lefts) {
      const x = at.x + left
      const box = {
        x: Math.max(4, Math.min(layout.width - w - 4, x)),
        y: Math.max(4, Math.min(layout.height - h - 4, at.y + dy - h / 2)),
        w,
        h,
      }
      const covered = taken.reduce((sum, other) => sum + shared(box, other), 0)
      const away = beside.includes(left) ? 0 : Math.min(Math.abs(left), Math.abs(left + w))
      const cost = covered * 10 + Math.abs(dy) + away + shared(box, { x: at.x - 9, y: at.y - 9, w: 18, h: 18 }) * 4
      if (!found || cost < found.cost) found = { box, covered, cost }
    }
  }
  return found as Spot
}

/** The area that two boxes share, px². */
function shared(a: Box, b: Box): number {
  const w = Math.min(a.x + a.w, b.x + b.w) - Math.max(a.x, b.x)
  const h = Math.min(a.y + a.h, b.y + b.h) - Math.max(a.y, b.y)
  return w > 0 && h > 0 ? w * h : 0
}

/** About how wide a text is, px: Chinese letters are as wide as they are high. */
export function widthOf(text: string): number {
  let width = 0
  for (const letter of text) width += (letter.codePointAt(0) as number) >= 0x2e80 ? 12 : 6.9
  return width
}

/** Lines no wider than `widest` px; broken between words, and between Chinese letters. */
export function wrap(text: string, widest: number): string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text.match(/[\u2e80-\u9fff\uff00-\uffef]|[^\s\u2e80-\u9fff\uff00-\uffef]+\s*|\s+/g) ?? [text]) {
    if (line !== '' && widthOf(line + word.trimEnd()) > widest) {
      lines.push(line)
      line = ''
    }
    line += word
  }
  return [...lines, line]
}
