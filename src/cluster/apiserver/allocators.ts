import type { Random } from '../../sim/random.ts'
import type { KubeObject } from '../api/object.ts'
import type { Store } from '../etcd/store.ts'
import { nameOf } from './catalog.ts'
import type { FieldError } from './field-error.ts'
import type { Server } from './registry/server.ts'
import type { Resource } from './resource.ts'
import { prepareServiceAddresses } from './resources/core/services-prepare.ts'
import { invalid, type Refusal } from './status.ts'

/** A change of allocations that is not final yet. */
export interface Allocation {
  commit(): void
  cancel(): void
}

const NOTHING: Allocation = { commit() {}, cancel() {} }

const FIRST_ADDRESS = parseIPv4('10.96.0.0') as number
const ADDRESS_BITS = 20
const FIRST_PORT = 30000
const LAST_PORT = 32767

/** A server's allocators: what its store says, and what has been given since. */
export function allocatorsOf(server: Server): ServiceAllocators {
  server.allocators ??= new ServiceAllocators(server.random, server.store)
  return server.allocators
}

/** The addresses and node ports of Services: who has which. */
export class ServiceAllocators {
  readonly #random: Random
  readonly #addresses = new Set<string>()
  /** `TCP/30080` */
  readonly #ports = new Set<string>()

