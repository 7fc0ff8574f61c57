import type { Service } from '../api/types.ts'

/** `my-foo-2` as it begins a variable's name: `MY_FOO_2`. */
function variableName(text: string): string {
  return text.toUpperCase().replaceAll('-', '_')
}

/** Stored Services never change: what was made of one is kept as long as it is. */
const made = new WeakMap<Service, readonly (readonly [string, string])[]>()

/**
 * The variables that tell a container of one Service: the docker-links set and the two of Kubernetes.
 * Headless Services and those without an address have none.
 */
export function serviceVariables(service: Service): readonly (readonly [string, string])[] {
  let variables = made.get(service)
  if (!variables) {
    variables = variablesOf(service)
    made.set(service, variables)
  }
  return variables
}

function variablesOf(service: Service): [string, string][] {
  const { clusterIP, ports = [] } = service.spec ?? {}
  if (!clusterIP || clusterIP === 'None' || service.spec?.type === 'ExternalName' || ports.length === 0) return []
  const name = variableName(service.metadata?.name ?? '')
  const host = clusterIP.includes(':') ? `[${clusterIP}]` : clusterIP
  const first = ports[0] as { port: number; protocol?: string }
  const out: [string, string][] = [
    [`${name}_SERVICE_HOST`, clusterIP],
    [`${name}_SERVICE_PORT`, String(first.port)],
  ]
  for (const port of ports) if (port.name) out.push([`${name}_SERVICE_PORT_${variableName(port.name)}`, String(port.port)])
  out.push([`${name}_PORT`, `${(first.protocol ?? 'TCP').toLowerCase()}://${host}:${first.port}`])
  for (const { port, protocol = 'TCP' } of ports) {
    const prefix = `${name}_PORT_${port}_${protocol}`
    const lower = protocol.toLowerCase()
    out.push(
      [prefix, `${lower}://${host}:${port}`],
      [`${prefix}_PROTO`, lower],
      [`${prefix}_PORT`, String(port)],
      [`${prefix}_ADDR`, clusterIP],
    )
  }
  return out
}
