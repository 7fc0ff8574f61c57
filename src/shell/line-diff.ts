/** One run of lines that differ: `from` and `to` are half-open ranges of line numbers (from 0). */
export interface Change {
  from: [start: number, end: number]
  to: [start: number, end: number]
}

/** Differences cost at most so many steps; texts that differ more are one change. */
const MAX_DISTANCE = 2_000

/** The shortest list of changes that makes `b` of `a` (Myers). */
export function lineChanges(a: readonly string[], b: readonly string[]): Change[] {
  let head = 0
  while (head < a.length && head < b.length && a[head] === b[head]) head++
  let tail = 0
  while (tail < a.length - head && tail < b.length - head && a[a.length - 1 - tail] === b[b.length - 1 - tail]) tail++
  const [n, m] = [a.length - head - tail, b.length - head - tail]
  if (n === 0 && m === 0) return []
  const whole: Change[] = [{ from: [head, head + n], to: [head, head + m] }]
  if (n === 0 || m === 0) return whole
  const traces: Int32Array[] = []
  const limit = Math.min(n + m, MAX_DISTANCE)
  let reach = new Int32Array(2 * limit + 3).fill(-1)
  const offset = limit + 1
  reach[offset + 1] = 0
  let found = -1
  for (let d = 0; d <= limit && found < 0; d++) {
    traces.push(reach.slice(offset - d - 1, offset + d + 2))
    const next = reach
    for (let k = -d; k <= d; k += 2) {
      let x =
        k === -d || (k !== d && (reach[offset + k - 1] as number) < (reach[offset + k + 1] as number))
          ? (reach[offset + k + 1] as number)
          : (reach[offset + k - 1] as number) + 1
      let y = x - k
      while (x < n && y < m && a[head + x] === b[head + y]) {
        x++
        y++
      }
      next[offset + k] = x
      if (x >= n && y >= m) {
        found = d
        break
      }
    }
    reach = next
  }
  if (found < 0) return whole
  const edits: Change[] = []
  let [x, y] = [n, m]
  for (let d = found; d > 0; d--) {
    const trace = traces[d] as Int32Array
    const at = (k: number) => trace[k + d + 1] as number
    const k = x - y
    const down = k === -d || (k !== d && at(k - 1) < at(k + 1))
    const before = down ? k + 1 : k - 1
    const startX = at(before)
    const startY = startX - before
    edits.push(
      down
        ? { from: [head + startX, head + startX], to: [head + startY, head + startY + 1] }
        : { from: [head + startX, head + startX + 1], to: [head + startY, head + startY] },
    )
    x = startX
    y = startY
  }
  edits.reverse()
  const merged: Change[] = []
  for (const edit of edits) {
    const last = merged.at(-1)
    if (last && last.from[1] === edit.from[0] && last.to[1] === edit.to[0]) {
      last.from[1] = edit.from[1]
      last.to[1] = edit.to[1]
    } else merged.push(edit)
  }
  return merged
}

/** The hunks of a unified diff (without its two head lines). `ends`: do the texts end with a line end? */
export function unifiedHunks(
  a: readonly string[],
  b: readonly string[],
  context = 3,
  ends: readonly [boolean, boolean] = [true, true],
): string {
  const changes = lineChanges(a, b)
  let out = ''
  for (let at = 0; at < changes.length; ) {
    let last = at
    while (last + 1 < changes.length && (changes[last + 1] as Change).from[0] - (changes[last] as Change).from[1] <= 2 * context) last++
    const [first, final] = [changes[at] as Change, changes[last] as Change]
    const start = Math.max(0, first.from[0] - context)
    const end = Math.min(a.length, final.from[1] + context)
    const startB = first.to[0] - (first.from[0] - start)
    const endB = final.to[1] + (end - final.from[1])
    const range = (from: number, to: number) => (to - from === 1 ? `${from + 1}` : `${to === from ? from : from + 1},${to - from}`)
    out += `@@ -${range(start, end)} +${range(startB, endB)} @@\n`
    const put = (mark: string, list: readonly string[], index: number, complete: boolean) => {
      out += `${mark}${list[index]}\n`
      if (index === list.length - 1 && !complete) out += '\\ No newline at end of file\n'
    }
    let position = start
    for (let index = at; index <= last; index++) {
      const change = changes[index] as Change
      for (; position < change.from[0]; position++) put(' ', a, position, ends[0])
      for (; position < change.from[1]; position++) put('-', a, position, ends[0])
      for (let line = change.to[0]; line < change.to[1]; line++) put('+', b, line, ends[1])
    }
    for (; position < end; position++) put(' ', a, position, ends[0])
    at = last + 1
  }
  return out
}
