import type { Service, ServicePort, ServiceSpec } from '../../../api/types.ts'
import { PROTOCOLS } from '../pod-spec/ports.ts'
import { child, type FieldErrors, GoStruct, item, type Path, root } from '../validation/errors.ts'
import { isIpv6, validateCidr, validateEndpointIp, validateIp } from '../validation/ip.ts'
import { qualifiedFaults, validateLabels } from '../validation/labels.ts'
import { labelFaults, portFaults, portNumberFaults, subdomainFaults } from '../validation/names.ts'

const SPEC = root('spec')
const METADATA = root('metadata')
const TYPES = ['ClusterIP', 'ExternalName', 'LoadBalancer', 'NodePort']
const AFFINITIES = ['ClientIP', 'None']
const POLICIES = ['Cluster', 'Local']
const FAMILIES = ['IPv4', 'IPv6']
const FAMILY_POLICIES = ['PreferDualStack', 'RequireDualStack', 'SingleStack']
const DISTRIBUTIONS = ['PreferClose', 'PreferSameZone', 'PreferSameNode']
/** Three hours are the default, a day the most. */
const MOST_AFFINITY_SECONDS = 86400

const HINTS = 'service.kubernetes.io/topology-aware-hints'
const MODE = 'service.kubernetes.io/topology-mode'
const SOURCE_RANGES = 'service.beta.kubernetes.io/load-balancer-source-ranges'
const FOR_BALANCERS = "may only be used when `type` is 'LoadBalancer'"

export function isHeadless(spec: ServiceSpec | undefined): boolean {
  return spec?.clusterIPs?.length === 1 && spec.clusterIPs[0] === 'None'
}

export function isExternallyAccessible(spec: ServiceSpec): boolean {
  return spec.type === 'LoadBalancer' || spec.type === 'NodePort' || (spec.type === 'ClusterIP' && (spec.externalIPs?.length ?? 0) > 0)
}

function needsHealthCheck(spec: ServiceSpec): boolean {
  return spec.type === 'LoadBalancer' && spec.externalTrafficPolicy === 'Local'
}

export function validateService(errors: FieldErrors, service: Service, old: Service | undefined): void {
  const spec = service.spec ?? {}
  const annotations = service.metadata?.annotations ?? {}
  if (annotations[MODE] !== undefined && annotations[HINTS] !== undefined && annotations[MODE] !== annotations[HINTS])
    errors.invalid(item(METADATA, 'annotations', MODE), '', annotations[MODE], `must match annotations[${HINTS}] when both are specified`)
  const ports = spec.ports ?? []
  const headless = isHeadless(spec)
  if (ports.length === 0 && !headless && spec.type !== 'ExternalName') errors.required(SPEC, 'ports')
  if ((spec.type === 'LoadBalancer' || spec.type === 'NodePort') && headless)
    errors.invalid(SPEC, 'clusterIPs[0]', 'None', `may not be set to 'None' for ${spec.type} services`)
  if (spec.type === 'ExternalName') validateExternalName(errors, spec)
  validateServicePorts(errors, ports)
  if (spec.selector) validateLabels(errors, SPEC, 'selector', spec.selector)
  errors.oneOf(SPEC, 'sessionAffinity', spec.sessionAffinity, AFFINITIES)
  validateAffinityConfig(errors, spec)
  validateClusterIps(errors, spec, old?.spec)
  spec.externalIPs?.forEach((ip, i) => {
    if (validateIp(errors, SPEC, `externalIPs[${i}]`, ip, old?.spec?.externalIPs)) validateEndpointIp(errors, SPEC, `externalIPs[${i}]`, ip)
  })
  errors.oneOf(SPEC, 'type', spec.type, TYPES)
  if (spec.type === 'ClusterIP')
    ports.forEach(({ nodePort }, i) => {
      if (nodePort) errors.forbidden(item(SPEC, 'ports', i), 'nodePort', "may not be used when `type` is 'ClusterIP'")
    })
  validateDistinctPorts(errors, ports)
  validateSourceRanges(errors, spec, annotations, old)
  if (spec.allocateLoadBalancerNodePorts !== undefined && spec.type !== 'LoadBalancer')
    errors.forbidden(SPEC, 'allocateLoadBalancerNodePorts', FOR_BALANCERS)
  validateBalancerClass(errors, spec)
  validateTrafficPolicies(errors, spec)
}

