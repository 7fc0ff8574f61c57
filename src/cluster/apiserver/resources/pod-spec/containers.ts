import type { Container, ContainerResizePolicy, ContainerRestartRule, EphemeralContainer, PodSpec } from '../../../api/types.ts'
import { child, type FieldErrors, item, type Path } from '../validation/errors.ts'
import { labelFaults } from '../validation/names.ts'
import { validateEnv, validateEnvFrom } from './env.ts'
import { validateLifecycle, validateProbe } from './handlers.ts'
import { checkHostPortConflicts, validateContainerPorts } from './ports.ts'
import { validateRequirements } from './resources.ts'
import { validateSecurityContext } from './security.ts'
import { type Volumes, validateVolumeDevices, validateVolumeMounts } from './volumes.ts'

const MESSAGE_POLICIES = ['File', 'FallbackToLogsOnError']
const PULL_POLICIES = ['Always', 'IfNotPresent', 'Never']
const RESTART_POLICIES = ['Always', 'Never', 'OnFailure']

/** What containers of one Pod have in common for their rules. */
export interface ContainerContext {
  spec: PodSpec
  volumes: Volumes
  claims: readonly string[]
  gracePeriod: number | undefined
}

/** Rules for containers of every sort. */
function validateContainerCommon(errors: FieldErrors, path: Path, container: Container, context: ContainerContext): void {
  if (!container.name) errors.required(path, 'name')
  else errors.invalidAll(path, 'name', container.name, labelFaults(container.name))
  if (!container.image) errors.required(path, 'image')
  errors.oneOf(path, 'terminationMessagePolicy', container.terminationMessagePolicy, MESSAGE_POLICIES)
  validateContainerPorts(errors, path, container.ports)
  validateEnv(errors, path, container.env)
  validateEnvFrom(errors, path, container.envFrom)
  validateVolumeMounts(errors, path, container, context.volumes)
  validateVolumeDevices(errors, path, container, context.volumes)
  errors.oneOf(path, 'imagePullPolicy', container.imagePullPolicy, PULL_POLICIES)
  validateRequirements(errors, child(path, 'resources'), container.resources, 'container', context.claims)
  validateResizePolicy(errors, path, container.resizePolicy, context.spec.restartPolicy)
  validateSecurityContext(errors, path, container.securityContext, context.spec.hostUsers !== false)
}

function validateResizePolicy(
  errors: FieldErrors,
  path: Path,
  policies: readonly ContainerResizePolicy[] | undefined,
  podPolicy: string | undefined,
): void {
  if (!policies) return
  const seen = new Set<string>()
  policies.forEach(({ resourceName, restartPolicy }, i) => {
    if (seen.has(resourceName)) errors.duplicate(path, `resizePolicy[${i}]`, resourceName)
    seen.add(resourceName)
    errors.oneOf(path, 'resizePolicy', resourceName, ['cpu', 'memory'])
    errors.oneOf(path, 'resizePolicy', restartPolicy, ['NotRequired', 'RestartContainer'])
    if (podPolicy === 'Never' && restartPolicy !== 'NotRequired')
      errors.invalid(path, 'resizePolicy', restartPolicy, "must be 'NotRequired' when pod `restartPolicy` is 'Never'")
  })
}

function validateRestartRules(errors: FieldErrors, path: Path, container: Container): void {
  const { restartPolicy, restartPolicyRules: rules } = container
  if (restartPolicy === undefined) {
    if (rules?.length) errors.required(path, 'restartPolicy', 'must specify restartPolicy when restart rules are used')
  } else if (!RESTART_POLICIES.includes(restartPolicy)) errors.notSupported(path, 'restartPolicy', restartPolicy, RESTART_POLICIES)
  if (rules && rules.length > 20) errors.tooMany(path, 'restartPolicyRules', rules.length, 20)
  rules?.forEach((rule: ContainerRestartRule, i) => {
    const at = item(path, 'restartPolicyRules', i)
    const actions = ['Restart', 'RestartAllContainers']
    if (!actions.includes(rule.action)) errors.notSupported(at, 'action', rule.action ?? '', actions)
    if (!rule.exitCodes) return errors.required(at, 'exitCodes', 'must be specified')
    const operators = ['In', 'NotIn']
    if (!operators.includes(rule.exitCodes.operator))
      errors.notSupported(at, 'exitCodes.operator', rule.exitCodes.operator ?? '', operators)
    const count = rule.exitCodes.values?.length ?? 0
    if (count > 255) errors.tooMany(at, 'exitCodes.values', count, 255)
  })
}

