import { textFromBase64 } from '../../sim/base64.ts'
import { ownValue } from '../api/json.ts'
import type { KubeObject } from '../api/object.ts'
import type { ConfigMap, Container, EnvVar, Node, Pod, Secret, Service } from '../api/types.ts'
import type { Informer } from '../client/client.ts'
import { ConfigError } from './config-error.ts'
import { expand } from './expansion.ts'
import { fieldValue, type PodPlace, resourceValue } from './field-path.ts'
import { serviceVariables } from './service-environment.ts'

/** Where the kubelet reads what variables refer to. */
export interface EnvironmentSources {
  configMaps: Informer
  secrets: Informer
  services: Informer
  node: () => Node | undefined
}

/** The Services that a Pod's containers hear of: the API server's own, and those of its namespace unless it wants none. */
export function servicesFor(pod: Pod, services: Informer): readonly Service[] {
  const kubernetes = services.get('default', 'kubernetes')
  const own = pod.spec?.enableServiceLinks === false ? [] : services.list(pod.metadata?.namespace as string)
  return (kubernetes && !own.includes(kubernetes) ? [kubernetes, ...own] : own) as readonly Service[]
}

/** Adds the variables that tell of Services. */
export function addServices(env: Map<string, string>, services: readonly Service[]): Map<string, string> {
  for (const service of services) for (const [name, value] of serviceVariables(service)) env.set(name, value)
  return env
}

/** Does a container have variables of its own, or text that refers to some? */
export function refersToVariables({ env, envFrom, command, args, volumeMounts }: Container): boolean {
  return Boolean(
    env?.length ||
      envFrom?.length ||
      command?.some((word) => word.includes('$')) ||
      args?.some((word) => word.includes('$')) ||
      volumeMounts?.some(({ subPathExpr }) => subPathExpr),
  )
}

/** The variables that Kubernetes gives a container, in the order in which they are written down; Services' come last. */
export function containerEnvironment(pod: Pod, container: Container, place: PodPlace, sources: EnvironmentSources): Map<string, string> {
  const namespace = pod.metadata?.namespace as string
  const services = addServices(new Map(), servicesFor(pod, sources.services))
  const env = new Map<string, string>()
  for (const { configMapRef, secretRef, prefix = '' } of container.envFrom ?? []) {
    const ref = configMapRef ?? secretRef
    if (!ref) continue
    const source = configMapRef ? sources.configMaps : sources.secrets
    const object = source.get(namespace, ref.name ?? '')
    if (!object) {
      if (ref.optional) continue
      throw new ConfigError(`${configMapRef ? 'configmap' : 'secret'} "${ref.name}" not found`)
    }
    const data = (object as ConfigMap).data ?? {}
    for (const key of Object.keys(data)) env.set(prefix + key, configMapRef ? (data[key] as string) : textFromBase64(data[key] as string))
  }
  for (const variable of container.env ?? []) {
    const value = variable.valueFrom
      ? valueFrom(variable, pod, container, place, sources)
      : expand(variable.value ?? '', (name) => env.get(name) ?? services.get(name))
    if (value === undefined) continue
    env.set(variable.name, value)
  }
  for (const [name, value] of services) if (!env.has(name)) env.set(name, value)
  return env
}

/** undefined: optional, and not there. */
function valueFrom(
  { valueFrom }: EnvVar,
  pod: Pod,
  container: Container,
  place: PodPlace,
  sources: EnvironmentSources,
): string | undefined {
  const { fieldRef, resourceFieldRef, configMapKeyRef, secretKeyRef } = valueFrom ?? {}
  const namespace = pod.metadata?.namespace as string
  if (fieldRef) {
    const value = fieldValue(pod, place, fieldRef)
    if (value === undefined) throw new ConfigError(`unsupported fieldPath: ${fieldRef.fieldPath}`)
    return value
  }
  if (resourceFieldRef) {
    const named = resourceFieldRef.containerName
    const of = named
      ? [...(pod.spec?.containers ?? []), ...(pod.spec?.initContainers ?? [])].find((each) => each.name === named)
      : container
    if (!of) throw new ConfigError(`container ${named} not found`)
    const value = resourceValue(of, sources.node(), resourceFieldRef)
    if (value === undefined) throw new ConfigError(`unsupported container resource : ${resourceFieldRef.resource}`)
    return value
  }
  if (configMapKeyRef) {
    const { name, key, optional } = configMapKeyRef
    const object = sources.configMaps.get(namespace, name ?? '') as (ConfigMap & KubeObject) | undefined
    const value = ownValue(object?.data, key)
    if (value !== undefined) return value
    if (optional) return undefined
    throw new ConfigError(object ? `couldn't find key ${key} in ConfigMap ${namespace}/${name}` : `configmap "${name}" not found`)
  }
  if (secretKeyRef) {
    const { name, key, optional } = secretKeyRef
    const object = sources.secrets.get(namespace, name ?? '') as (Secret & KubeObject) | undefined
    const value = ownValue(object?.data, key)
    if (value !== undefined) return textFromBase64(value)
    if (optional) return undefined
    throw new ConfigError(object ? `couldn't find key ${key} in Secret ${namespace}/${name}` : `secret "${name}" not found`)
  }
  return undefined
}
