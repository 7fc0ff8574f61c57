import type { Bus } from './bus.ts'

/** A process that has not spoken for this long is gone, ms. */
const SILENCE = 15_000
/** Changes are told together, ms. */
const GATHER = 300
const REPEAT = 5_000
/** Ids in one signal: what NOTIFY carries is short. */
const PART = 200

/** Who is connected to a class, over all processes. */
export class Presence {
  #process: string
  #bus: Bus
  #mine = new Map<string, Map<string, number>>()
  #others = new Map<string, { at: number; learners: readonly string[] }>()
  #timers = new Map<string, ReturnType<typeof setTimeout>>()
  #repeat: ReturnType<typeof setInterval>

  constructor(process: string, bus: Bus) {
    this.#process = process
    this.#bus = bus
    bus.listen((signal) => {
      if (signal.about !== 'online' || signal.process === process) return
      const { part, parts, learners } = signal
      const key = `${signal.class}/${signal.process}/`
      this.#others.set(key + part, { at: Date.now(), learners })
      for (let gone = parts; this.#others.delete(key + gone); gone++);
    })
    this.#repeat = setInterval(() => {
      for (const classId of this.#mine.keys()) this.#tell(classId)
    }, REPEAT)
    this.#repeat.unref()
  }

  /** A learner's page has connected; call what is returned when it is gone. */
  enter(classId: string, learner: string): () => void {
    const mine = this.#mine.get(classId) ?? new Map<string, number>()
    this.#mine.set(classId, mine)
    mine.set(learner, (mine.get(learner) ?? 0) + 1)
    this.#soon(classId)
    return () => {
      const left = (mine.get(learner) ?? 1) - 1
      if (left > 0) mine.set(learner, left)
      else mine.delete(learner)
      this.#soon(classId)
    }
  }

  /** Pages of a learner that are connected to this process. */
  pages(classId: string, learner: string): number {
    return this.#mine.get(classId)?.get(learner) ?? 0
  }

  online(classId: string): string[] {
    const all = new Set(this.#mine.get(classId)?.keys())
    for (const [key, { at, learners }] of this.#others) {
      if (Date.now() - at > SILENCE) this.#others.delete(key)
      else if (key.startsWith(`${classId}/`)) for (const learner of learners) all.add(learner)
    }
    return [...all]
  }

  close(): void {
    clearInterval(this.#repeat)
    for (const timer of this.#timers.values()) clearTimeout(timer)
  }

  #soon(classId: string): void {
    if (this.#timers.has(classId)) return
    this.#timers.set(
      classId,
      setTimeout(() => {
        this.#timers.delete(classId)
        this.#tell(classId)
      }, GATHER),
    )
  }

  #tell(classId: string): void {
    const all = [...(this.#mine.get(classId)?.keys() ?? [])]
    const parts = Math.max(1, Math.ceil(all.length / PART))
    for (let part = 0; part < parts; part++) {
      const learners = all.slice(part * PART, (part + 1) * PART)
      this.#bus.publish({ about: 'online', class: classId, process: this.#process, part, parts, learners })
    }
  }
}