function validateExternalName(errors: FieldErrors, spec: ServiceSpec): void {
  const why = 'may not be set for ExternalName services'
  if (spec.clusterIPs?.length) errors.forbidden(SPEC, 'clusterIPs', why)
  if (spec.ipFamilies?.length) errors.forbidden(SPEC, 'ipFamilies', why)
  if (spec.ipFamilyPolicy !== undefined) errors.forbidden(SPEC, 'ipFamilyPolicy', why)
  const name = (spec.externalName ?? '').replace(/\.$/, '')
  if (name === '') errors.required(SPEC, 'externalName')
  else errors.invalidAll(SPEC, 'externalName', name, subdomainFaults(name))
}

function validateServicePorts(errors: FieldErrors, ports: readonly ServicePort[]): void {
  const names = new Set<string>()
  ports.forEach(({ name, port = 0, protocol, targetPort = 0, appProtocol }, i) => {
    const at = item(SPEC, 'ports', i)
    if (name) {
      errors.invalidAll(at, 'name', name, labelFaults(name))
      if (names.has(name)) errors.duplicate(at, 'name', name)
      names.add(name)
    } else if (ports.length > 1) errors.required(at, 'name')
    errors.invalidAll(at, 'port', port, portNumberFaults(port))
    errors.oneOf(at, 'protocol', protocol, PROTOCOLS)
    errors.invalidAll(at, 'targetPort', targetPort, portFaults(targetPort))
    if (appProtocol !== undefined) errors.invalidAll(at, 'appProtocol', appProtocol, qualifiedFaults(appProtocol))
  })
}

function validateAffinityConfig(errors: FieldErrors, { sessionAffinity, sessionAffinityConfig: config }: ServiceSpec): void {
  if (sessionAffinity === 'None' && config) errors.forbidden(SPEC, 'sessionAffinityConfig', 'must not be set when session affinity is None')
  if (sessionAffinity !== 'ClientIP') return
  const when = 'when session affinity type is ClientIP'
  if (!config) return errors.required(SPEC, 'sessionAffinityConfig', when)
  const path = child(SPEC, 'sessionAffinityConfig')
  if (!config.clientIP) return errors.required(path, 'clientIP', when)
  const seconds = config.clientIP.timeoutSeconds
  if (seconds === undefined) errors.required(path, 'clientIP.timeoutSeconds', when)
  else if (seconds <= 0 || seconds > MOST_AFFINITY_SECONDS)
    errors.invalid(path, 'clientIP.timeoutSeconds', seconds, `must be greater than 0 and less than ${MOST_AFFINITY_SECONDS}`)
}

/** clusterIP, clusterIPs, ipFamilies and ipFamilyPolicy: looked at before addresses are allocated, too. */
export function validateClusterIps(errors: FieldErrors, spec: ServiceSpec, old: ServiceSpec | undefined): void {
  if (spec.type === 'ExternalName') return
  const { clusterIP, clusterIPs = [], ipFamilies = [], ipFamilyPolicy } = spec
  if (clusterIP) {
    if (clusterIPs.length === 0) errors.required(SPEC, 'clusterIPs')
    else if (clusterIPs[0] !== clusterIP) errors.invalid(SPEC, 'clusterIPs', clusterIPs, 'first value must match `clusterIP`')
  } else if (clusterIPs.length > 0) errors.invalid(SPEC, 'clusterIPs', clusterIPs, 'must be empty when `clusterIP` is not specified')
  const seen = new Set<string>()
  ipFamilies.forEach((family, i) => {
    if (!FAMILIES.includes(family)) errors.notSupported(SPEC, `ipFamilies[${i}]`, family, FAMILIES)
    if (seen.has(family)) errors.duplicate(SPEC, `ipFamilies[${i}]`, family)
    seen.add(family)
  })
  if (ipFamilyPolicy !== undefined && !FAMILY_POLICIES.includes(ipFamilyPolicy))
    errors.notSupported(SPEC, 'ipFamilyPolicy', ipFamilyPolicy, FAMILY_POLICIES)
  let good = true
  clusterIPs.forEach((ip, i) => {
    if (i === 0 && ip === 'None') {
      if (clusterIPs.length === 1) return
      good = false
      errors.invalid(SPEC, 'clusterIPs', clusterIPs, "'None' must be the first and only value")
    } else if (!validateIp(errors, SPEC, `clusterIPs[${i}]`, ip, old?.clusterIPs)) good = false
  })
  if (clusterIPs.length > 2) errors.invalid(SPEC, 'clusterIPs', clusterIPs, 'may only hold up to 2 values')
  if (!good) return
  if (clusterIPs.length > 1 && new Set(clusterIPs.map(isIpv6)).size < clusterIPs.length)
    errors.invalid(SPEC, 'clusterIPs', clusterIPs, 'may specify no more than one IP for each IP family')
  if (isHeadless(spec)) return
  clusterIPs.forEach((ip, i) => {
    const family = ipFamilies[i]
    if (family !== undefined && (family === 'IPv6') !== isIpv6(ip))
      errors.invalid(SPEC, `clusterIPs[${i}]`, ip, `expected an ${family} value as indicated by \`ipFamilies[${i}]\``)
  })
}

