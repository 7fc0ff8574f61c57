import { equal } from '../../../api/json.ts'
import type { KubeObject } from '../../../api/object.ts'
import type { DiscoveryV1EndpointPort, Endpoint, EndpointSlice } from '../../../api/types.ts'
import type { ResourceRules } from '../../resource.ts'
import { ANNOUNCED } from '../announced.ts'
import { VERBS } from '../define.ts'
import { FieldErrors, IMMUTABLE, item, type Path, root } from '../validation/errors.ts'
import { isIpv6, validateEndpointIp, validateIp } from '../validation/ip.ts'
import { qualifiedFaults, validateLabels, valueFaults } from '../validation/labels.ts'
import { labelFaults, subdomainFaults } from '../validation/names.ts'

const ADDRESS_TYPE = root('addressType')
const ADDRESS_TYPES = ['FQDN', 'IPv4', 'IPv6']
const PROTOCOLS = ['SCTP', 'TCP', 'UDP']
const MOST_ENDPOINTS = 1000
/** Of addresses in an endpoint, of ports. */
const MOST = 100
const MOST_HINTS = 8
const MOST_TOPOLOGY = 16

export const endpointslices: ResourceRules<EndpointSlice & KubeObject> = {
  ...ANNOUNCED.endpointslices,
  verbs: VERBS,
  defaults(slice) {
    for (const port of slice.ports ?? []) {
      port.name ??= ''
      port.protocol ??= 'TCP'
    }
  },
  prepareForCreate(slice) {
    slice.metadata.generation = 1
  },
  prepareForUpdate(slice, old) {
    const { metadata } = old
    const sameMetadata = equal(slice.metadata.labels, metadata.labels) && equal(slice.metadata.annotations, metadata.annotations)
    if (!sameMetadata || !equal({ ...slice, metadata }, old)) slice.metadata.generation = (metadata.generation ?? 0) + 1
  },
  validate(slice) {
    const errors = new FieldErrors()
    validateSlice(errors, slice, undefined)
    return errors.list
  },
  validateUpdate(slice, old) {
    const errors = new FieldErrors()
    validateSlice(errors, slice, old)
    if (slice.addressType !== old.addressType) errors.invalid(ADDRESS_TYPE, '', slice.addressType, IMMUTABLE)
    return errors.list
  },
}

const at = (name: string, key: number): Path => ({ up: undefined, name, key })

function validateSlice(errors: FieldErrors, slice: EndpointSlice, old: EndpointSlice | undefined): void {
  const { addressType, endpoints = [], ports = [] } = slice
  errors.oneOf(ADDRESS_TYPE, '', addressType, ADDRESS_TYPES)
  if (endpoints.length > MOST_ENDPOINTS) errors.tooMany(root('endpoints'), '', endpoints.length, MOST_ENDPOINTS)
  else
    for (let i = 0; i < endpoints.length; i++) {
      const endpoint = endpoints[i] as Endpoint
      // Most endpoints of an update are as they were stored, and found good.
      if (old && endpoint === old.endpoints?.[i]) continue
      validateEndpoint(errors, i, endpoint, addressType, old)
    }
  validatePorts(errors, ports)
}

function validateEndpoint(errors: FieldErrors, index: number, endpoint: Endpoint, type: string, old: EndpointSlice | undefined): void {
  const path = at('endpoints', index)
  const { addresses = [], nodeName, deprecatedTopology, hostname, hints } = endpoint
  if (addresses.length === 0) errors.required(path, 'addresses', 'must contain at least 1 address')
  else if (addresses.length > MOST) errors.tooMany(path, 'addresses', addresses.length, MOST)
  for (let i = 0; i < addresses.length; i++) validateAddress(errors, path, i, addresses[i] as string, type, old)
  if (nodeName !== undefined) errors.invalidAll(path, 'nodeName', nodeName, subdomainFaults(nodeName))
  if (deprecatedTopology) {
    const count = Object.keys(deprecatedTopology).length
    if (count > MOST_TOPOLOGY) errors.tooMany(path, 'deprecatedTopology', count, MOST_TOPOLOGY)
    validateLabels(errors, path, 'deprecatedTopology', deprecatedTopology)
  }
  if (hostname !== undefined) errors.invalidAll(path, 'hostname', hostname, labelFaults(hostname))
  const zones = hints?.forZones
  if (!zones) return
  if (zones.length > MOST_HINTS) return errors.tooMany(path, 'hints.forZones', zones.length, MOST_HINTS)
  const seen = new Set<string>()
  zones.forEach(({ name }, i) => {
    const own = item({ up: path, name: 'hints', key: undefined }, 'forZones', i)
    if (seen.has(name)) errors.duplicate(own, 'name', name)
    seen.add(name)
    errors.invalidAll(own, 'name', name, valueFaults(name))
  })
}

function validateAddress(
  errors: FieldErrors,
  path: Path,
  index: number,
  address: string,
  type: string,
  old: EndpointSlice | undefined,
): void {
  if (type === 'FQDN') return validateDomain(errors, path, `addresses[${index}]`, address)
  if (type !== 'IPv4' && type !== 'IPv6') return
  // The hot path: an ordinary address of a Pod, where no leaf has to be named.
  if (type === 'IPv4' && /^10\.(?:(?:[1-9]?\d|1\d\d|2[0-4]\d|25[0-5])(?:\.|$)){3}$/.test(address)) return
  const leaf = `addresses[${index}]`
  const known = old?.endpoints?.flatMap((endpoint) => endpoint.addresses ?? [])
  if (!validateIp(errors, path, leaf, address, known)) return
  if (isIpv6(address) !== (type === 'IPv6')) errors.invalid(path, leaf, address, `must be an ${type} address`)
  validateEndpointIp(errors, path, leaf, address)
}

function validateDomain(errors: FieldErrors, path: Path, leaf: string, name: string): void {
  if (name === '') return errors.required(path, leaf)
  const plain = name.endsWith('.') ? name.slice(0, -1) : name
  errors.invalidAll(path, leaf, name, subdomainFaults(plain))
  if (plain.split('.').length < 2) errors.invalid(path, leaf, name, 'should be a domain with at least two segments separated by dots')
  for (const label of plain.split('.')) errors.invalidAll(path, leaf, label, labelFaults(label))
}

function validatePorts(errors: FieldErrors, ports: readonly DiscoveryV1EndpointPort[]): void {
  if (ports.length > MOST) return errors.tooMany(root('ports'), '', ports.length, MOST)
  const names = new Set<string>()
  for (let i = 0; i < ports.length; i++) {
    const { name = '', protocol, appProtocol } = ports[i] as DiscoveryV1EndpointPort
    if (name === '' && protocol === 'TCP' && appProtocol === undefined && ports.length === 1) return
    const path = at('ports', i)
    if (name !== '') errors.invalidAll(path, 'name', name, labelFaults(name))
    if (names.has(name)) errors.duplicate(path, 'name', name)
    names.add(name)
    if (protocol === undefined) errors.required(path, 'protocol')
    else if (!PROTOCOLS.includes(protocol)) errors.notSupported(path, 'protocol', protocol, PROTOCOLS)
    if (appProtocol !== undefined) errors.invalidAll(path, 'appProtocol', appProtocol, qualifiedFaults(appProtocol))
  }
}
