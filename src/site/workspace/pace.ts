import type { Clock } from '../../sim/clock.ts'
import type { Code } from '../../sim/code.ts'
import { inOwnTask } from './own-task.ts'

/** How much faster than the wall virtual time goes; 0 is a pause. */
export type Speed = 0 | 1 | 10

/** Wall time that one turn of the simulation may take, ms: what it draws, and the browser's own work, need the rest of a frame. */
const SLICE = 6
/** Wall time that may be caught up with in one turn, ms: a page that was asleep does not run ahead. */
const CATCH_UP = 100
/** Callbacks due sooner than this (ms of wall time) are met by animation frames, later ones by a timer, */
const SOON = 60
/** which comes before so much time has passed that it is not caught up with. */
const LATEST = CATCH_UP - 5

export interface Wall {
  now(): number
  frame(callback: () => void): () => void
  after(ms: number, callback: () => void): () => void
}

export const PAGE_WALL: Wall = {
  now: () => performance.now(),
  // Right after the frame, in a task of its own: drawing has the frame's task for itself, and neither is long.
  frame(callback) {
    let wanted = true
    requestAnimationFrame(() => inOwnTask(() => wanted && callback()))
    return () => {
      wanted = false
    }
  },
  after(ms, callback) {
    const id = setTimeout(callback, ms)
    return () => clearTimeout(id)
  },
}

/**
 * Lets a lab's clock follow the wall clock, in slices that never hold the page up. While paused,
 * time goes on only as long as `wanted()`: a command that someone entered is running.
 */
export class Pace {
  speed: Speed = 1
  #clock: Clock
  #wall: Wall
  #wanted: () => boolean
  #onTurn: () => void
  #onMissing: (code: Code) => void
  #waitsFor: Code | undefined
  #last: number
  #cancel: (() => void) | undefined
  /** virtual time to run to even when it takes many turns (a jump), and whether to stop sooner */
  #jump: { until: number; stop: () => boolean } | undefined

  /** `onMissing`: code that a command needs could not be loaded; `kick` tries again */
  constructor(clock: Clock, options: { wanted: () => boolean; onTurn: () => void; onMissing: (code: Code) => void; wall?: Wall }) {
    this.#clock = clock
    this.#wall = options.wall ?? PAGE_WALL
    this.#wanted = options.wanted
    this.#onTurn = options.onTurn
    this.#onMissing = options.onMissing
    this.#last = this.#wall.now()
  }

  /** Something has come in: it takes effect now, not at the next turn. */
  kick(): void {
    this.#cancel?.()
    this.#turn(2)
  }

  setSpeed(speed: Speed): void {
    this.speed = speed
    this.kick()
  }

  /** Runs ahead, as fast as slices allow, until `stop()` or for `limit` ms of virtual time. */
  jump(limit: number, stop: () => boolean): void {
    this.#jump = { until: this.#clock.now + limit, stop }
    this.kick()
  }

  stop(): void {
    this.#cancel?.()
    this.#cancel = undefined
    this.#waitsFor = undefined
  }

  /** Virtual time for one ms of wall time now. */
  #rate(): number {
    return this.speed === 0 && this.#wanted() ? 1 : this.speed
  }

  /** `least`: ms of virtual time that pass at any rate. */
  #turn(least = 0): void {
    const clock = this.#clock
    const started = this.#wall.now()
    const passed = Math.min(CATCH_UP, started - this.#last)
    this.#last = started
    const jump = this.#jump
    const target = jump ? jump.until : clock.now + Math.max(least, passed * this.#rate())
    let late = false
    let stopped = false
    while (clock.step(target)) {
      if (jump?.stop()) {
        stopped = true
        break
      }
      if (this.#wall.now() - started > SLICE) {
        late = true
        break
      }
    }
    const missing = late || stopped ? undefined : clock.held
    if (!late && !stopped && !missing) clock.advanceTo(target)
    if (jump && !late && !missing) this.#jump = undefined
    this.#onTurn()
    if (missing) this.#fetch(missing)
    else this.#plan(late)
  }

  /** Time stands until the code is there. */
  #fetch(code: Code): void {
    this.#cancel = undefined
    if (this.#waitsFor === code) return
    this.#waitsFor = code
    const then = (go: () => void) => (): void => {
      if (this.#waitsFor !== code) return
      this.#waitsFor = undefined
      go()
    }
    code.load().then(
      then(() => this.kick()),
      then(() => this.#onMissing(code)),
    )
  }

  #plan(late: boolean): void {
    const rate = this.#rate()
    this.#cancel = undefined
    const turn = (): void => this.#turn()
    if (late || this.#jump) this.#cancel = this.#wall.frame(turn)
    else if (rate > 0) {
      const { next = Number.POSITIVE_INFINITY, now } = this.#clock
      const wait = (next - now) / rate
      this.#cancel = wait < SOON ? this.#wall.frame(turn) : this.#wall.after(Math.min(wait, LATEST), turn)
    }
  }
}