/** Each node port once, each port once, for every protocol. */
function validateDistinctPorts(errors: FieldErrors, ports: readonly ServicePort[]): void {
  if (ports.length < 2) return
  const nodePorts = new Set<string>()
  ports.forEach(({ protocol, nodePort }, i) => {
    if (!nodePort) return
    if (nodePorts.has(`${protocol}/${nodePort}`)) errors.duplicate(item(SPEC, 'ports', i), 'nodePort', nodePort)
    nodePorts.add(`${protocol}/${nodePort}`)
  })
  const numbers = new Set<string>()
  ports.forEach(({ protocol = '', port = 0 }, i) => {
    const key = `${protocol}/${port}`
    if (numbers.has(key))
      errors.duplicate(
        item(SPEC, 'ports', i),
        '',
        new GoStruct({ Name: '', Protocol: protocol, AppProtocol: null, Port: port, TargetPort: 0, NodePort: 0 }),
      )
    numbers.add(key)
  })
}

function validateSourceRanges(
  errors: FieldErrors,
  spec: ServiceSpec,
  annotations: Readonly<Record<string, string>>,
  old: Service | undefined,
): void {
  const ranges = spec.loadBalancerSourceRanges
  const annotation = annotations[SOURCE_RANGES]
  const balancer = spec.type === 'LoadBalancer'
  if (ranges?.length) {
    // The API's own spelling of the path.
    if (!balancer) errors.forbidden(SPEC, 'LoadBalancerSourceRanges', FOR_BALANCERS)
    const known = old?.spec?.loadBalancerSourceRanges?.map((range) => range.trim())
    ranges.forEach((range, i) => validateCidr(errors, SPEC, `LoadBalancerSourceRanges[${i}]`, range.trim(), known))
  } else if (annotation !== undefined) {
    const at = item(METADATA, 'annotations', SOURCE_RANGES)
    if (!balancer) errors.forbidden(at, '', FOR_BALANCERS)
    if (old?.metadata?.annotations?.[SOURCE_RANGES] !== annotation && annotation.trim() !== '')
      for (const range of annotation.split(',')) validateCidr(errors, at, '', range.trim())
  }
}

function validateBalancerClass(errors: FieldErrors, { type, loadBalancerClass }: ServiceSpec): void {
  if (loadBalancerClass === undefined) return
  if (type === 'LoadBalancer') errors.invalidAll(SPEC, 'loadBalancerClass', loadBalancerClass, qualifiedFaults(loadBalancerClass))
  else errors.forbidden(SPEC, 'loadBalancerClass', FOR_BALANCERS)
}

function validateTrafficPolicies(errors: FieldErrors, spec: ServiceSpec): void {
  const { externalTrafficPolicy, internalTrafficPolicy, trafficDistribution, healthCheckNodePort } = spec
  if (isExternallyAccessible(spec)) errors.oneOf(SPEC, 'externalTrafficPolicy', externalTrafficPolicy, POLICIES)
  else if (externalTrafficPolicy)
    errors.invalid(SPEC, 'externalTrafficPolicy', externalTrafficPolicy, 'may only be set for externally-accessible services')
  if (needsHealthCheck(spec)) {
    if (healthCheckNodePort) errors.invalidAll(SPEC, 'healthCheckNodePort', healthCheckNodePort, portNumberFaults(healthCheckNodePort))
  } else if (healthCheckNodePort)
    errors.invalid(
      SPEC,
      'healthCheckNodePort',
      healthCheckNodePort,
      "may only be set when `type` is 'LoadBalancer' and `externalTrafficPolicy` is 'Local'",
    )
  if (internalTrafficPolicy !== undefined && !POLICIES.includes(internalTrafficPolicy))
    errors.notSupported(SPEC, 'internalTrafficPolicy', internalTrafficPolicy, POLICIES)
  if (trafficDistribution !== undefined && !DISTRIBUTIONS.includes(trafficDistribution))
    errors.notSupported(SPEC, 'trafficDistribution', trafficDistribution, DISTRIBUTIONS)
}

