import type { Service, ServiceSpec } from '../../../api/types.ts'
import type { FieldError } from '../../field-error.ts'
import { FieldErrors, root } from '../validation/errors.ts'
import { isIpv6 } from '../validation/ip.ts'
import { validateClusterIps } from './services-validate.ts'

/** The families that the cluster's Services can have. */
const CLUSTER_FAMILIES = ['IPv4']
const SPEC = root('spec')

/** clusterIP and the first of clusterIPs are one value: a client that knows the first only means both. */
function normalizeClusterIps(spec: ServiceSpec, old: ServiceSpec | undefined): void {
  const { clusterIP } = spec
  if (!old) {
    if (clusterIP && !spec.clusterIPs?.length) spec.clusterIPs = [clusterIP]
    return
  }
  if ((clusterIP ?? '') === (old.clusterIP ?? '') || !same(spec.clusterIPs, old.clusterIPs)) return
  if (clusterIP) spec.clusterIPs = [clusterIP]
  else delete spec.clusterIPs
}

/**
 * What the server does with a Service's addresses before it allocates any: what the old version has is
 * kept, the two spellings are brought together, checked, and the families filled in.
 */
export function prepareServiceAddresses(service: Service, old: Service | undefined): FieldError[] {
  service.spec ??= {}
  const { spec } = service
  if (old?.spec) keepAllocated(spec, old.spec)
  normalizeClusterIps(spec, old?.spec)
  const errors = new FieldErrors()
  if (spec.type !== 'ExternalName') prepareFamilies(errors, spec, old?.spec)
  if (errors.length === 0 && old?.spec) dropTypeDependentFields(spec, old.spec)
  return errors.list
}

function prepareFamilies(errors: FieldErrors, spec: ServiceSpec, old: ServiceSpec | undefined): void {
  const isPreferring = (one: ServiceSpec): boolean => one.ipFamilyPolicy === 'PreferDualStack'
  if (old && isPreferring(spec) && isPreferring(old) && same(spec.clusterIPs, old.clusterIPs) && same(spec.ipFamilies, old.ipFamilies))
    return
  // Nobody knows what such a Service stands for, so it is for both families.
  const standsForAnything = spec.clusterIP === 'None' && Object.keys(spec.selector ?? {}).length === 0
  spec.ipFamilyPolicy ??= old?.ipFamilyPolicy ?? (standsForAnything ? 'RequireDualStack' : 'SingleStack')
  validateClusterIps(errors, spec, old)
  if (errors.length > 0) return
  checkPolicy(errors, spec, old)
  const families = [...(spec.ipFamilies ?? [])]
  const { ipFamilyPolicy, clusterIPs = [] } = spec
  for (const [i, ip] of clusterIPs.entries()) {
    if (ip === 'None') break
    if (i < families.length) continue
    const family = isIpv6(ip) ? 'IPv6' : 'IPv4'
    if (CLUSTER_FAMILIES.includes(family)) families.push(family)
    else errors.invalid(SPEC, `clusterIPs[${i}]`, clusterIPs, `${family} is not configured on this cluster`)
  }
  if (errors.length > 0) return
  if (!standsForAnything) {
    if (ipFamilyPolicy === 'RequireDualStack')
      errors.invalid(SPEC, 'ipFamilyPolicy', ipFamilyPolicy, 'this cluster is not configured for dual-stack services')
    for (const [i, family] of families.entries())
      if (!CLUSTER_FAMILIES.includes(family)) errors.invalid(SPEC, `ipFamilies[${i}]`, family, 'not configured on this cluster')
  }
  if (families.length === 0) families.push('IPv4')
  if (standsForAnything && families.length === 1 && ipFamilyPolicy !== 'SingleStack')
    families.push(families[0] === 'IPv4' ? 'IPv6' : 'IPv4')
  spec.ipFamilies = families
}

/** One family or two, as the policy says; with one, what the old version had of the second goes. */
function checkPolicy(errors: FieldErrors, spec: ServiceSpec, old: ServiceSpec | undefined): void {
  const { ipFamilyPolicy } = spec
  const fault = (why: string): void => errors.invalid(SPEC, 'ipFamilyPolicy', ipFamilyPolicy, why)
  const lists = [
    ['clusterIPs', 'the secondary cluster IP', 'multiple cluster IPs'],
    ['ipFamilies', 'the secondary IP family', 'multiple IP families'],
  ] as const
  if (ipFamilyPolicy === 'SingleStack') {
    for (const [name, , several] of lists) {
      const list = spec[name] ?? []
      if (old && list.length > 1 && same(list, old[name])) spec[name] = list.slice(0, 1)
      else if (list.length === 2) fault(`must be 'RequireDualStack' or 'PreferDualStack' when ${several} are specified`)
    }
  } else if (old) {
    for (const [name, second] of lists)
      if (spec[name]?.length === 1 && old[name]?.length === 2 && spec[name][0] === old[name][0])
        fault(`must be 'SingleStack' to release ${second}`)
  }
}

/** A new version that leaves addresses and node ports open keeps the old one's; ports go by their names. */
function keepAllocated(spec: ServiceSpec, old: ServiceSpec): void {
  const hasAddress = (one: ServiceSpec): boolean => one.type !== 'ExternalName'
  if (hasAddress(spec) && hasAddress(old)) {
    if (!spec.clusterIP && old.clusterIP) spec.clusterIP = old.clusterIP
    if (!spec.clusterIPs?.length && old.clusterIPs) spec.clusterIPs = old.clusterIPs
  }
  const hasNodePorts = (one: ServiceSpec): boolean => one.type === 'NodePort' || one.type === 'LoadBalancer'
  if (hasNodePorts(spec) && hasNodePorts(old)) {
    const byName = new Map(old.ports?.map(({ name = '', nodePort }) => [name, nodePort]))
    const used = new Set(spec.ports?.map(({ nodePort }) => nodePort))
    spec.ports = spec.ports?.map((port) => {
      const before = byName.get(port.name ?? '')
      return port.nodePort || !before || used.has(before) ? port : { ...port, nodePort: before }
    })
  }
  const hasCheck = (one: ServiceSpec): boolean => one.type === 'LoadBalancer' && one.externalTrafficPolicy === 'Local'
  if (hasCheck(spec) && hasCheck(old) && !spec.healthCheckNodePort && old.healthCheckNodePort)
    spec.healthCheckNodePort = old.healthCheckNodePort
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
