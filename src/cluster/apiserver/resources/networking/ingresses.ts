import { ageOf } from '../../../api/duration.ts'
import { equal } from '../../../api/json.ts'
import type { KubeObject } from '../../../api/object.ts'
import type { HTTPIngressPath, Ingress, IngressBackend, IngressSpec, TypedLocalObjectReference } from '../../../api/types.ts'
import type { Resource } from '../../resource.ts'
import { absent } from '../../schema/written-empty.ts'
import { ANNOUNCED } from '../announced.ts'
import { columns, VERBS } from '../define.ts'
import { child, FieldErrors, item, type Path, root } from '../validation/errors.ts'
import { parseIp, validateIp } from '../validation/ip.ts'
import { labelFaults, nameIsPathSegment, portNameFaults, portNumberFaults, subdomainFaults, wildcardFaults } from '../validation/names.ts'

const SPEC = root('spec')
const CLASS = 'kubernetes.io/ingress.class'

export const ingresses: Resource<Ingress & KubeObject> = {
  ...ANNOUNCED.ingresses,
  verbs: VERBS,
  defaults(ingress) {
    ingress.spec ??= {}
    ingress.status ??= { loadBalancer: {} }
  },
  prepareForCreate(ingress) {
    ingress.status = { loadBalancer: {} }
    ingress.metadata.generation = 1
  },
  prepareForUpdate(ingress, old) {
    ingress.status = old.status
    if (!equal(ingress.spec, old.spec)) ingress.metadata.generation = (old.metadata.generation ?? 0) + 1
  },
  prepareForStatusUpdate(ingress, old) {
    ingress.spec = old.spec
  },
  validate(ingress) {
    const errors = new FieldErrors()
    validateIngressSpec(errors, ingress.spec ?? {})
    const given = ingress.metadata.annotations?.[CLASS]
    const named = ingress.spec?.ingressClassName
    if (given !== undefined && named !== undefined && given !== named)
      errors.invalid(root('annotations'), CLASS, given, 'must match `ingressClassName` when both are specified')
    return errors.list
  },
  validateUpdate(ingress) {
    const errors = new FieldErrors()
    validateIngressSpec(errors, ingress.spec ?? {})
    return errors.list
  },
  validateStatusUpdate(ingress) {
    const errors = new FieldErrors()
    const path = child(root('status'), 'loadBalancer')
    ingress.status?.loadBalancer?.ingress?.forEach(({ ip, hostname }, i) => {
      const at = item(path, 'ingress', i)
      if (ip) validateIp(errors, at, 'ip', ip)
      if (!hostname) return
      errors.invalidAll(at, 'hostname', hostname, subdomainFaults(hostname))
      if (parseIp(hostname)) errors.invalid(at, 'hostname', hostname, NOT_AN_ADDRESS)
    })
    return errors.list
  },
  warnings(ingress) {
    return ingress.metadata.annotations?.[CLASS] === undefined
      ? []
      : [`annotation "${CLASS}" is deprecated, please use 'spec.ingressClassName' instead`]
  },
  columns: columns('Name|Class|Hosts|Address|Ports|Age'),
  cells(ingress, now) {
    const { spec = {}, metadata } = ingress
    return [
      metadata.name ?? '',
      spec.ingressClassName ?? '<none>',
      hostsText(spec),
      addressText(ingress),
      spec.tls?.length ? '80, 443' : '80',
      ageOf(metadata.creationTimestamp, now),
    ]
  },
}

function hostsText({ rules = [] }: IngressSpec): string {
  const hosts: string[] = []
  let more = false
  for (const { host } of rules) {
    if (hosts.length === 3) more = true
    if (!more && host) hosts.push(host)
  }
  if (hosts.length === 0) return '*'
  const text = hosts.join(',')
  return more ? `${text} + ${rules.length - 3} more...` : text
}

/** The balancer's addresses, cut where a column would be too wide. */
function addressText(ingress: Ingress): string {
  const all = (ingress.status?.loadBalancer?.ingress ?? []).map(({ ip, hostname }) => ip || hostname).filter(Boolean)
  return [...new Set(all)].sort().join(',')
}