  constructor(random: Random, store: Store) {
    this.#random = random
    for (const service of store.table('services').list()) {
      for (const address of addressesOf(service)) this.#addresses.add(address)
      for (const port of portsOf(service)) this.#ports.add(port)
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
    for (const port of portsOf(object)) this.#ports.delete(port)
  }

  #allocate(resource: Resource, object: KubeObject, old: KubeObject | undefined, dryRun: boolean): Allocation | Refusal {
    if (old && object['spec'] === old['spec']) return NOTHING
    const faults = prepareServiceAddresses(object, old)
    if (faults.length > 0) return invalid(resource, object.metadata.name ?? '', faults)
    const taken: string[] = []
    const takenPorts: string[] = []
    const undo: Allocation = {
      commit: () => {
        if (!old) return
        const kept = new Set(addressesOf(object))
        for (const address of addressesOf(old)) if (!kept.has(address)) this.#addresses.delete(address)
        const keptPorts = new Set(portsOf(object))
        for (const port of portsOf(old)) if (!keptPorts.has(port)) this.#ports.delete(port)
      },
      cancel: () => {
        for (const address of taken) this.#addresses.delete(address)
        for (const port of takenPorts) this.#ports.delete(port)
      },
    }
    const error = this.#allocateAddress(object, old, dryRun, taken) ?? this.#allocatePorts(object, old, takenPorts)
    if (!error) return undo
    undo.cancel()
    return invalid(resource, object.metadata.name ?? '', [error])
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
      if (number === undefined || number >>> ADDRESS_BITS !== FIRST_ADDRESS >>> ADDRESS_BITS)
        return fault('the provided network does not match the current range')
      if (number === FIRST_ADDRESS || number === FIRST_ADDRESS + 2 ** ADDRESS_BITS - 1)
        return fault(
          `the provided IP (${wanted}) is not in the valid range. The range of valid IPs is ${formatIPv4(FIRST_ADDRESS)}/${32 - ADDRESS_BITS}`,
        )
      if (this.#addresses.has(wanted)) return fault('provided IP is already allocated')
      this.#addresses.add(wanted)
      taken.push(wanted)
      return undefined
    }
    let address: string
    do {
      address = formatIPv4(FIRST_ADDRESS + 257 + this.#random.below(2 ** ADDRESS_BITS - 512))
    } while (this.#addresses.has(address))
    // The address is an object that names its Service, and is made before the Service's own name is looked at; a dry run makes none.
    if (!object.metadata.name && !dryRun)
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

  #allocatePorts(object: KubeObject, old: KubeObject | undefined, taken: string[]): FieldError | undefined {
    const spec = object['spec']
    if (!spec || (spec.type !== 'NodePort' && spec.type !== 'LoadBalancer')) return undefined
    if (spec.type === 'LoadBalancer' && spec.allocateLoadBalancerNodePorts === false && !spec.ports?.some((port: any) => port.nodePort))
      return undefined
    const before = new Set(old ? portsOf(old) : [])
    if (spec.type === 'LoadBalancer' && spec.externalTrafficPolicy === 'Local') this.#allocateHealthCheck(spec, before, taken)
    const own = new Map<number, string>()
    for (const [i, port] of (spec.ports ?? []).entries()) {
      const protocol = port.protocol ?? 'TCP'
      if (port.nodePort) {
        const key = `${protocol}/${port.nodePort}`
        if (before.has(key) || (own.has(port.nodePort) && own.get(port.nodePort) !== protocol && !this.#ports.has(key))) {
          own.set(port.nodePort, protocol)
          continue
        }
        const fault = (why: string): FieldError => ({
          reason: 'FieldValueInvalid',
          field: `spec.ports[${i}].nodePort`,
          message: `Invalid value: ${port.nodePort}: ${why}`,
        })
        if (port.nodePort < FIRST_PORT || port.nodePort > LAST_PORT)
          return fault(`provided port is not in the valid range. The range of valid ports is ${FIRST_PORT}-${LAST_PORT}`)
        if (this.#portTaken(port.nodePort)) return fault('provided port is already allocated')
        this.#takePort(key, taken)
        own.set(port.nodePort, protocol)
        continue
      }
      const number = this.#freePort()
      port.nodePort = number
      this.#takePort(`${protocol}/${number}`, taken)
      own.set(number, protocol)
    }
    return undefined
  }

  /** Load balancers ask a node there whether it has endpoints of its own. */
  #allocateHealthCheck(spec: Record<string, any>, before: ReadonlySet<string>, taken: string[]): void {
    if (spec['healthCheckNodePort'] && before.has(`TCP/${spec['healthCheckNodePort']}`)) return
    spec['healthCheckNodePort'] ||= this.#freePort()
    this.#takePort(`TCP/${spec['healthCheckNodePort']}`, taken)
  }

  #freePort(): number {
    let number: number
    do {
      number = FIRST_PORT + 86 + this.#random.below(LAST_PORT - FIRST_PORT - 85)
    } while (this.#portTaken(number))
    return number
  }

  #takePort(key: string, taken: string[]): void {
    this.#ports.add(key)
    taken.push(key)
  }

  #portTaken(number: number): boolean {
    return this.#ports.has(`TCP/${number}`) || this.#ports.has(`UDP/${number}`) || this.#ports.has(`SCTP/${number}`)
  }
}

function addressesOf(service: KubeObject): string[] {
  const { clusterIP, clusterIPs = [] } = service['spec'] ?? {}
  const given: string[] = clusterIPs.includes(clusterIP) ? clusterIPs : [clusterIP, ...clusterIPs]
  return given.filter((address) => address && address !== 'None')
}

function portsOf(service: KubeObject): string[] {
  const ports = (service['spec']?.ports ?? []) as { nodePort?: number; protocol?: string }[]
  const healthCheck = service['spec']?.healthCheckNodePort
  const own = ports.filter((port) => port.nodePort).map((port) => `${port.protocol ?? 'TCP'}/${port.nodePort}`)
  return healthCheck ? [...own, `TCP/${healthCheck}`] : own
}

function parseIPv4(text: string): number | undefined {
  const parts = text.split('.')
  if (parts.length !== 4 || !parts.every((part) => /^\d{1,3}$/.test(part) && Number(part) < 256)) return undefined
  return parts.reduce((sum, part) => sum * 256 + Number(part), 0)
}

function formatIPv4(number: number): string {
  return [24, 16, 8, 0].map((shift) => (number >>> shift) & 255).join('.')
}
