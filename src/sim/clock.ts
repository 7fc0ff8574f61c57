import { type Code, CodeMissing } from './code.ts'

/** A moment in virtual time: milliseconds since the Unix epoch, may have a fraction. */
export type Instant = number

/** The moment at which every lab opens. */
export const LAB_START: Instant = Date.UTC(2026, 4, 4, 1, 0, 0)

/** The earlier of two moments, or the shorter of two spans; undefined stands for never. */
export function sooner(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined ? b : b === undefined ? a : Math.min(a, b)
}

/** A heap with more cancelled callbacks than waiting ones is cleared of them, from this size on. */
const CROWDED = 256

/** Inputs are numbered from -FIRST_INPUT, ahead of every callback at the same moment. */
const FIRST_INPUT = 2 ** 50

/** A callback waiting in the clock's queue. */
export interface Timer {
  readonly at: Instant
  readonly sequence: number
  callback: (() => void) | undefined
  /** the clock stands before this callback until the code is there */
  readonly code: Code | undefined
}

/**
 * Virtual time: a queue of callbacks ordered by (time, sequence). Nothing on the deterministic
 * floors knows another clock. A face decides how fast this one runs.
 */
export class Clock {
  #now: Instant
  #sequence = 0
  #inputs = 0
  #heap: Timer[] = []
  #pending = 0

  constructor(start: Instant = LAB_START) {
    this.#now = start
  }

  get now(): Instant {
    return this.#now
  }

  /** Callbacks that still wait. */
  get pending(): number {
    return this.#pending
  }

  /** The code that the next callback waits for: no time passes until it is loaded, which is the face's business. */
  get held(): Code | undefined {
    this.#dropCancelled()
    const code = this.#heap[0]?.code
    return code?.loaded === false ? code : undefined
  }

  /** When the next callback is due; undefined when nothing waits. */
  get next(): Instant | undefined {
    this.#dropCancelled()
    return this.#heap[0]?.at
  }

  /**
   * Calls back after `delay` ms of virtual time (0: at this moment, after what waits already), and
   * not before `code` is there: then the clock is held.
   */
  after(delay: number, callback: () => void, code?: Code): Timer {
    const timer: Timer = { at: this.#now + (delay > 0 ? delay : 0), sequence: this.#sequence++, callback, code }
    this.#push(timer)
    this.#pending++
    return timer
  }

  /**
   * Calls back at `instant`, before anything else that is due then. What comes from outside (a typed
   * line, a saved file) enters here, so that it meets the same state however the clock is paced.
   */
  input(instant: Instant, callback: () => void, code?: Code): Timer {
    const timer: Timer = { at: Math.max(instant, this.#now), sequence: this.#inputs++ - FIRST_INPUT, callback, code }
    this.#push(timer)
    this.#pending++
    return timer
  }

  cancel(timer: Timer | undefined): void {
    if (!timer?.callback) return
    timer.callback = undefined
    this.#pending--
    if (this.#heap.length >= CROWDED && this.#heap.length > 2 * this.#pending) this.#clear()
  }

  /** Runs the next callback, moving time to it, unless that lies after `limit` or the clock is held. Says whether one ran. */
  step(limit: Instant = Number.POSITIVE_INFINITY): boolean {
    this.#dropCancelled()
    const timer = this.#heap[0]
    if (!timer || timer.at > limit || timer.code?.loaded === false) return false
    this.#pop()
    this.#pending--
    this.#now = timer.at
    const callback = timer.callback as () => void
    timer.callback = undefined
    callback()
    return true
  }

  /** Lets `ms` of virtual time pass. Throws `CodeMissing` where the clock is held on the way, as all that follow do. */
  advance(ms: number): void {
    const end = this.#now + ms
    while (this.step(end)) {}
    this.#notHeld(end)
    this.#now = Math.max(this.#now, end)
  }

  /** Moves time forward to `instant` where nothing is due before it. */
  advanceTo(instant: Instant): void {
    this.advance(Math.max(0, instant - this.#now))
  }

  /** Runs until `condition()` holds (true), or `limit` ms have passed or nothing waits any more (false). */
  runUntil(condition: () => boolean, limit: number): boolean {
    const end = this.#now + limit
    while (!condition()) {
      if (this.step(end)) continue
      this.#notHeld(end)
      if (this.next !== undefined) this.#now = end
      return false
    }
    return true
  }

  /** Runs until nothing waits (true) or `limit` ms have passed (false). */
  runUntilIdle(limit: number): boolean {
    const end = this.#now + limit
    while (this.step(end)) {}
    this.#notHeld(end)
    if (this.next === undefined) return true
    this.#now = end
    return false
  }

  #notHeld(end: Instant): void {
    const code = this.held
    if (code && (this.next as Instant) <= end) throw new CodeMissing(code)
  }

  #dropCancelled(): void {
    while (this.#heap.length > 0 && !(this.#heap[0] as Timer).callback) this.#pop()
  }

  /** Forgets cancelled callbacks: timeouts that were not needed would stay until their time otherwise. */
  #clear(): void {
    const waiting = this.#heap.filter((timer) => timer.callback)
    // A sorted list is a heap.
    this.#heap = waiting.sort((a, b) => a.at - b.at || a.sequence - b.sequence)
  }

  #push(timer: Timer): void {
    const heap = this.#heap
    let index = heap.push(timer) - 1
    while (index > 0) {
      const parent = (index - 1) >> 1
      if (!before(timer, heap[parent] as Timer)) break
      heap[index] = heap[parent] as Timer
      index = parent
    }
    heap[index] = timer
  }

  #pop(): void {
    const heap = this.#heap
    const last = heap.pop() as Timer
    if (heap.length === 0) return
    let index = 0
    for (;;) {
      let child = 2 * index + 1
      if (child >= heap.length) break
      if (child + 1 < heap.length && before(heap[child + 1] as Timer, heap[child] as Timer)) child++
      if (!before(heap[child] as Timer, last)) break
      heap[index] = heap[child] as Timer
      index = child
    }
    heap[index] = last
  }
}

function before(a: Timer, b: Timer): boolean {
  return a.at < b.at || (a.at === b.at && a.sequence < b.sequence)
}
