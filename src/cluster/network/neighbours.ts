/** How long the kernel takes a confirmed neighbour for granted (base_reachable_time), ms. */
const REACHABLE = 30_000
/** After that it waits (delay_first_probe_time) and asks three times before it gives up, ms. */
const DELAY_AND_PROBES = 8_070
/** A neighbour it does not know: three requests, a second apart, ms. */
const THREE_REQUESTS = 3_070
/** Entries kept (gc_thresh3). */
const KEPT = 1_024

/** Whom a stack has met on its link: what decides how soon it finds out that an address is nobody's any more. */
export class Neighbours {
  #confirmed: Map<string, number> | undefined
  #failsAt: Map<string, number> | undefined

  confirm(address: string, now: number): void {
    this.#confirmed ??= new Map()
    if (this.#confirmed.size >= KEPT) this.#confirmed.clear()
    this.#confirmed.set(address, now)
  }

  /** ms until a packet to an address that is gone comes back as unreachable. */
  failsAfter(address: string, now: number): number {
    const confirmed = this.#confirmed?.get(address)
    if (confirmed !== undefined) {
      this.#confirmed?.delete(address)
      this.#failsAt ??= new Map()
      if (this.#failsAt.size >= KEPT) this.#failsAt.clear()
      this.#failsAt.set(address, Math.max(now, confirmed + REACHABLE) + DELAY_AND_PROBES)
    }
    const failsAt = this.#failsAt?.get(address)
    if (failsAt === undefined) return THREE_REQUESTS
    if (failsAt > now) return failsAt - now
    this.#failsAt?.delete(address)
    return THREE_REQUESTS
  }
}
