import type { AppArmorProfile, PodSecurityContext, PodSpec, SeccompProfile, SecurityContext } from '../../../api/types.ts'
import { child, type FieldErrors, GoStruct, item, type Path } from '../validation/errors.ts'
import { idFaults } from '../validation/names.ts'
import { localDescendingPath } from './file-paths.ts'

const PROFILE_TYPES = ['Localhost', 'RuntimeDefault', 'Unconfined']

/** What a container's security context is called in the API server's own types, in their order. */
const INTERNAL_FIELDS = [
  'Capabilities',
  'Privileged',
  'SELinuxOptions',
  'WindowsOptions',
  'RunAsUser',
  'RunAsGroup',
  'RunAsNonRoot',
  'ReadOnlyRootFilesystem',
  'AllowPrivilegeEscalation',
  'ProcMount',
  'SeccompProfile',
  'AppArmorProfile',
]

export function validateSecurityContext(
  errors: FieldErrors,
  container: Path,
  context: SecurityContext | undefined,
  hostUsers: boolean,
): void {
  if (!context) return
  const path = child(container, 'securityContext')
  validateId(errors, path, 'runAsUser', context.runAsUser)
  validateId(errors, path, 'runAsGroup', context.runAsGroup)
  const { procMount } = context
  if (procMount !== undefined) {
    if (procMount !== 'Default' && procMount !== 'Unmasked') errors.notSupported(path, 'procMount', procMount, ['Default', 'Unmasked'])
    if (hostUsers && procMount === 'Unmasked') errors.invalid(path, 'procMount', procMount, '`hostUsers` must be false to use `Unmasked`')
  }
  validateSeccomp(errors, path, context.seccompProfile)
  if (context.allowPrivilegeEscalation === false) {
    if (context.privileged)
      errors.invalid(path, '', internalContext(context), 'cannot set `allowPrivilegeEscalation` to false and `privileged` to true')
    for (const capability of context.capabilities?.add ?? [])
      if (capability === 'CAP_SYS_ADMIN')
        errors.invalid(
          path,
          '',
          internalContext(context),
          'cannot set `allowPrivilegeEscalation` to false and `capabilities.Add` CAP_SYS_ADMIN',
        )
  }
  validateAppArmor(errors, path, context.appArmorProfile)
}

function internalContext(context: SecurityContext): GoStruct {
  const fields: Record<string, unknown> = {}
  for (const name of INTERNAL_FIELDS) {
    const own = name === 'SELinuxOptions' ? 'seLinuxOptions' : name[0]?.toLowerCase() + name.slice(1)
    const value = (context as Record<string, unknown>)[own] ?? null
    fields[name] = value !== null && typeof value === 'object' ? internalPart(name, value as Record<string, unknown>) : value
  }
  return new GoStruct(fields)
}

const PARTS: Readonly<Record<string, readonly string[]>> = {
  Capabilities: ['Add', 'Drop'],
  SELinuxOptions: ['User', 'Role', 'Type', 'Level'],
  WindowsOptions: ['GMSACredentialSpecName', 'GMSACredentialSpec', 'RunAsUserName', 'HostProcess'],
  SeccompProfile: ['Type', 'LocalhostProfile'],
  AppArmorProfile: ['Type', 'LocalhostProfile'],
}

function internalPart(name: string, value: Record<string, unknown>): GoStruct {
  const fields: Record<string, unknown> = {}
  for (const field of PARTS[name] ?? []) {
    const own = field.startsWith('GMSA') ? `gmsa${field.slice(4)}` : field[0]?.toLowerCase() + field.slice(1)
    fields[field] = value[own] ?? (name === 'SELinuxOptions' ? '' : null)
  }
  return new GoStruct(fields)
}

function validateId(errors: FieldErrors, path: Path, leaf: string, id: number | undefined): void {
  if (id !== undefined) errors.invalidAll(path, leaf, id, idFaults(id))
}

function validateSeccomp(errors: FieldErrors, context: Path, profile: SeccompProfile | undefined): void {
  if (!profile) return
  const path = child(context, 'seccompProfile')
  if (!profile.type) errors.required(path, 'type', 'type is required when seccompProfile is set')
  else if (!PROFILE_TYPES.includes(profile.type)) errors.notSupported(path, 'type', profile.type, PROFILE_TYPES)
  if (profile.type === 'Localhost') {
    if (profile.localhostProfile === undefined) errors.required(path, 'localhostProfile', 'must be set when seccomp type is Localhost')
    else localDescendingPath(errors, path, 'localhostProfile', profile.localhostProfile)
  } else if (profile.localhostProfile !== undefined)
    errors.invalid(
      path,
      'localhostProfile',
      internalPart('SeccompProfile', { ...profile }),
      'can only be set when seccomp type is Localhost',
    )
}

