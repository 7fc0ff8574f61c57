import type { Random } from '../../sim/random.ts'
import type { Service, ServicePort } from '../api/types.ts'
import type { FieldError } from './field-error.ts'

const FIRST = 30000
const LAST = 32767
/** The lower part of the range is left to those who ask for a number. */
const ASKED_FOR = 86
/** What a dry run shows for a port that would be allocated: the first number that none can be. */
const SHOWN_BY_DRY_RUN = 32769

/** The node ports of all Services. A number is taken for every protocol at once. */
export class NodePorts {
  readonly #random: Random
  readonly #taken = new Set<number>()

  constructor(random: Random) {
    this.#random = random
  }

  keep(service: Service): void {
    for (const port of numbersOf(service)) this.#taken.add(port)
  }

  release(ports: Iterable<number>): void {
    for (const port of ports) this.#taken.delete(port)
  }

  /** A write's own view: a dry run takes nothing, and knows of no range. */
  begin(dryRun: boolean): NodePortRequest {
    const taken: number[] = []
    const give = (port: number): void => {
      if (!dryRun) this.#taken.add(port)
      taken.push(port)
    }
    return {
      taken,
      ask: (port) => {
        if (!dryRun && (port < FIRST || port > LAST))
          return `provided port is not in the valid range. The range of valid ports is ${FIRST}-${LAST}`
        if (this.#taken.has(port) || taken.includes(port)) return 'provided port is already allocated'
        give(port)
        return undefined
      },
      next: () => {
        const port = dryRun ? (taken.length > 0 ? Math.max(...taken) + 1 : SHOWN_BY_DRY_RUN) : this.#free()
        give(port)
        return port
      },
    }
  }

  #free(): number {
    let port: number
    do {
      port = FIRST + ASKED_FOR + this.#random.below(LAST - FIRST - ASKED_FOR + 1)
    } while (this.#taken.has(port))
    return port
  }
}

/** What one write takes of the node ports. */
export interface NodePortRequest {
  readonly taken: readonly number[]
  /** Takes a number, or says why it cannot be had. */
  ask(port: number): string | undefined
  /** Takes any number. */
  next(): number
}

/** Every node port that a Service has, that of its health check too. */
export function numbersOf(service: Service): number[] {
  const { ports = [], healthCheckNodePort } = service.spec ?? {}
  return [...ports.map((port) => port.nodePort), healthCheckNodePort].filter((port): port is number => !!port)
}

/**
 * Gives a Service's ports their node ports. A new Service's ports of the same number (53/TCP and
 * 53/UDP) share one, a changed Service keeps what it had. Text: an error that is of no field.
 */
export function allocateNodePorts(service: Service, old: Service | undefined, request: NodePortRequest): FieldError | string | undefined {
  const { spec } = service
  if (!spec) return undefined
  if (wantsNodePorts(service)) {
    const problem = old ? changePorts(spec.ports ?? [], numbersOf(old), request) : newPorts(spec.ports ?? [], request)
    if (problem) return problem
  }
  if (spec.type !== 'LoadBalancer' || spec.externalTrafficPolicy !== 'Local') return undefined
  const { healthCheckNodePort: check } = spec
  if (check && old && numbersOf(old).includes(check)) return undefined
  if (!check) spec.healthCheckNodePort = request.next()
  const why = check ? request.ask(check) : undefined
  return why && `failed to allocate requested HealthCheck NodePort ${check}: ${why}`
}

function wantsNodePorts({ spec }: Service): boolean {
  if (spec?.type === 'NodePort') return true
  return spec?.type === 'LoadBalancer' && (spec.allocateLoadBalancerNodePorts !== false || !!spec.ports?.some((port) => port.nodePort))
}

function newPorts(ports: ServicePort[], request: NodePortRequest): FieldError | undefined {
  const given = new Map<number, number>()
  for (const [i, port] of ports.entries()) {
    const shared = given.get(port.port)
    if (shared !== undefined && (!port.nodePort || port.nodePort === shared)) {
      port.nodePort = shared
      continue
    }
    const wanted = shared === undefined ? ports.find((each) => each.port === port.port && each.nodePort)?.nodePort : port.nodePort
    const why = wanted && request.ask(wanted)
    if (why) return unavailable(i, wanted, why)
    port.nodePort = wanted || request.next()
    if (shared === undefined) given.set(port.port, port.nodePort)
  }
  return undefined
}

function changePorts(ports: ServicePort[], before: readonly number[], request: NodePortRequest): FieldError | string | undefined {
  const seen = new Set<string>()
  for (const [i, port] of ports.entries()) {
    if (port.nodePort && !before.includes(port.nodePort) && !request.taken.includes(port.nodePort)) {
      const why = request.ask(port.nodePort)
      if (why) return unavailable(i, port.nodePort, why)
    }
    port.nodePort ||= request.next()
    const key = `{${port.protocol ?? 'TCP'} ${port.nodePort}}`
    if (seen.has(key)) return `duplicate nodePort: ${key}`
    seen.add(key)
  }
  return undefined
}

function unavailable(i: number, port: number, why: string): FieldError {
  return { reason: 'FieldValueInvalid', field: `spec.ports[${i}].nodePort`, message: `Invalid value: ${port}: ${why}` }
}
