import type { KubeObject } from '../../../api/object.ts'
import type { EndpointAddress, EndpointPort, Endpoints } from '../../../api/types.ts'
import type { ResourceRules } from '../../resource.ts'
import { ANNOUNCED } from '../announced.ts'
import { VERBS } from '../define.ts'
import { FieldErrors, item, type Path } from '../validation/errors.ts'
import { validateEndpointIp, validateIp } from '../validation/ip.ts'
import { qualifiedFaults } from '../validation/labels.ts'
import { labelFaults, portNumberFaults, subdomainFaults } from '../validation/names.ts'

export const endpoints: ResourceRules<Endpoints & KubeObject> = {
  ...ANNOUNCED.endpoints,
  verbs: VERBS,
  defaults(object) {
    for (const subset of object.subsets ?? []) for (const port of subset.ports ?? []) port.protocol ||= 'TCP'
  },
  validate: (object) => validateEndpoints(object, undefined),
  validateUpdate: validateEndpoints,
}

const PROTOCOLS = ['SCTP', 'TCP', 'UDP']

function validateEndpoints(object: Endpoints, old: Endpoints | undefined): FieldErrors['list'] {
  const errors = new FieldErrors()
  const known: string[] = []
  for (const { addresses, notReadyAddresses } of old?.subsets ?? []) {
    if (addresses) for (const { ip } of addresses) known.push(ip)
    if (notReadyAddresses) for (const { ip } of notReadyAddresses) known.push(ip)
  }
  object.subsets?.forEach(({ addresses = [], notReadyAddresses = [], ports = [] }, i) => {
    const at: Path = { up: undefined, name: 'subsets', key: i }
    if (addresses.length === 0 && notReadyAddresses.length === 0) errors.required(at, '', 'must specify `addresses` or `notReadyAddresses`')
    addresses.forEach((address, j) => validateAddress(errors, item(at, 'addresses', j), address, known))
    notReadyAddresses.forEach((address, j) => validateAddress(errors, item(at, 'notReadyAddresses', j), address, known))
    ports.forEach((port, j) => validatePort(errors, item(at, 'ports', j), port, ports.length > 1))
  })
  return errors.list
}

function validateAddress(errors: FieldErrors, at: Path, { ip = '', hostname, nodeName }: EndpointAddress, known?: readonly string[]): void {
  validateIp(errors, at, 'ip', ip, known)
  if (hostname) errors.invalidAll(at, 'hostname', hostname, labelFaults(hostname))
  if (nodeName !== undefined) errors.invalidAll(at, 'nodeName', nodeName, subdomainFaults(nodeName))
  validateEndpointIp(errors, at, 'ip', ip)
}

function validatePort(errors: FieldErrors, at: Path, { name, port = 0, protocol, appProtocol }: EndpointPort, needsName: boolean): void {
  if (name) errors.invalidAll(at, 'name', name, labelFaults(name))
  else if (needsName) errors.required(at, 'name')
  errors.invalidAll(at, 'port', port, portNumberFaults(port))
  errors.oneOf(at, 'protocol', protocol, PROTOCOLS)
  if (appProtocol !== undefined) errors.invalidAll(at, 'appProtocol', appProtocol, qualifiedFaults(appProtocol))
}
