import { ownValue } from '../../cluster/api/json.ts'
import type { JsonObject } from '../../cluster/api/object.ts'
import { type Description, longTime, orNone, yesNo } from './description.ts'

/** Gives the value of an env entry that refers to a field of its Pod. */
export type FieldResolver = (path: string, container: JsonObject) => string

/** Containers with what is known of their state. `inTemplate`: as part of a Pod template, a step to the right. */
export function describeContainers(
  text: Description,
  label: string,
  containers: readonly JsonObject[],
  options: { statuses?: readonly JsonObject[]; resolve?: FieldResolver; inTemplate?: boolean } = {},
): void {
  const space = options.inTemplate ? '  ' : ''
  text.line(0, `${space}${label}:${containers.length === 0 ? ' <none>' : ''}`)
  for (const container of containers) {
    const status = options.statuses?.find((one) => one['name'] === container['name'])
    text.line(1, `${space ? ' ' : ''}${container['name']}:`)
    describeImage(text, container, status)
    for (const part of ['Command', 'Args']) {
      const words: string[] = container[part.toLowerCase()] ?? []
      if (words.length > 0) text.line(2, `${part}:`)
      for (const word of words) for (const line of word.split('\n')) text.line(3, line)
    }
    if (status) describeState(text, status)
    describeResources(text, container['resources'], 2)
    for (const [title, key] of PROBES) if (container[key]) text.field(2, title, probeText(container[key]))
    describeEnvironmentSources(text, container)
    describeEnvironment(text, container, options.resolve)
    describeMounts(text, container)
  }
}

const PROBES = [
  ['Liveness', 'livenessProbe'],
  ['Readiness', 'readinessProbe'],
  ['Startup', 'startupProbe'],
] as const

function describeImage(text: Description, container: JsonObject, status: JsonObject | undefined): void {
  if (status) text.field(2, 'Container ID', status['containerID'] ?? '')
  text.field(2, 'Image', container['image'] ?? '')
  if (status) text.field(2, 'Image ID', status['imageID'] ?? '')
  const ports: JsonObject[] = container['ports'] ?? []
  const list = (key: string): string =>
    ports.map((port) => `${port[key] ?? 0}/${port['protocol']}${port['name'] ? ` (${port['name']})` : ''}`).join(', ')
  const plural = ports.length > 1 ? 's' : ''
  text.field(2, `Port${plural}`, orNone(list('containerPort')))
  text.field(2, `Host Port${plural}`, orNone(list('hostPort')))
  const profile = container['securityContext']?.seccompProfile
  if (profile) {
    text.field(2, 'SeccompProfile', profile.type)
    if (profile.type === 'Localhost') text.field(3, 'LocalhostProfile', profile.localhostProfile)
  }
}

function describeState(text: Description, status: JsonObject): void {
  stateLines(text, 'State', status['state'] ?? {})
  if (status['lastState']?.terminated) stateLines(text, 'Last State', status['lastState'])
  text.field(2, 'Ready', yesNo(status['ready']))
  text.field(2, 'Restart Count', status['restartCount'] ?? 0)
}

function stateLines(text: Description, title: string, { running, waiting, terminated }: JsonObject): void {
  if (running) {
    text.field(2, title, 'Running')
    text.field(3, 'Started', longTime(running.startedAt))
  } else if (terminated) {
    text.field(2, title, 'Terminated')
    if (terminated.reason) text.field(3, 'Reason', terminated.reason)
    if (terminated.message) text.field(3, 'Message', terminated.message)
    text.field(3, 'Exit Code', terminated.exitCode)
    if (terminated.signal > 0) text.field(3, 'Signal', terminated.signal)
    text.field(3, 'Started', longTime(terminated.startedAt))
    text.field(3, 'Finished', longTime(terminated.finishedAt))
  } else {
    text.field(2, title, 'Waiting')
    if (waiting?.reason) text.field(3, 'Reason', waiting.reason)
  }
}

export function describeResources(text: Description, resources: JsonObject | undefined, level: number): void {
  for (const [title, key] of [
    ['Limits', 'limits'],
    ['Requests', 'requests'],
  ] as const) {
    const names = Object.keys(resources?.[key] ?? {}).sort()
    if (names.length > 0) text.line(level, `${title}:`)
    for (const name of names) text.field(level + 1, name, resources?.[key][name])
  }
}

