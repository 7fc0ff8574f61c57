import type { EnvFromSource, EnvVar } from '../../../api/types.ts'
import { child, type FieldErrors, item, type Path } from '../validation/errors.ts'
import { configMapKeyFaults, envVarNameFaults, labelFaults, subdomainFaults } from '../validation/names.ts'
import { ENV_FIELDS, validateFieldRef, validateResourceFieldRef } from './downward.ts'
import { pathNoBacksteps } from './file-paths.ts'

const TWICE = 'may not have more than one field specified at a time'

export function validateEnv(errors: FieldErrors, path: Path, env: readonly EnvVar[] | undefined): void {
  if (!env) return
  for (let i = 0; i < env.length; i++) {
    const variable = env[i] as EnvVar
    const at = item(path, 'env', i)
    if (!variable.name) errors.required(at, 'name')
    else errors.invalidAll(at, 'name', variable.name, envVarNameFaults(variable.name))
    if (variable.valueFrom) validateValueFrom(errors, child(at, 'valueFrom'), variable)
  }
}

function validateValueFrom(errors: FieldErrors, path: Path, { value, valueFrom = {} }: EnvVar): void {
  const { fieldRef, resourceFieldRef, configMapKeyRef, secretKeyRef, fileKeyRef } = valueFrom
  let sources = 0
  if (fieldRef) {
    sources++
    validateFieldRef(errors, child(path, 'fieldRef'), fieldRef, ENV_FIELDS)
  }
  if (resourceFieldRef) {
    sources++
    validateResourceFieldRef(errors, child(path, 'resourceFieldRef'), resourceFieldRef, false)
  }
  if (configMapKeyRef) {
    sources++
    validateKeyRef(errors, child(path, 'configMapKeyRef'), configMapKeyRef)
  }
  if (secretKeyRef) {
    sources++
    validateKeyRef(errors, child(path, 'secretKeyRef'), secretKeyRef)
  }
  if (fileKeyRef) {
    sources++
    const at = child(path, 'fileKeyRef')
    if (!fileKeyRef.key) errors.required(at, 'key')
    else errors.invalidAll(at, 'key', fileKeyRef.key, envVarNameFaults(fileKeyRef.key))
    if (!fileKeyRef.volumeName) errors.required(at, 'volumeName')
    else errors.invalidAll(at, 'volumeName', fileKeyRef.volumeName, labelFaults(fileKeyRef.volumeName))
    if (!fileKeyRef.path) errors.required(at, 'path')
    else pathNoBacksteps(errors, at, 'path', fileKeyRef.path)
  }
  if (sources === 0)
    errors.invalid(path, '', '', 'must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef`, `secretKeyRef` or `fileKeyRef`')
  else if (value) errors.invalid(path, '', '', 'may not be specified when `value` is not empty')
  else if (sources > 1) errors.invalid(path, '', '', TWICE)
}

function validateKeyRef(errors: FieldErrors, path: Path, { name = '', key }: { name?: string; key: string }): void {
  errors.invalidAll(path, 'name', name, subdomainFaults(name))
  if (!key) errors.required(path, 'key')
  else errors.invalidAll(path, 'key', key, configMapKeyFaults(key))
}

export function validateEnvFrom(errors: FieldErrors, path: Path, sources: readonly EnvFromSource[] | undefined): void {
  sources?.forEach(({ prefix, configMapRef, secretRef }, i) => {
    const at = item(path, 'envFrom', i)
    if (prefix) errors.invalidAll(at, 'prefix', prefix, envVarNameFaults(prefix))
    if (configMapRef) validateSource(errors, child(at, 'configMapRef'), configMapRef.name)
    if (secretRef) validateSource(errors, child(at, 'secretRef'), secretRef.name)
    // These two stand at the list, not at its item.
    if (!configMapRef && !secretRef) errors.invalid(path, 'envFrom', '', 'must specify one of: `configMapRef` or `secretRef`')
    else if (configMapRef && secretRef) errors.invalid(path, 'envFrom', '', TWICE)
  })
}

function validateSource(errors: FieldErrors, path: Path, name: string | undefined): void {
  if (!name) errors.required(path, 'name')
  else errors.invalidAll(path, 'name', name, subdomainFaults(name.endsWith('-') ? `${name.slice(0, -1)}a` : name))
}