/** What may not change from one version of a Service to the next. */
export function validateServiceTransition(errors: FieldErrors, spec: ServiceSpec, old: ServiceSpec): void {
  if (spec.type !== 'ExternalName' && old.type !== 'ExternalName') {
    if (!(isHeadless(spec) && isHeadless(old))) keepsPrimary(errors, SPEC, 'clusterIPs', spec.clusterIPs ?? [], old.clusterIPs ?? [], spec)
    if (!isHeadless(spec) && !isHeadless(old)) keepsPrimary(errors, SPEC, 'ipFamilies', spec.ipFamilies ?? [], old.ipFamilies ?? [], spec)
  }
  if (spec.type === 'LoadBalancer' && old.type === 'LoadBalancer' && spec.loadBalancerClass !== old.loadBalancerClass)
    errors.invalid(SPEC, 'loadBalancerClass', spec.loadBalancerClass, 'may not change once set')
  validateBalancerClass(errors, spec)
  if (needsHealthCheck(spec) && needsHealthCheck(old) && (spec.healthCheckNodePort ?? 0) !== (old.healthCheckNodePort ?? 0))
    errors.forbidden(SPEC, 'healthCheckNodePort', 'field is immutable')
}

function keepsPrimary(
  errors: FieldErrors,
  path: Path,
  name: 'clusterIPs' | 'ipFamilies',
  now: readonly string[],
  before: readonly string[],
  spec: ServiceSpec,
): void {
  const what = name === 'clusterIPs' ? 'clusterIP' : 'ipFamily'
  const once = 'may not change once set'
  if (now.length === before.length) {
    before.forEach((value, i) => {
      if (value !== now[i]) errors.invalid(path, `${name}[${name === 'clusterIPs' ? i : 0}]`, now, once)
    })
    return
  }
  if (now.length < before.length && now.length === 0) errors.invalid(path, `${name}[0]`, now, `primary ${what} can not be unset`)
  if (now.length > 0 && before.length > 0 && now[0] !== before[0]) errors.invalid(path, `${name}[0]`, now, once)
  if (now.length === 1 && before.length > 1 && spec.ipFamilyPolicy !== 'SingleStack')
    errors.invalid(path, 'ipFamilyPolicy', spec.ipFamilyPolicy, `must be set to 'SingleStack' when releasing the secondary ${what}`)
}

export function validateBalancerStatus(errors: FieldErrors, service: Service): void {
  const path = child(root('status'), 'loadBalancer')
  const { ingress = [] } = service.status?.loadBalancer ?? {}
  if (ingress.length > 0 && service.spec?.type !== 'LoadBalancer')
    return errors.forbidden(path, 'ingress', "may only be used when `spec.type` is 'LoadBalancer'")
  ingress.forEach(({ ip, ipMode, hostname }, i) => {
    const at = item(path, 'ingress', i)
    if (ip) validateIp(errors, at, 'ip', ip)
    if (ipMode === undefined) {
      if (ip) errors.required(at, 'ipMode', 'must be specified when `ip` is set')
    } else if (!ip) errors.forbidden(at, 'ipMode', 'may not be specified when `ip` is not set')
    else if (ipMode !== 'VIP' && ipMode !== 'Proxy') errors.notSupported(at, 'ipMode', ipMode, ['Proxy', 'VIP'])
    if (hostname) errors.invalidAll(at, 'hostname', hostname, subdomainFaults(hostname))
  })
}

/** Things in a Service that are accepted and do nothing, or are on their way out. */
export function serviceWarnings(service: Service): string[] {
  const out: string[] = []
  const spec = service.spec ?? {}
  if (service.metadata?.annotations?.[HINTS] !== undefined) out.push(`annotation ${HINTS} is deprecated, please use ${MODE} instead`)
  const headless = spec.type === 'ClusterIP' && spec.clusterIP === 'None'
  if (headless) {
    if (spec.loadBalancerIP) out.push('spec.loadBalancerIP is ignored for headless services')
    if (spec.externalIPs?.length) out.push('spec.externalIPs is ignored for headless services')
    if (spec.sessionAffinity !== 'None') out.push('spec.SessionAffinity is ignored for headless services')
  }
  if (spec.externalIPs?.length && !headless && spec.type !== 'ExternalName')
    out.push('spec.externalIPs is deprecated and may no longer be implemented in some clusters')
  if (spec.type === 'ExternalName' && spec.externalIPs?.length) out.push('spec.externalIPs is ignored when spec.type is "ExternalName"')
  if (spec.type !== 'ExternalName' && spec.externalName) out.push('spec.externalName is ignored when spec.type is not "ExternalName"')
  if (spec.trafficDistribution === 'PreferClose') out.push('spec.trafficDistribution: "PreferClose" is deprecated; use "PreferSameZone"')
  return out
}
