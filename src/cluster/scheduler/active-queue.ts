/** Pods to try next, by key: the highest priority first, then whoever came first. */
export class ActiveQueue {
  readonly #priorities = new Map<string, number>()
  readonly #byPriority = new Map<number, Set<string>>()

  get size(): number {
    return this.#priorities.size
  }

  has(key: string): boolean {
    return this.#priorities.has(key)
  }

  add(key: string, priority: number): void {
    if (this.#priorities.has(key)) return
    this.#priorities.set(key, priority)
    const keys = this.#byPriority.get(priority)
    if (keys) keys.add(key)
    else this.#byPriority.set(priority, new Set([key]))
  }

  delete(key: string): void {
    const priority = this.#priorities.get(key)
    if (priority === undefined) return
    this.#priorities.delete(key)
    const keys = this.#byPriority.get(priority) as Set<string>
    keys.delete(key)
    if (keys.size === 0) this.#byPriority.delete(priority)
  }

  /** Takes the head out. */
  take(): string | undefined {
    let highest = Number.NEGATIVE_INFINITY
    for (const priority of this.#byPriority.keys()) if (priority > highest) highest = priority
    const key = this.#byPriority.get(highest)?.values().next().value
    if (key !== undefined) this.delete(key)
    return key
  }
}