function validateAppArmor(errors: FieldErrors, context: Path, profile: AppArmorProfile | undefined): void {
  if (!profile) return
  const path = child(context, 'appArmorProfile')
  const { type, localhostProfile: local } = profile
  if (type === 'Localhost') {
    if (local === undefined || local === '') errors.required(path, 'localhostProfile', 'must be set when AppArmor type is Localhost')
    else if (local.trim() !== local) errors.invalid(path, 'localhostProfile', local, 'must not be padded with whitespace')
    if (local !== undefined && local.length > 4095) errors.tooLong(path, 'localhostProfile', 4095)
  } else if (!type) errors.required(path, 'type', 'type is required when appArmorProfile is set')
  else if (!PROFILE_TYPES.includes(type)) errors.notSupported(path, 'type', type, PROFILE_TYPES)
  else if (local !== undefined) errors.invalid(path, 'localhostProfile', local, 'can only be set when AppArmor type is Localhost')
}

const SYSCTL_SEGMENT = '[a-z0-9]([-_a-z0-9]*[a-z0-9])?'
const SYSCTL_PATTERN = `^(${SYSCTL_SEGMENT}[\\./])*${SYSCTL_SEGMENT}$`
const SYSCTL = /^[a-z0-9](?:[-_a-z0-9]*[a-z0-9])?(?:[./][a-z0-9](?:[-_a-z0-9]*[a-z0-9])?)*$/

export function validatePodSecurityContext(
  errors: FieldErrors,
  specPath: Path,
  context: PodSecurityContext | undefined,
  spec: PodSpec,
): void {
  if (!context) return
  const path = child(specPath, 'securityContext')
  validateId(errors, path, 'fsGroup', context.fsGroup)
  validateId(errors, path, 'runAsUser', context.runAsUser)
  validateId(errors, path, 'runAsGroup', context.runAsGroup)
  context.supplementalGroups?.forEach((id, i) => validateId(errors, path, `supplementalGroups[${i}]`, id))
  if (spec.hostPID && spec.shareProcessNamespace)
    errors.invalid(path, 'shareProcessNamespace', true, 'ShareProcessNamespace and HostPID cannot both be enabled')
  const names = context.sysctls && new Set<string>()
  context.sysctls?.forEach(({ name }, i) => {
    const at = item(path, 'sysctls', i)
    if (!name) errors.required(at, 'name')
    else if (name.length > 253 || !SYSCTL.test(name))
      errors.invalid(at, 'name', name, `must have at most 253 characters and match regex ${SYSCTL_PATTERN}`)
    else if (names?.has(name)) errors.duplicate(at, 'name', name)
    const plain = (name ?? '').replaceAll('/', '.')
    if (spec.hostNetwork && plain.startsWith('net.')) errors.invalid(at, 'name', name, "may not be specified when 'hostNetwork' is true")
    else if (spec.hostIPC && /^(?:kernel\.(?:sem|shm|msg)|fs\.mqueue\.)/.test(plain))
      errors.invalid(at, 'name', name, "may not be specified when 'hostIPC' is true")
    names?.add(name)
  })
  closedSet(errors, path, 'fsGroupChangePolicy', context.fsGroupChangePolicy, ['Always', 'OnRootMismatch'])
  validateSeccomp(errors, path, context.seccompProfile)
  validateAppArmor(errors, path, context.appArmorProfile)
  closedSet(errors, path, 'supplementalGroupsPolicy', context.supplementalGroupsPolicy, ['Merge', 'Strict'])
  closedSet(errors, path, 'seLinuxChangePolicy', context.seLinuxChangePolicy, ['MountOption', 'Recursive'])
}

function closedSet(errors: FieldErrors, path: Path, leaf: string, value: string | undefined, allowed: readonly string[]): void {
  if (value !== undefined && !allowed.includes(value)) errors.notSupported(path, leaf, value, allowed)
}

/** With a user namespace of its own a Pod shares none of the host's others. */
export function validateHostUsers(errors: FieldErrors, path: Path, spec: PodSpec): void {
  if (spec.hostUsers !== false) return
  const why = 'when `hostUsers` is false'
  if (spec.hostNetwork) errors.forbidden(path, 'hostNetwork', why)
  if (spec.hostPID) errors.forbidden(path, 'HostPID', why)
  if (spec.hostIPC) errors.forbidden(path, 'HostIPC', why)
  for (const list of ['initContainers', 'containers', 'ephemeralContainers'] as const)
    spec[list]?.forEach((container, i) => {
      if (container.volumeDevices?.length) errors.forbidden(item(path, list, i), 'volumeDevices', why)
    })
}
