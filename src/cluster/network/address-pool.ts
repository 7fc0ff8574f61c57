import { type Cidr, formatIPv4, parseCidr, parseIPv4 } from './ip.ts'

/**
 * Pod addresses of one node, as the CNI plugin host-local hands them out: ascending from the one
 * after the last given, so that a freed address comes back only after a whole round.
 */
export class AddressPool {
  readonly cidr: Cidr
  /** the bridge's own address, the Pods' default route */
  readonly gateway: string
  #taken = new Set<number>()
  #last: number

  constructor(podCIDR: string) {
    this.cidr = parseCidr(podCIDR) ?? { base: 0, prefix: 32, size: 1 }
    this.gateway = formatIPv4(this.cidr.base + 1)
    this.#last = 1
  }

  /** A free address (or `kept`, which its Pod has already); undefined when all are in use. */
  allocate(kept?: string): string | undefined {
    const hosts = this.cidr.size - 3
    if (kept !== undefined) {
      const host = (parseIPv4(kept) ?? 0) - this.cidr.base
      this.#taken.add(host)
      this.#last = Math.max(this.#last, host)
      return kept
    }
    if (hosts <= 0 || this.#taken.size >= hosts) return undefined
    for (;;) {
      this.#last = this.#last >= this.cidr.size - 2 ? 2 : this.#last + 1
      if (!this.#taken.has(this.#last)) break
    }
    this.#taken.add(this.#last)
    return formatIPv4(this.cidr.base + this.#last)
  }

  release(address: number): void {
    this.#taken.delete(address - this.cidr.base)
  }

  /** the CNI plugin's words when no address is left */
  get exhausted(): string {
    return `failed to allocate for range 0: no IP addresses available in range set: ${this.gateway}-${formatIPv4(this.cidr.base + this.cidr.size - 2)}`
  }
}
