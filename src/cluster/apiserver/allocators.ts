import type { Random } from '../../sim/random.ts'
import type { KubeObject } from '../api/object.ts'
import type { Store } from '../etcd/store.ts'
import { formatIPv4, parseIPv4 } from '../network/ip.ts'
import { nameOf } from './catalog.ts'
import type { FieldError } from './field-error.ts'
import { allocateNodePorts, NodePorts, numbersOf } from './node-ports.ts'
import type { Server } from './registry/server.ts'
import type { Resource } from './resource.ts'
import { prepareServiceAddresses } from './resources/core/services-prepare.ts'
import { internal, invalid, type Refusal, refusal } from './status.ts'

/** A change of allocations that is not final yet. */
export interface Allocation {
  commit(): void
  cancel(): void
}

const NOTHING: Allocation = { commit() {}, cancel() {} }

const FIRST_ADDRESS = parseIPv4('10.96.0.0') as number
const ADDRESS_BITS = 20

/** A server's allocators: what its store says, and what has been given since. */
export function allocatorsOf(server: Server): ServiceAllocators {
  server.allocators ??= new ServiceAllocators(server.random, server.store)
  return server.allocators
}

/** The addresses and node ports of Services: who has which. */
export class ServiceAllocators {
  readonly #random: Random
  readonly #addresses = new Set<string>()
  readonly #ports: NodePorts

  constructor(random: Random, store: Store) {
    this.#random = random
    this.#ports = new NodePorts(random)
    for (const service of store.table('services').list()) {
      for (const address of addressesOf(service)) this.#addresses.add(address)
      this.#ports.keep(service)
    }
  }

  /** Gives a new Service what it needs; refuses what it asks for and cannot have. */
  beginCreate(resource: Resource, object: KubeObject, dryRun: boolean): Allocation | Refusal {
    return nameOf(resource) === 'services' ? this.#allocate(resource, object, undefined, dryRun) : NOTHING
  }

  beginUpdate(resource: Resource, object: KubeObject, old: KubeObject, dryRun: boolean): Allocation | Refusal {
    return nameOf(resource) === 'services' ? this.#allocate(resource, object, old, dryRun) : NOTHING
  }

  release(resource: Resource, object: KubeObject): void {
    if (nameOf(resource) !== 'services') return
    for (const address of addressesOf(object)) this.#addresses.delete(address)
    this.#ports.release(numbersOf(object))
  }

  #allocate(resource: Resource, object: KubeObject, old: KubeObject | undefined, dryRun: boolean): Allocation | Refusal {
    if (old && object['spec'] === old['spec']) return NOTHING
    const faults = prepareServiceAddresses(object, old)
    if (faults.length > 0) return invalid(resource, object.metadata.name ?? '', faults)
    const taken: string[] = []
    const ports = this.#ports.begin(dryRun)
    const cancel = (): void => {
      if (dryRun) return
      for (const address of taken) this.#addresses.delete(address)
      this.#ports.release(ports.taken)
    }
    const commit = (): void => {
      if (!old) return
      const kept = new Set(addressesOf(object))
      for (const address of addressesOf(old)) if (!kept.has(address)) this.#addresses.delete(address)
      const keptPorts = new Set(numbersOf(object))
      this.#ports.release(numbersOf(old).filter((port) => !keptPorts.has(port)))
    }
    const problem = this.#allocateAddress(object, old, dryRun, taken) ?? allocateNodePorts(object, old, ports)
    if (!problem) return { commit, cancel }
    cancel()
    if (typeof problem !== 'string') return invalid(resource, object.metadata.name ?? '', [problem])
    return old ? refusal(500, '', problem) : internal(problem)
  }

  #allocateAddress(object: KubeObject, old: KubeObject | undefined, dryRun: boolean, taken: string[]): FieldError | undefined {
    const spec = object['spec']
    if (!spec || spec.type === 'ExternalName') return undefined
    const wanted = spec.clusterIP || spec.clusterIPs?.[0]
    if (wanted === 'None') return undefined
    const before = old ? addressesOf(old) : []
    if (wanted) {
      spec.clusterIP = wanted
      spec.clusterIPs ??= [wanted]
      if (before.includes(wanted)) return undefined
      const fault = (why: string): FieldError => ({
        reason: 'FieldValueInvalid',
        field: 'spec.clusterIPs',
        message: `Invalid value: ${JSON.stringify(spec.clusterIPs)}: failed to allocate IP ${wanted}: ${why}`,
      })
      const number = parseIPv4(wanted)
      const outside = number === undefined || number >>> ADDRESS_BITS !== FIRST_ADDRESS >>> ADDRESS_BITS
      if (outside && !dryRun) return fault('the provided network does not match the current range')
      if (outside || number === FIRST_ADDRESS || number === FIRST_ADDRESS + 2 ** ADDRESS_BITS - 1)
        return fault(
          `the provided IP (${wanted}) is not in the valid range. The range of valid IPs is ${formatIPv4(FIRST_ADDRESS)}/${32 - ADDRESS_BITS}`,
        )
      if (dryRun) return undefined
      if (this.#addresses.has(wanted)) return fault('provided IP is already allocated')
      this.#addresses.add(wanted)
      taken.push(wanted)
      return undefined
    }
    if (dryRun) {
      // A dry run looks for no address; it shows that of the network.
      spec.clusterIP = formatIPv4(FIRST_ADDRESS)
      spec.clusterIPs = [spec.clusterIP]
      return undefined
    }
    let address: string
    do {
      address = formatIPv4(FIRST_ADDRESS + 257 + this.#random.below(2 ** ADDRESS_BITS - 512))
    } while (this.#addresses.has(address))
    // The address is an object that names its Service, and is made before the Service's own name is looked at.
    if (!object.metadata.name)
      return {
        reason: 'FieldValueInvalid',
        field: 'spec.clusterIPs',
        message: `Invalid value: [""]: failed to allocate IP: IPAddress.networking.k8s.io "${address}" is invalid: spec.parentRef.name: Required value`,
      }
    this.#addresses.add(address)
    taken.push(address)
    spec.clusterIP = address
    spec.clusterIPs = [address]
    return undefined
  }
}

function addressesOf(service: KubeObject): string[] {
  const { clusterIP, clusterIPs = [] } = service['spec'] ?? {}
  const given: string[] = clusterIPs.includes(clusterIP) ? clusterIPs : [clusterIP, ...clusterIPs]
  return given.filter((address) => address && address !== 'None')
}
