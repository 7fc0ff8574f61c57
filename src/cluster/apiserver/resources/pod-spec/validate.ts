import { addQuantities, canonicalQuantity, compareQuantities } from '../../../api/quantity.ts'
import type { ObjectMeta, PodDNSConfig, PodSpec, PodTemplateSpec } from '../../../api/types.ts'
import { SELDOM_RESOURCES } from '../later.ts'
import { child, type FieldErrors, inclusiveRange, item, type Path, root } from '../validation/errors.ts'
import { validateIp } from '../validation/ip.ts'
import { validateAnnotations, validateLabels } from '../validation/labels.ts'
import { labelFaults, searchDomainFaults, subdomainFaults } from '../validation/names.ts'
import { validatePodAnnotations } from './annotations.ts'
import {
  type ContainerContext,
  validateContainers,
  validateEphemeralContainers,
  validateImageText,
  validateInitContainers,
} from './containers.ts'
import { validateHostNetworkPorts } from './ports.ts'
import { validateRequirements } from './resources.ts'
import { validateHostUsers, validatePodSecurityContext } from './security.ts'
import { validateTolerations } from './tolerations.ts'
import { validateVolumes } from './volumes.ts'

const RESTART_POLICIES = ['Always', 'OnFailure', 'Never']
const DNS_POLICIES = ['ClusterFirstWithHostNet', 'ClusterFirst', 'Default', 'None']
const PREEMPTION_POLICIES = ['PreemptLowerPriority', 'Never']
const MAX_INT32 = 2147483647

const SPEC = root('spec')
const METADATA = root('metadata')

/** A Pod's metadata (as far as it is a Pod's) and spec, on create and on update. */
export function validatePod(errors: FieldErrors, spec: PodSpec, metadata: ObjectMeta): void {
  if (metadata.annotations) validatePodAnnotations(errors, METADATA, metadata.annotations, spec)
  validatePodSpec(errors, spec, metadata, SPEC)
  if (!spec.serviceAccountName)
    spec.volumes?.forEach(({ projected }, i) => {
      projected?.sources?.forEach(({ serviceAccountToken }, j) => {
        if (serviceAccountToken)
          errors.forbidden(
            item(SPEC, 'volumes', i),
            `projected.sources[${j}].serviceAccountToken`,
            'must not be specified when serviceAccountName is not set',
          )
      })
    })
  spec.containers?.forEach((container, i) => validateImageText(errors, item(SPEC, 'containers', i), container))
  spec.initContainers?.forEach((container, i) => validateImageText(errors, item(SPEC, 'initContainers', i), container))
}

export function validatePodTemplate(errors: FieldErrors, path: Path, template: PodTemplateSpec): void {
  const { metadata, spec = { containers: [] } } = template
  // The API's own path: not below `metadata`.
  if (metadata?.labels) validateLabels(errors, path, 'labels', metadata.labels)
  if (metadata?.annotations) {
    validateAnnotations(errors, path, 'annotations', metadata.annotations)
    validatePodAnnotations(errors, path, metadata.annotations, spec)
  }
  validatePodSpec(errors, spec, undefined, child(path, 'spec'))
  if (spec.ephemeralContainers?.length)
    errors.forbidden(path, 'spec.ephemeralContainers', 'ephemeral containers not allowed in pod template')
}

