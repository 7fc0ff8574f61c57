import type { Service, ServiceSpec } from '../../../api/types.ts'
import type { FieldError } from '../../field-error.ts'
import { FieldErrors, root } from '../validation/errors.ts'
import { isIpv6 } from '../validation/ip.ts'
import { isHeadless, validateClusterIps } from './services-validate.ts'

/** The families that the cluster's Services can have. */
const CLUSTER_FAMILIES = ['IPv4']

/** clusterIP and the first of clusterIPs are one value: what is given for one stands for the other. */
function normalizeClusterIps(spec: ServiceSpec, old: ServiceSpec | undefined): void {
  const { clusterIP, clusterIPs } = spec
  if (!old) {
    if (clusterIP && !clusterIPs?.length) spec.clusterIPs = [clusterIP]
    else if (!clusterIP && clusterIPs?.length) spec.clusterIP = clusterIPs[0] as string
    return
  }
  const before = old.clusterIP ?? ''
  const sameLists = (clusterIPs ?? []).join() === (old.clusterIPs ?? []).join()
  if (before !== '' && !clusterIP && sameLists) delete spec.clusterIPs
  else if ((clusterIP ?? '') !== before && sameLists && clusterIP) spec.clusterIPs = [clusterIP]
  else if ((clusterIPs?.length ?? 0) > 0 && (clusterIP ?? '') === before && !sameLists) spec.clusterIP = clusterIPs?.[0] as string
}

/**
 * What the server does with a Service's addresses before it allocates any: the two spellings are
 * brought together, kept from the old version, checked, and the families filled in.
 */
export function prepareServiceAddresses(service: Service, old: Service | undefined): FieldError[] {
  service.spec ??= {}
  const { spec } = service
  normalizeClusterIps(spec, old?.spec)
  if (old?.spec) dropTypeDependentFields(spec, old.spec)
  if (spec.type === 'ExternalName') return []
  if (old?.spec && old.spec.type !== 'ExternalName') keepAllocated(spec, old.spec)
  const errors = new FieldErrors()
  validateClusterIps(errors, spec, old?.spec)
  if (errors.length > 0) return errors.list
  const { ipFamilies, ipFamilyPolicy } = spec
  const SPEC = root('spec')
  if (ipFamilyPolicy === 'RequireDualStack') {
    errors.invalid(SPEC, 'ipFamilyPolicy', ipFamilyPolicy, 'this cluster is not configured for dual-stack services')
    return errors.list
  }
  const withoutSelector = !spec.selector || Object.keys(spec.selector).length === 0
  if (isHeadless(spec) && withoutSelector && !old) {
    // Nobody knows what such a Service stands for, so it is for both families.
    spec.ipFamilyPolicy ??= 'RequireDualStack'
    spec.ipFamilies = ipFamilies?.length ? [...new Set([...ipFamilies, 'IPv4', 'IPv6'])] : ['IPv4', 'IPv6']
    return errors.list
  }
  if (!(isHeadless(spec) && withoutSelector))
    ipFamilies?.forEach((family, i) => {
      if (!CLUSTER_FAMILIES.includes(family)) errors.invalid(SPEC, `ipFamilies[${i}]`, family, 'not configured on this cluster')
    })
  if (errors.length > 0) return errors.list
  spec.ipFamilyPolicy ??= 'SingleStack'
  const given = spec.clusterIP && spec.clusterIP !== 'None' ? spec.clusterIP : undefined
  if (!ipFamilies?.length) spec.ipFamilies = [given && isIpv6(given) ? 'IPv6' : 'IPv4']
  return errors.list
}

/** A new version that leaves addresses and node ports open keeps the old one's. */
function keepAllocated(spec: ServiceSpec, old: ServiceSpec): void {
  if (!spec.clusterIP && !spec.clusterIPs?.length && old.clusterIP) {
    spec.clusterIP = old.clusterIP
    if (old.clusterIPs) spec.clusterIPs = old.clusterIPs
  }
  if (!spec.ipFamilies?.length && old.ipFamilies) spec.ipFamilies = old.ipFamilies
  if (spec.ipFamilyPolicy === undefined && old.ipFamilyPolicy !== undefined) spec.ipFamilyPolicy = old.ipFamilyPolicy
  const wants = (type: string | undefined): boolean => type === 'NodePort' || type === 'LoadBalancer'
  if (!wants(spec.type) || !wants(old.type)) return
  spec.ports = spec.ports?.map((port) => {
    if (port.nodePort) return port
    const before = old.ports?.find((one) => one.port === port.port && one.protocol === port.protocol)
    return before?.nodePort && !spec.ports?.some((one) => one.nodePort === before.nodePort) ? { ...port, nodePort: before.nodePort } : port
  })
}

/** What belongs to a type of Service goes when its type changes and the user has left it as it was. */
function dropTypeDependentFields(spec: ServiceSpec, old: ServiceSpec): void {
  const needsClusterIp = (one: ServiceSpec): boolean => one.type !== 'ExternalName'
  const needsNodePort = (one: ServiceSpec): boolean => one.type === 'NodePort' || one.type === 'LoadBalancer'
  if (needsClusterIp(old) && !needsClusterIp(spec) && (spec.clusterIP ?? '') === (old.clusterIP ?? '')) {
    delete spec.clusterIP
    delete spec.clusterIPs
    if (same(spec.ipFamilies, old.ipFamilies)) delete spec.ipFamilies
    if (spec.ipFamilyPolicy === old.ipFamilyPolicy) delete spec.ipFamilyPolicy
  }
  if (needsNodePort(old) && !needsNodePort(spec) && sameNodePorts(spec, old))
    spec.ports = spec.ports?.map(({ nodePort: _, ...port }) => port)
  const external = (one: ServiceSpec): boolean => needsNodePort(one) || (one.type === 'ClusterIP' && (one.externalIPs?.length ?? 0) > 0)
  if (external(old) && !external(spec) && spec.externalTrafficPolicy === old.externalTrafficPolicy) delete spec.externalTrafficPolicy
  const checked = (one: ServiceSpec): boolean => one.type === 'LoadBalancer' && one.externalTrafficPolicy === 'Local'
  if (checked(old) && !checked(spec) && spec.healthCheckNodePort === old.healthCheckNodePort) delete spec.healthCheckNodePort
  if (old.type === 'LoadBalancer' && spec.type !== 'LoadBalancer') {
    if (spec.allocateLoadBalancerNodePorts === old.allocateLoadBalancerNodePorts) delete spec.allocateLoadBalancerNodePorts
    if (spec.loadBalancerClass === old.loadBalancerClass) delete spec.loadBalancerClass
  }
}

function same(a: readonly string[] | undefined, b: readonly string[] | undefined): boolean {
  return (a ?? []).join() === (b ?? []).join()
}

/** Are the new version's node ports all the old one's? */
function sameNodePorts(spec: ServiceSpec, old: ServiceSpec): boolean {
  const before = new Set((old.ports ?? []).map((port) => port.nodePort).filter(Boolean))
  return (spec.ports ?? []).every((port) => !port.nodePort || before.has(port.nodePort))
}
