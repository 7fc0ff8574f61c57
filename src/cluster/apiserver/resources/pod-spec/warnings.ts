import { goQuote } from '../../../api/go-syntax.ts'
import { ownValue } from '../../../api/json.ts'
import type { KubeObject } from '../../../api/object.ts'
import { canonicalQuantity, nanoOf } from '../../../api/quantity.ts'
import type { Container, ContainerPort, ObjectMeta, PodSpec, PodTemplateSpec } from '../../../api/types.ts'
import { usesSeldomFields } from '../../schema/seldom-fields.ts'
import { SELDOM_RESOURCES } from '../later.ts'

export const DEPRECATED_LABELS: Readonly<Record<string, string>> = {
  'beta.kubernetes.io/arch': 'deprecated since v1.14; use "kubernetes.io/arch" instead',
  'beta.kubernetes.io/os': 'deprecated since v1.14; use "kubernetes.io/os" instead',
  'failure-domain.beta.kubernetes.io/region': 'deprecated since v1.17; use "topology.kubernetes.io/region" instead',
  'failure-domain.beta.kubernetes.io/zone': 'deprecated since v1.17; use "topology.kubernetes.io/zone" instead',
  'beta.kubernetes.io/instance-type': 'deprecated since v1.17; use "node.kubernetes.io/instance-type" instead',
}

const DEPRECATED_ANNOTATIONS: Readonly<Record<string, string>> = {
  'scheduler.alpha.kubernetes.io/critical-pod': 'non-functional in v1.16+; use the "priorityClassName" field instead',
  'security.alpha.kubernetes.io/sysctls': 'non-functional in v1.11+; use the "sysctls" field instead',
  'security.alpha.kubernetes.io/unsafe-sysctls': 'non-functional in v1.11+; use the "sysctls" field instead',
}

const SECCOMP_POD = 'seccomp.security.alpha.kubernetes.io/pod'
const SECCOMP_CONTAINER = 'container.seccomp.security.alpha.kubernetes.io/'
const APPARMOR = 'container.apparmor.security.beta.kubernetes.io/'
const USE_SECCOMP = 'non-functional in v1.27+; use the "seccompProfile" field instead'

/** Warnings for an object's template, unless an update leaves the generation as it was. `prefix`: `spec.template`. */
export function templateWarnings(
  prefix: string,
  template: PodTemplateSpec | undefined,
  object: KubeObject,
  old: KubeObject | undefined,
): string[] {
  if (!template?.spec || (old && old.metadata.generation === object.metadata.generation)) return []
  return warningsOf(`${prefix}.`, template.spec, template.metadata ?? {}, true)
}

export function podWarnings(spec: PodSpec, metadata: ObjectMeta): string[] {
  return warningsOf('', spec, metadata, false)
}

/** Things that are accepted and hardly meant, in the server's order. */
function warningsOf(at: string, spec: PodSpec, metadata: ObjectMeta, isTemplate: boolean): string[] {
  const out: string[] = []
  const annotations = metadata.annotations ?? {}
  for (const key of Object.keys(spec.nodeSelector ?? {}).sort()) {
    const message = ownValue(DEPRECATED_LABELS, key)
    if (message) out.push(`${at}spec.nodeSelector[${key}]: ${message}`)
  }
  if (spec.affinity || spec.topologySpreadConstraints) SELDOM_RESOURCES.value.schedulingWarnings(out, at, spec)
  for (const key in DEPRECATED_ANNOTATIONS)
    if (annotations[key] !== undefined) out.push(`${at}metadata.annotations[${key}]: ${DEPRECATED_ANNOTATIONS[key]}`)
  if (usesSeldomFields(spec.volumes)) SELDOM_RESOURCES.value.volumeWarnings(out, at, spec)
  overlappingPaths(out, at, spec)
  repeated(
    out,
    spec.hostAliases?.map(({ ip }) => ip),
    (i, ip) => `${at}spec.hostAliases[${i}].ip: duplicate ip ${goQuote(ip)}`,
  )
  const secrets = spec.imagePullSecrets?.map(({ name = '' }) => name)
  repeated(out, secrets, (i, name) => `${at}spec.imagePullSecrets[${i}].name: duplicate name ${goQuote(name)}`)
  secrets?.forEach((name, i) => {
    if (name === '') out.push(`${at}spec.imagePullSecrets[${i}].name: invalid empty name ""`)
  })
  for (const name of BYTES) fractional(out, `${at}spec.overhead`, name, spec.overhead?.[name])
  if (!spec.securityContext?.seccompProfile && annotations[SECCOMP_POD] !== undefined)
    out.push(`${at}metadata.annotations[${SECCOMP_POD}]: ${USE_SECCOMP}`)
  const lists = ['initContainers', 'containers', 'ephemeralContainers'] as const
  for (const list of lists)
    (spec[list] as Container[] | undefined)?.forEach((container, i) => {
      containerWarnings(
        out,
        `${at}spec.${list}[${i}]`,
        `${at}metadata.annotations`,
        container,
        annotations,
        isTemplate && !spec.securityContext?.appArmorProfile,
      )
    })
  const ports: { at: string; port: ContainerPort }[] = []
  for (const list of lists)
    (spec[list] as Container[] | undefined)?.forEach(({ ports: own }, i) => {
      own?.forEach((port, j) => portWarnings(out, `${at}spec.${list}[${i}].ports[${j}]`, port, ports))
    })
  if ((spec.terminationGracePeriodSeconds ?? 0) < 0)
    out.push(`${at}spec.terminationGracePeriodSeconds: must be >= 0; negative values are invalid and will be treated as 1`)
  return out
}

