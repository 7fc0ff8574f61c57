import { goJson } from '../validation/errors.ts'

/** Lines around a change that are shown with it. */
const CONTEXT = 3
/** Beyond so many lines on both sides between the first and the last change, all of them count as changed. */
const MOST_COMPARED = 1500

/** The change from one structure to another as the API server shows it: a unified diff of their JSON, a space an indent. */
export function structureDiff(from: unknown, to: unknown): string {
  return unifiedDiff(indented(from), indented(to))
}

function indented(value: unknown): string[] {
  return JSON.stringify(JSON.parse(goJson(value)), undefined, 1).split('\n')
}

/** `[kind, line]`: kept (' '), removed ('-') or added ('+'). */
type Edit = readonly [' ' | '-' | '+', string]

function unifiedDiff(a: readonly string[], b: readonly string[]): string {
  const edits = editsOf(a, b)
  const near = edits.map(() => false)
  edits.forEach(([kind], i) => {
    if (kind === ' ') return
    for (let j = Math.max(0, i - CONTEXT); j <= Math.min(edits.length - 1, i + CONTEXT); j++) near[j] = true
  })
  const out: string[] = []
  let left = 1
  let right = 1
  for (let i = 0; i < edits.length; ) {
    if (!near[i]) {
      left++
      right++
      i++
      continue
    }
    const hunk: Edit[] = []
    while (i < edits.length && near[i]) hunk.push(edits[i++] as Edit)
    const removed = hunk.filter(([kind]) => kind !== '+').length
    const added = hunk.filter(([kind]) => kind !== '-').length
    out.push(`@@ -${range(left, removed)} +${range(right, added)} @@`, ...hunk.map(([kind, line]) => kind + line))
    left += removed
    right += added
  }
  return out.map((line) => `${line}\n`).join('')
}

function range(start: number, length: number): string {
  if (length === 1) return String(start)
  return `${length === 0 ? start - 1 : start},${length}`
}

function editsOf(a: readonly string[], b: readonly string[]): Edit[] {
  let head = 0
  while (head < a.length && head < b.length && a[head] === b[head]) head++
  let tail = 0
  while (tail < a.length - head && tail < b.length - head && a[a.length - 1 - tail] === b[b.length - 1 - tail]) tail++
  const kept = (lines: readonly string[]): Edit[] => lines.map((line) => [' ', line])
  return [
    ...kept(a.slice(0, head)),
    ...changed(a.slice(head, a.length - tail), b.slice(head, b.length - tail)),
    ...kept(tail === 0 ? [] : a.slice(-tail)),
  ]
}

/** A shortest edit between two pieces without common ends. */
function changed(a: readonly string[], b: readonly string[]): Edit[] {
  if (a.length > MOST_COMPARED || b.length > MOST_COMPARED || a.length === 0 || b.length === 0)
    return [...a.map((line): Edit => ['-', line]), ...b.map((line): Edit => ['+', line])]
  const width = b.length + 1
  const common = new Uint16Array((a.length + 1) * width)
  for (let i = a.length - 1; i >= 0; i--)
    for (let j = b.length - 1; j >= 0; j--)
      common[i * width + j] =
        a[i] === b[j]
          ? (common[(i + 1) * width + j + 1] as number) + 1
          : Math.max(common[(i + 1) * width + j] as number, common[i * width + j + 1] as number)
  const edits: Edit[] = []
  let i = 0
  let j = 0
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      edits.push([' ', a[i++] as string])
      j++
    } else if (i < a.length && (j >= b.length || (common[(i + 1) * width + j] as number) >= (common[i * width + j + 1] as number)))
      edits.push(['-', a[i++] as string])
    else edits.push(['+', b[j++] as string])
  }
  return edits
}
