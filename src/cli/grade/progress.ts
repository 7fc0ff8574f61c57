/** How often the bar is drawn, ms. */
const OFTEN = 100
const WIDTH = 30

/** A bar on a terminal's error output; nothing where that is no terminal. */
export class Progress {
  readonly #total: number
  readonly #stream: Pick<NodeJS.WriteStream, 'isTTY' | 'write'>
  readonly #begun = performance.now()
  #done = 0
  #drawnAt = 0
  #shown = false

  constructor(total: number, stream: Pick<NodeJS.WriteStream, 'isTTY' | 'write'>) {
    this.#total = total
    this.#stream = stream
  }

  step(): void {
    this.#done++
    const now = performance.now()
    if (!this.#stream.isTTY || now - this.#drawnAt < OFTEN) return
    this.#drawnAt = now
    this.#shown = true
    this.#stream.write(`\r${bar(this.#done, this.#total, (now - this.#begun) / 1_000)}\x1b[K`)
  }

  /** Takes the bar away: at the end, or for other lines on the same terminal. */
  clear(): void {
    if (this.#shown) this.#stream.write('\r\x1b[K')
    this.#shown = false
  }
}

/** `[#####.....] 120/400 · 310/s · 1 s left` */
export function bar(done: number, total: number, seconds: number): string {
  const share = total > 0 ? Math.min(1, done / total) : 1
  const full = Math.round(share * WIDTH)
  const rate = seconds > 0 ? done / seconds : 0
  const left = rate > 0 ? ` · ${Math.ceil((total - done) / rate)} s left` : ''
  return `[${'#'.repeat(full)}${'.'.repeat(WIDTH - full)}] ${done}/${total} · ${Math.round(rate)}/s${left}`
}