const BYTES = ['memory', 'ephemeral-storage'] as const

export function isFractional(quantity: string | number | undefined): boolean {
  return quantity !== undefined && nanoOf(quantity) % 1_000_000_000n !== 0n
}

function fractional(out: string[], at: string, name: string, quantity: string | number | undefined): void {
  if (isFractional(quantity))
    out.push(`${at}[${name}]: fractional byte value ${goQuote(canonicalQuantity(String(quantity)))} is invalid, must be an integer`)
}

function repeated(out: string[], values: readonly string[] | undefined, text: (index: number, value: string) => string): void {
  if (!values) return
  const seen = new Set<string>()
  values.forEach((value, i) => {
    if (seen.has(value)) out.push(text(i, value))
    seen.add(value)
  })
}

/** Files of a projected volume that a token of the same Pod would overwrite. */
function overlappingPaths(out: string[], at: string, spec: PodSpec): void {
  const tokens: string[] = []
  for (const { projected } of spec.volumes ?? [])
    for (const { serviceAccountToken } of projected?.sources ?? []) if (serviceAccountToken) tokens.push(serviceAccountToken.path)
  if (tokens.length === 0) return
  spec.volumes?.forEach(({ projected }, i) => {
    for (const source of projected?.sources ?? [])
      for (const [kind, shown] of [
        ['configMap', 'configMap'],
        ['secret', 'secrets'],
        ['downwardAPI', 'downwardAPI'],
      ] as const)
        source[kind]?.items?.forEach(({ path }, j) => {
          if (tokens.includes(path))
            out.push(
              `${at}spec.volumes[${i}].projected.sources.${shown}[${j}]: has duplicated path with ServiceAccountToken ${goQuote(path)}`,
            )
        })
  })
}

function containerWarnings(
  out: string[],
  at: string,
  inAnnotations: string,
  container: Container,
  annotations: Readonly<Record<string, string>>,
  askForAppArmor: boolean,
): void {
  const { name, securityContext, resources } = container
  if (!securityContext?.seccompProfile && annotations[SECCOMP_CONTAINER + name] !== undefined)
    out.push(`${inAnnotations}[${SECCOMP_CONTAINER}${name}]: ${USE_SECCOMP}`)
  if (askForAppArmor && !securityContext?.appArmorProfile && annotations[APPARMOR + name] !== undefined)
    out.push(`${inAnnotations}[${APPARMOR}${name}]: deprecated since v1.30; use the "appArmorProfile" field instead`)
  for (const unit of BYTES)
    for (const list of ['limits', 'requests'] as const) fractional(out, `${at}.resources.${list}`, unit, resources?.[list]?.[unit])
  if (!container.env || container.env.length < 2) return
  const seen = new Set<string>()
  container.env.forEach(({ name: variable, value = '', valueFrom }, i) => {
    const reference = `$(${variable})`
    if (seen.has(variable) && (valueFrom || value === reference || !value.includes(reference)))
      out.push(`${at}.env[${i}]: hides previous definition of ${goQuote(variable)}, which may be dropped when using apply`)
    seen.add(variable)
  })
}

function portWarnings(out: string[], at: string, port: ContainerPort, before: { at: string; port: ContainerPort }[]): void {
  const { hostIP = '', hostPort = 0, protocol = '', containerPort = 0, name = '' } = port
  if (hostIP !== '' && hostPort === 0)
    out.push(
      `${at}: hostIP set without hostPort: {Name:${name} HostPort:${hostPort} ContainerPort:${containerPort} Protocol:${protocol} HostIP:${hostIP}}`,
    )
  for (const other of before) {
    if (other.port.containerPort !== containerPort || (other.port.protocol ?? '') !== protocol) continue
    const otherIp = other.port.hostIP ?? ''
    const otherPort = other.port.hostPort ?? 0
    if (hostIP === otherIp && hostPort === otherPort) out.push(`${at}: duplicate port definition with ${other.at}`)
    else if (hostPort === 0 || otherPort === 0) out.push(`${at}: overlapping port definition with ${other.at}`)
    else if ((hostIP === '') !== (otherIp === '') && hostPort === otherPort)
      out.push(`${at}: dangerously ambiguous port definition with ${other.at}`)
  }
  before.push({ at, port })
}