export function probeText(probe: JsonObject): string {
  const times = `delay=${probe['initialDelaySeconds'] ?? 0}s timeout=${probe['timeoutSeconds'] ?? 0}s period=${probe['periodSeconds'] ?? 0}s #success=${probe['successThreshold'] ?? 0} #failure=${probe['failureThreshold'] ?? 0}`
  const { exec, httpGet, tcpSocket, grpc } = probe
  if (exec) return `exec [${(exec.command ?? []).join(' ')}] ${times}`
  if (httpGet) {
    const path: string = httpGet.path ?? ''
    const port = httpGet.port === undefined || httpGet.port === '' ? '' : `:${httpGet.port}`
    return `http-get ${(httpGet.scheme ?? 'HTTP').toLowerCase()}://${httpGet.host ?? ''}${port}${path && !path.startsWith('/') ? `/${path}` : path} ${times}`
  }
  if (tcpSocket) return `tcp-socket ${tcpSocket.host ?? ''}:${tcpSocket.port} ${times}`
  if (grpc) return `grpc <pod>:${grpc.port} ${grpc.service ?? ''} ${times}`
  return `unknown ${times}`
}

function describeEnvironmentSources(text: Description, container: JsonObject): void {
  const sources: JsonObject[] = container['envFrom'] ?? []
  if (sources.length === 0) return
  text.line(2, 'Environment Variables from:')
  for (const { configMapRef, secretRef, prefix } of sources) {
    const ref = configMapRef ?? secretRef ?? {}
    const kind = `${configMapRef ? 'ConfigMap' : 'Secret'}${prefix ? ` with prefix '${prefix}'` : ''}`
    text.line(3, `${ref.name}\t${kind}\tOptional: ${ref.optional === true}`)
  }
}

function describeEnvironment(text: Description, container: JsonObject, resolve: FieldResolver | undefined): void {
  const entries: JsonObject[] = container['env'] ?? []
  text.line(2, `Environment:${entries.length === 0 ? '\t<none>' : ''}`)
  for (const { name, value = '', valueFrom } of entries) {
    const from = valueFrom ?? {}
    const { fieldRef, resourceFieldRef, secretKeyRef, configMapKeyRef, fileKeyRef } = from
    if (!valueFrom)
      value.split('\n').forEach((line: string, index: number) => text.line(3, index === 0 ? `${name}:\t${line}` : `\t${line}`))
    else if (fieldRef)
      text.line(3, `${name}:\t${resolve?.(fieldRef.fieldPath, container) ?? ''} (${fieldRef.apiVersion ?? 'v1'}:${fieldRef.fieldPath})`)
    else if (resourceFieldRef) text.line(3, `${name}:\t${resourceValue(container, resourceFieldRef)} (${resourceFieldRef.resource})`)
    else if (secretKeyRef)
      text.line(
        3,
        `${name}:\t<set to the key '${secretKeyRef.key}' in secret '${secretKeyRef.name}'>\tOptional: ${secretKeyRef.optional === true}`,
      )
    else if (configMapKeyRef)
      text.line(
        3,
        `${name}:\t<set to the key '${configMapKeyRef.key}' of config map '${configMapKeyRef.name}'>\tOptional: ${configMapKeyRef.optional === true}`,
      )
    else if (fileKeyRef)
      text.line(3, `${name}:\t<set to the key '${fileKeyRef.key}' in file '${fileKeyRef.path}'>\tOptional: ${fileKeyRef.optional === true}`)
  }
}

function resourceValue(container: JsonObject, { resource, divisor }: JsonObject): string {
  const [kind = '', name = ''] = String(resource).split('.')
  const value = ownValue<string>(container['resources']?.[kind], name)
  if (value === undefined) return kind === 'limits' ? 'node allocatable' : '0'
  return String(Math.ceil(amount(value) / (amount(divisor ?? '1') || 1)))
}

const FACTORS: Record<string, number> = { m: 1e-3, k: 1e3, M: 1e6, G: 1e9, T: 1e12, Ki: 2 ** 10, Mi: 2 ** 20, Gi: 2 ** 30, Ti: 2 ** 40 }

function amount(quantity: unknown): number {
  const match = /^([\d.]+)(m|k|M|G|T|Ki|Mi|Gi|Ti)?$/.exec(String(quantity))
  return match ? Number(match[1]) * (FACTORS[match[2] ?? ''] ?? 1) : 0
}

function describeMounts(text: Description, container: JsonObject): void {
  const mounts: JsonObject[] = [...(container['volumeMounts'] ?? [])].sort((a, b) => (a.mountPath < b.mountPath ? -1 : 1))
  text.line(2, `Mounts:${mounts.length === 0 ? '\t<none>' : ''}`)
  for (const { mountPath, name, readOnly, subPath } of mounts)
    text.line(3, `${mountPath} from ${name} (${readOnly ? 'ro' : 'rw'}${subPath ? `,path=${JSON.stringify(subPath)}` : ''})`)
  const devices: JsonObject[] = container['volumeDevices'] ?? []
  if (devices.length > 0) text.line(2, 'Devices:')
  for (const { devicePath, name } of devices) text.line(3, `${devicePath} from ${name}`)
}