const NOT_AN_ADDRESS = 'must be a DNS name, not an IP address'
const hostFaults = (host: string): readonly string[] => (host.includes('*') ? wildcardFaults(host) : subdomainFaults(host))

function validateIngressSpec(errors: FieldErrors, spec: IngressSpec): void {
  const { rules = [], defaultBackend, tls = [], ingressClassName } = spec
  if (rules.length === 0 && !defaultBackend)
    errors.invalid(SPEC, '', absent(spec, 'rules'), 'either `defaultBackend` or `rules` must be specified')
  if (defaultBackend) validateBackend(errors, child(SPEC, 'defaultBackend'), defaultBackend)
  rules.forEach(({ host, http }, i) => {
    const at = item(SPEC, 'rules', i)
    if (host) {
      if (parseIp(host)) errors.invalid(at, 'host', host, NOT_AN_ADDRESS)
      errors.invalidAll(at, 'host', host, hostFaults(host))
    }
    if (!http) return
    const own = child(at, 'http')
    if (!http.paths?.length) errors.required(own, 'paths')
    http.paths?.forEach((path, j) => validatePath(errors, item(own, 'paths', j), path))
  })
  tls.forEach(({ hosts = [], secretName }, i) => {
    const at = item(SPEC, 'tls', i)
    hosts.forEach((host, j) => errors.invalidAll(at, `hosts[${j}]`, host, hostFaults(host)))
    if (secretName) errors.invalidAll(at, 'secretName', secretName, subdomainFaults(secretName))
  })
  if (ingressClassName !== undefined) errors.invalidAll(SPEC, 'ingressClassName', ingressClassName, subdomainFaults(ingressClassName))
}

const PATH_TYPES = ['Exact', 'ImplementationSpecific', 'Prefix']
const SEQUENCES = ['//', '/./', '/../', '%2f', '%2F']
const SUFFIXES = ['/..', '/.']

function validatePath(errors: FieldErrors, at: Path, { path = '', pathType, backend }: HTTPIngressPath): void {
  if (pathType === undefined) return errors.required(at, 'pathType', 'pathType must be specified')
  const absolute = path.startsWith('/')
  if (pathType === 'Exact' || pathType === 'Prefix') {
    if (!absolute) errors.invalid(at, 'path', path, 'must be an absolute path')
    for (const part of SEQUENCES) if (path.includes(part)) errors.invalid(at, 'path', path, `must not contain '${part}'`)
    for (const part of SUFFIXES) if (path.endsWith(part)) errors.invalid(at, 'path', path, `cannot end with '${part}'`)
  } else if (pathType === 'ImplementationSpecific') {
    if (path !== '' && !absolute) errors.invalid(at, 'path', path, 'must be an absolute path')
  } else errors.notSupported(at, 'pathType', pathType, PATH_TYPES)
  validateBackend(errors, child(at, 'backend'), backend ?? {})
}

function validateBackend(errors: FieldErrors, at: Path, { resource, service }: IngressBackend): void {
  if (resource && service) return errors.invalid(at, '', '', 'cannot set both resource and service backends')
  if (resource) return validateLocalReference(errors, child(at, 'resource'), resource)
  if (!service) return errors.invalid(at, '', '', 'resource or service backend is required')
  if (!service.name) errors.required(at, 'service.name')
  else errors.invalidAll(at, 'service.name', service.name, labelFaults(service.name))
  const { name, number } = service.port ?? {}
  if (name && number) errors.invalid(at, '', '', 'cannot set both port name & port number')
  else if (name) errors.invalidAll(at, 'service.port.name', name, portNameFaults(name))
  else if (number) errors.invalidAll(at, 'service.port.number', number, portNumberFaults(number))
  else errors.required(at, '', 'port name or number is required')
}

export function validateLocalReference(errors: FieldErrors, at: Path, ref: TypedLocalObjectReference): void {
  if (ref.apiGroup !== undefined) errors.invalidAll(at, 'apiGroup', ref.apiGroup, subdomainFaults(ref.apiGroup))
  for (const name of ['kind', 'name'] as const) {
    const value = ref[name]
    if (!value) errors.required(at, name)
    else errors.invalidAll(at, name, value, nameIsPathSegment(value, false))
  }
}