/** `metadata` is given for a Pod and absent for a template. */
function validatePodSpec(errors: FieldErrors, spec: PodSpec, metadata: ObjectMeta | undefined, path: Path): void {
  const gracePeriod = spec.terminationGracePeriodSeconds
  if (gracePeriod === undefined) errors.required(path, 'terminationGracePeriodSeconds')
  const volumes = validateVolumes(errors, path, spec.volumes, metadata)
  const claims = validateResourceClaims(errors, path, spec)
  const context: ContainerContext = { spec, volumes, claims, gracePeriod }
  validateContainers(errors, path, context)
  validateInitContainers(errors, path, context)
  validateEphemeralContainers(errors, path, context)
  if (spec.resources) validatePodResources(errors, child(path, 'resources'), spec, claims)
  if (spec.hostNetwork) validateHostNetworkPorts(errors, path, spec.containers ?? [], metadata !== undefined)
  errors.oneOf(path, 'restartPolicy', spec.restartPolicy, RESTART_POLICIES)
  errors.oneOf(path, 'dnsPolicy', spec.dnsPolicy, DNS_POLICIES)
  if (spec.nodeSelector) validateLabels(errors, path, 'nodeSelector', spec.nodeSelector)
  validatePodSecurityContext(errors, path, spec.securityContext, spec)
  if (spec.affinity) SELDOM_RESOURCES.value.validateAffinity(errors, path, spec.affinity)
  validateDnsConfig(errors, path, spec.dnsConfig, spec.dnsPolicy)
  const { readinessGates, schedulingGates, topologySpreadConstraints } = spec
  if (readinessGates || schedulingGates) SELDOM_RESOURCES.value.validateGates(errors, path, readinessGates, schedulingGates)
  if (topologySpreadConstraints) SELDOM_RESOURCES.value.validateTopologySpread(errors, path, topologySpreadConstraints)
  validateHostUsers(errors, path, spec)
  validateHostnameOverride(errors, path, spec)
  if (spec.serviceAccountName)
    errors.invalidAll(path, 'serviceAccountName', spec.serviceAccountName, subdomainFaults(spec.serviceAccountName))
  if (spec.nodeName) errors.invalidAll(path, 'nodeName', spec.nodeName, subdomainFaults(spec.nodeName))
  const deadline = spec.activeDeadlineSeconds
  if (deadline !== undefined && (deadline < 1 || deadline > MAX_INT32))
    errors.invalid(path, 'activeDeadlineSeconds', deadline, inclusiveRange(1, MAX_INT32))
  if (spec.hostname) errors.invalidAll(path, 'hostname', spec.hostname, labelFaults(spec.hostname))
  if (spec.subdomain) errors.invalidAll(path, 'subdomain', spec.subdomain, labelFaults(spec.subdomain))
  validateTolerations(errors, path, spec.tolerations)
  spec.hostAliases?.forEach(({ ip = '', hostnames }, i) => {
    const at = item(path, 'hostAliases', i)
    validateIp(errors, at, 'ip', ip)
    hostnames?.forEach((name, j) => errors.invalidAll(at, `hostnames[${j}]`, name, subdomainFaults(name)))
  })
  if (spec.priorityClassName) errors.invalidAll(path, 'priorityClassName', spec.priorityClassName, subdomainFaults(spec.priorityClassName))
  if (spec.runtimeClassName !== undefined)
    errors.invalidAll(path, 'runtimeClassName', spec.runtimeClassName, subdomainFaults(spec.runtimeClassName))
  if (spec.preemptionPolicy !== undefined) errors.oneOf(path, 'preemptionPolicy', spec.preemptionPolicy, PREEMPTION_POLICIES)
  if (spec.overhead) validateRequirements(errors, child(path, 'overhead'), { limits: spec.overhead }, 'container', [])
  if (spec.os) {
    if (!spec.os.name) errors.required(path, 'os.name')
    else if (spec.os.name !== 'linux' && spec.os.name !== 'windows') errors.notSupported(path, 'os', spec.os.name, ['linux', 'windows'])
  }
  validateFileKeyRefs(errors, path, spec)
}

function validateResourceClaims(errors: FieldErrors, path: Path, spec: PodSpec): readonly string[] {
  if (!spec.resourceClaims?.length) return []
  const names = new Set<string>()
  spec.resourceClaims.forEach((claim, i) => {
    const at = item(path, 'resourceClaims', i)
    if (!claim.name) errors.required(at, 'name')
    else if (names.has(claim.name)) errors.duplicate(at, 'name', claim.name)
    else errors.invalidAll(at, 'name', claim.name, labelFaults(claim.name))
    names.add(claim.name)
    const { name, resourceClaimName: own = null, resourceClaimTemplateName: template = null } = claim
    const inGo = { Name: name ?? '', ResourceClaimName: own, ResourceClaimTemplateName: template }
    if (own !== null && template !== null)
      errors.invalid(at, '', inGo, 'at most one of `resourceClaimName` or `resourceClaimTemplateName` may be specified')
    if (own === null && template === null)
      errors.invalid(at, '', inGo, 'must specify one of: `resourceClaimName`, `resourceClaimTemplateName`')
    for (const name of ['resourceClaimName', 'resourceClaimTemplateName'] as const) {
      const value = claim[name]
      if (value !== undefined) errors.invalidAll(at, name, value, subdomainFaults(value))
    }
  })
  return [...names]
}