export function validateContainers(errors: FieldErrors, specPath: Path, context: ContainerContext): void {
  const { spec, gracePeriod } = context
  const containers = spec.containers ?? []
  if (containers.length === 0) return errors.required(specPath, 'containers')
  let names: Set<string> | undefined
  for (let i = 0; i < containers.length; i++) {
    const container = containers[i] as Container
    const path = item(specPath, 'containers', i)
    validateContainerCommon(errors, path, container, context)
    if (containers.length > 1) {
      names ??= new Set()
      if (names.has(container.name ?? '')) errors.duplicate(path, 'name', container.name ?? '')
      names.add(container.name ?? '')
    }
    if (container.lifecycle) validateLifecycle(errors, path, container.lifecycle, gracePeriod, spec.os?.name)
    validateProbe(errors, path, 'livenessProbe', container.livenessProbe, gracePeriod)
    validateProbe(errors, path, 'readinessProbe', container.readinessProbe, gracePeriod)
    validateProbe(errors, path, 'startupProbe', container.startupProbe, gracePeriod)
    validateRestartRules(errors, path, container)
  }
  checkHostPortConflicts(errors, specPath, 'containers', containers)
}

const NOT_FOR_INIT = ['lifecycle', 'livenessProbe', 'readinessProbe', 'startupProbe'] as const

export function validateInitContainers(errors: FieldErrors, specPath: Path, context: ContainerContext): void {
  const { spec, gracePeriod } = context
  if (!spec.initContainers?.length) return
  const names = new Set((spec.containers ?? []).map((container) => container.name ?? ''))
  spec.initContainers.forEach((container, i) => {
    const path = item(specPath, 'initContainers', i)
    validateContainerCommon(errors, path, container, context)
    validateRestartRules(errors, path, container)
    const sidecar = container.restartPolicy === 'Always'
    if (names.has(container.name ?? '')) errors.duplicate(path, 'name', container.name ?? '')
    else if (container.name) names.add(container.name)
    checkHostPortConflicts(errors, specPath, 'initContainers', [container])
    if (sidecar) {
      if (container.lifecycle) validateLifecycle(errors, path, container.lifecycle, gracePeriod, spec.os?.name)
      validateProbe(errors, path, 'livenessProbe', container.livenessProbe, gracePeriod)
      validateProbe(errors, path, 'readinessProbe', container.readinessProbe, gracePeriod)
      validateProbe(errors, path, 'startupProbe', container.startupProbe, gracePeriod)
    } else
      for (const name of NOT_FOR_INIT)
        if (container[name]) errors.forbidden(path, name, 'may not be set for init containers without restartPolicy=Always')
    container.resizePolicy?.forEach(({ restartPolicy }, j) => {
      if (!sidecar && restartPolicy === 'RestartContainer')
        errors.invalid(
          path,
          `resizePolicy[${j}].restartPolicy`,
          restartPolicy,
          "must not be set to 'RestartContainer' for non-sidecar initContainers",
        )
    })
  })
}

/** Set in an ephemeral container, these fields are refused; in the order of the API's own type. */
const NOT_FOR_EPHEMERAL = [
  'ports',
  'resources',
  'resizePolicy',
  'restartPolicy',
  'restartPolicyRules',
  'livenessProbe',
  'readinessProbe',
  'startupProbe',
  'lifecycle',
] as const

export function validateEphemeralContainers(errors: FieldErrors, specPath: Path, context: ContainerContext): void {
  const { spec } = context
  if (!spec.ephemeralContainers?.length) return
  const others = new Set([...(spec.containers ?? []), ...(spec.initContainers ?? [])].map((container) => container.name))
  const names = new Set(others)
  spec.ephemeralContainers.forEach((ephemeral: EphemeralContainer, i) => {
    const path = item(specPath, 'ephemeralContainers', i)
    const container = ephemeral as Container
    validateContainerCommon(errors, path, container, context)
    validateImageText(errors, path, container)
    if (names.has(container.name)) errors.duplicate(path, 'name', container.name)
    names.add(container.name)
    const target = ephemeral.targetContainerName
    if (target && !others.has(target)) errors.notFound(path, 'targetContainerName', target)
    const why = 'cannot be set for an Ephemeral Container'
    for (const name of NOT_FOR_EPHEMERAL) {
      const value = container[name]
      if (value !== undefined && !(typeof value === 'object' && Object.keys(value).length === 0)) errors.forbidden(path, name, why)
    }
    container.volumeMounts?.forEach(({ subPath, subPathExpr }, j) => {
      if (subPath) errors.forbidden(path, `volumeMounts[${j}].subPath`, why)
      if (subPathExpr) errors.forbidden(path, `volumeMounts[${j}].subPathExpr`, why)
    })
  })
}

/** A Pod's own rule, which templates do not have. */
export function validateImageText(errors: FieldErrors, path: Path, { image = '' }: Container): void {
  if (image.length > 0 && image !== image.trim()) errors.invalid(path, 'image', image, 'must not have leading or trailing whitespace')
}
