import { byteLength } from '../../sim/byte-length.ts'
import { type Reader, sink, type Writer } from '../../sim/pipe.ts'
import { Condition, type Task } from '../../sim/task.ts'
import type { LogOptions } from '../apiserver/node-proxy.ts'

interface Line {
  at: number
  text: string
  /** the stream it came from: pieces of one line stay together */
  stream: 'stdout' | 'stderr'
}

/** UTF-16 units kept of one container's run; the oldest lines go first (the kubelet rotates at 10 MiB). */
const KEPT = 2_000_000
/** What a line costs beside its text. */
const LINE = 50

/** What one run of a container wrote, line by line with the time of each. */
export class ContainerLog {
  readonly #now: () => number
  #lines: Line[] = []
  /** number of the first line kept */
  #first = 0
  #size = 0
  #ended = false
  #changed: Condition | undefined
  #listeners: Set<(text: string, stream: Line['stream']) => void> | undefined
  /** index into #lines of the unfinished last line of each stream, as absolute number */
  readonly #open: { stdout: number; stderr: number } = { stdout: -1, stderr: -1 }

  constructor(now: () => number) {
    this.#now = now
  }

  writer(stream: Line['stream']): Writer {
    return sink((text) => this.#append(stream, text))
  }

  /** The container has ended: followers see the end. */
  end(): void {
    this.#ended = true
    this.#changed?.notify()
  }

  /** Hears of everything written from now on. */
  listen(listener: (text: string, stream: Line['stream']) => void): () => void {
    this.#listeners ??= new Set()
    this.#listeners.add(listener)
    return () => void this.#listeners?.delete(listener)
  }

  /** The last bytes and lines: a termination message from the log. */
  tail(lines: number, units: number): string {
    const text = this.#lines
      .slice(-lines)
      .map((line) => line.text)
      .join('')
    return text.length > units ? text.slice(-units) : text
  }

  read(options: LogOptions): Reader {
    const since = Math.max(
      options.sinceSeconds === undefined ? Number.NEGATIVE_INFINITY : this.#now() - options.sinceSeconds * 1000,
      options.sinceTime === undefined ? Number.NEGATIVE_INFINITY : Date.parse(options.sinceTime),
    )
    let next = this.#first
    if (options.tailLines !== undefined && options.tailLines >= 0)
      next = Math.max(next, this.#first + this.#lines.length - options.tailLines)
    let left = options.limitBytes ?? Number.POSITIVE_INFINITY
    let closed = false
    // units of the unfinished line `next` that were given already
    let given = 0
    const log = this
    const take = (): string => {
      let text = ''
      next = Math.max(next, log.#first)
      for (; next < log.#first + log.#lines.length; next++) {
        const line = log.#lines[next - log.#first] as Line
        if (line.at >= since) {
          if (given === 0 && options.timestamps) text += `${rfc3339Nano(line.at, next)} `
          text += given === 0 ? line.text : line.text.slice(given)
        }
        if (!line.text.endsWith('\n') && !log.#ended && options.follow) {
          given = line.text.length
          break
        }
        given = 0
      }
      return text
    }
    return {
      *read(): Task<string | undefined> {
        for (;;) {
          if (closed || left <= 0) return undefined
          const text = take()
          if (text !== '') {
            const piece = cutBytes(text, left)
            left -= byteLength(piece)
            return piece
          }
          if (!options.follow || log.#ended) return undefined
          log.#changed ??= new Condition()
          yield* log.#changed.wait()
        }
      },
      close() {
        closed = true
        log.#changed?.notify()
      },
    }
  }

  #append(stream: Line['stream'], text: string): void {
    let start = 0
    while (start < text.length) {
      const end = text.indexOf('\n', start)
      const piece = end < 0 ? text.slice(start) : text.slice(start, end + 1)
      const open = this.#open[stream] - this.#first
      if (this.#open[stream] >= 0 && open >= 0) (this.#lines[open] as Line).text += piece
      else {
        this.#lines.push({ at: this.#now(), text: piece, stream })
        this.#size += LINE
      }
      this.#open[stream] = end >= 0 ? -1 : this.#open[stream] >= 0 && open >= 0 ? this.#open[stream] : this.#first + this.#lines.length - 1
      this.#size += piece.length
      start = end < 0 ? text.length : end + 1
    }
    if (this.#size > KEPT) this.#rotate()
    if (this.#listeners) for (const listener of this.#listeners) listener(text, stream)
    this.#changed?.notify()
  }

  #rotate(): void {
    let dropped = 0
    while (this.#size > KEPT / 2 && dropped < this.#lines.length - 1) this.#size -= (this.#lines[dropped++] as Line).text.length + LINE
    this.#lines.splice(0, dropped)
    this.#first += dropped
    const last = this.#lines[0]
    if (last && this.#lines.length === 1 && this.#size > KEPT) {
      last.text = last.text.slice(-KEPT / 2)
      this.#size = last.text.length
    }
  }
}

/** `2026-05-04T01:00:00.123456789Z`. Virtual time has no nanoseconds: the number of the line stands for them. */
function rfc3339Nano(at: number, line: number): string {
  const whole = Math.floor(at)
  const nanos = Math.floor((at - whole) * 1e6) + ((line * 7919) % 1000)
  return `${new Date(whole).toISOString().slice(0, -1)}${String(nanos % 1_000_000).padStart(6, '0')}Z`
}

function cutBytes(text: string, limit: number): string {
  if (text.length * 4 <= limit) return text
  let bytes = 0
  let at = 0
  for (const letter of text) {
    bytes += byteLength(letter)
    if (bytes > limit) return text.slice(0, at)
    at += letter.length
  }
  return text
}