/** Resources of the Pod as a whole: at least what its containers ask for, at most what they may use each. */
function validatePodResources(errors: FieldErrors, path: Path, spec: PodSpec, claims: readonly string[]): void {
  const { requests, limits, claims: used } = spec.resources ?? {}
  if (used) errors.forbidden(path, 'claims', 'claims may not be set for Resources at pod-level')
  validateRequirements(errors, path, { ...(requests ? { requests } : {}), ...(limits ? { limits } : {}) }, 'pod', claims)
  for (const name of Object.keys(requests ?? {}).sort()) {
    let sum = '0'
    for (const container of spec.containers ?? []) sum = addQuantities(sum, container.resources?.requests?.[name])
    if (compareQuantities(sum, requests?.[name]) > 0)
      errors.invalid(
        item(path, 'requests', name),
        '',
        canonicalQuantity(String(requests?.[name])),
        `must be greater than or equal to aggregate container requests of ${sum}`,
      )
  }
  spec.containers?.forEach((container, i) => {
    for (const [name, limit] of Object.entries(container.resources?.limits ?? {}).sort(([a], [b]) => (a < b ? -1 : 1))) {
      const most = limits?.[name]
      if (most !== undefined && compareQuantities(limit, most) > 0)
        errors.invalid(
          path,
          `containers[${i}][${name}].limits`,
          canonicalQuantity(String(limit)),
          `must be less than or equal to pod limits of ${canonicalQuantity(String(most))}`,
        )
    }
  })
}

function validateDnsConfig(errors: FieldErrors, specPath: Path, config: PodDNSConfig | undefined, policy: string | undefined): void {
  const path = child(specPath, 'dnsConfig')
  if (policy === 'None') {
    if (!config) return errors.required(path, '', 'must provide `dnsConfig` when `dnsPolicy` is None')
    if (!config.nameservers?.length)
      return errors.required(path, 'nameservers', 'must provide at least one DNS nameserver when `dnsPolicy` is None')
  }
  if (!config) return
  const { nameservers = [], searches = [], options = [] } = config
  if (nameservers.length > 3) errors.invalid(path, 'nameservers', nameservers, 'must not have more than 3 nameservers')
  nameservers.forEach((server, i) => validateIp(errors, path, `nameservers[${i}]`, server))
  if (searches.length > 32) errors.invalid(path, 'searches', searches, 'must not have more than 32 search paths')
  if (searches.join(' ').length > 2048)
    errors.invalid(path, 'searches', searches, 'must not have more than 2048 characters (including spaces) in the search list')
  searches.forEach((search, i) => {
    if (search === '.') return
    const name = search.endsWith('.') ? search.slice(0, -1) : search
    errors.invalidAll(path, `searches[${i}]`, name, searchDomainFaults(name))
  })
  options.forEach(({ name }, i) => {
    if (!name) errors.required(path, `options[${i}]`, 'must not be empty')
  })
}

function validateHostnameOverride(errors: FieldErrors, path: Path, spec: PodSpec): void {
  const name = spec.hostnameOverride
  if (name === undefined) return
  if (spec.setHostnameAsFQDN) errors.forbidden(path, 'hostnameOverride', 'may not be specified when setHostnameAsFQDN is true')
  if (spec.hostNetwork) errors.forbidden(path, 'hostnameOverride', 'may not be specified when hostNetwork is true')
  if (name.length > 64) errors.tooLong(path, 'hostnameOverride', 64)
  errors.invalidAll(path, 'hostnameOverride', name, subdomainFaults(name))
}

/** Variables from files need an emptyDir that one container writes and another reads. */
function validateFileKeyRefs(errors: FieldErrors, path: Path, spec: PodSpec): void {
  for (const list of ['initContainers', 'containers', 'ephemeralContainers'] as const)
    spec[list]?.forEach(({ env }, i) => {
      env?.forEach(({ valueFrom }, j) => {
        const name = valueFrom?.fileKeyRef?.volumeName
        if (name === undefined) return
        const volume = spec.volumes?.find((one) => one.name === name)
        const at = item(path, list, i)
        const leaf = `env[${j}].valueFrom.fileKeyRef.volumeName`
        if (!volume) errors.notFound(at, leaf, name)
        else if (!volume.emptyDir) errors.invalid(at, leaf, name, 'referenced volume must be of type emptyDir')
      })
    })
}
