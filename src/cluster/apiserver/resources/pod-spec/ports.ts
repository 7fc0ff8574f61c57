import type { Container, ContainerPort } from '../../../api/types.ts'
import { child, type FieldErrors, item, type Path } from '../validation/errors.ts'
import { portNameFaults, portNumberFaults } from '../validation/names.ts'

export const PROTOCOLS = ['SCTP', 'TCP', 'UDP'] as const

export function validateContainerPorts(errors: FieldErrors, path: Path, ports: readonly ContainerPort[] | undefined): void {
  if (!ports) return
  let names: Set<string> | undefined
  for (let i = 0; i < ports.length; i++) {
    const { name, containerPort, hostPort, protocol } = ports[i] as ContainerPort
    const at = item(path, 'ports', i)
    if (name) {
      const faults = portNameFaults(name)
      if (faults.length > 0) errors.invalidAll(at, 'name', name, faults)
      else if (names?.has(name)) errors.duplicate(at, 'name', name)
      else {
        names ??= new Set()
        names.add(name)
      }
    }
    if (!containerPort) errors.required(at, 'containerPort')
    else errors.invalidAll(at, 'containerPort', containerPort, portNumberFaults(containerPort))
    if (hostPort) errors.invalidAll(at, 'hostPort', hostPort, portNumberFaults(hostPort))
    errors.oneOf(at, 'protocol', protocol, PROTOCOLS)
  }
}

/** A host port can be taken once (per protocol and host address) among containers that run at the same time. */
export function checkHostPortConflicts(errors: FieldErrors, path: Path, list: string, containers: readonly Container[]): void {
  let taken: Set<string> | undefined
  for (let c = 0; c < containers.length; c++) {
    const { ports } = containers[c] as Container
    for (let p = 0; ports && p < ports.length; p++) {
      const { hostPort, protocol, hostIP } = ports[p] as ContainerPort
      if (!hostPort) continue
      const key = `${protocol ?? ''}/${hostIP ?? ''}/${hostPort}`
      if (taken?.has(key)) errors.duplicate(item(item(path, list, c), 'ports', p), 'hostPort', key)
      taken ??= new Set()
      taken.add(key)
    }
  }
}

/** On the host's network a port of the container is one of the host. In a template the host port may be left open. */
export function validateHostNetworkPorts(errors: FieldErrors, path: Path, containers: readonly Container[], isPod: boolean): void {
  containers.forEach(({ ports }, c) => {
    ports?.forEach(({ hostPort = 0, containerPort }, p) => {
      if ((isPod || hostPort !== 0) && hostPort !== (containerPort ?? 0))
        errors.invalid(
          child(item(item(path, 'containers', c), 'ports', p), 'hostPort'),
          '',
          hostPort,
          'must match `containerPort` when `hostNetwork` is true',
        )
    })
  })
}
