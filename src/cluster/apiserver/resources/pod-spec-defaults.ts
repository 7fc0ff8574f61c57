import type { Container, PodSpec, PodTemplateSpec, Probe, Volume } from '../../api/types.ts'

/** Fills in what a Pod's spec leaves open, in a Pod and in a template alike. */
export function defaultPodSpec(spec: PodSpec): void {
  spec.dnsPolicy ||= 'ClusterFirst'
  spec.restartPolicy ||= 'Always'
  spec.securityContext ??= {}
  spec.terminationGracePeriodSeconds ??= 30
  spec.schedulerName ||= 'default-scheduler'
  // The two names are one field; each follows the other.
  if (spec.serviceAccountName) spec.serviceAccount = spec.serviceAccountName
  else if (spec.serviceAccount) spec.serviceAccountName = spec.serviceAccount
  for (const volume of spec.volumes ?? []) defaultVolume(volume)
  for (const container of spec.initContainers ?? []) defaultContainer(container, spec.hostNetwork)
  for (const container of spec.containers ?? []) defaultContainer(container, spec.hostNetwork)
  for (const container of spec.ephemeralContainers ?? []) defaultContainer(container as Container, false)
}

/** A template's spec; a template without metadata gets an empty one, as Go's encoding shows it. */
export function defaultPodTemplate(template: PodTemplateSpec): void {
  template.metadata ??= {}
  template.spec ??= { containers: [] }
  defaultPodSpec(template.spec)
}

function defaultContainer(container: Container, hostNetwork: boolean | undefined): void {
  if (!container.imagePullPolicy && container.image !== undefined) container.imagePullPolicy = pullPolicyOf(container.image)
  container.terminationMessagePath ||= '/dev/termination-log'
  container.terminationMessagePolicy ||= 'File'
  container.resources ??= {}
  for (const port of container.ports ?? []) {
    port.protocol ||= 'TCP'
    if (hostNetwork && !port.hostPort) port.hostPort = port.containerPort
  }
  for (const { valueFrom } of container.env ?? []) {
    if (valueFrom?.fieldRef) valueFrom.fieldRef.apiVersion ||= 'v1'
  }
  if (container.livenessProbe) defaultProbe(container.livenessProbe)
  if (container.readinessProbe) defaultProbe(container.readinessProbe)
  if (container.startupProbe) defaultProbe(container.startupProbe)
  for (const handler of [container.lifecycle?.postStart, container.lifecycle?.preStop]) {
    if (handler?.httpGet) defaultHttpGet(handler.httpGet)
  }
}

/** `latest`, or no tag at all, is pulled every time. */
export function pullPolicyOf(image: string): 'Always' | 'IfNotPresent' {
  const digest = image.indexOf('@')
  if (digest >= 0) return 'IfNotPresent'
  const colon = image.lastIndexOf(':')
  const tag = colon > image.lastIndexOf('/') ? image.slice(colon + 1) : 'latest'
  return tag === 'latest' ? 'Always' : 'IfNotPresent'
}

function defaultProbe(probe: Probe): void {
  probe.timeoutSeconds ||= 1
  probe.periodSeconds ||= 10
  probe.successThreshold ||= 1
  probe.failureThreshold ||= 3
  if (probe.httpGet) defaultHttpGet(probe.httpGet)
  if (probe.grpc) probe.grpc.service ??= ''
}

function defaultHttpGet(action: { path?: string; scheme?: string }): void {
  action.path ||= '/'
  action.scheme ||= 'HTTP'
}

function defaultVolume(volume: Volume): void {
  if (volume.secret) volume.secret.defaultMode ??= 420
  if (volume.configMap) volume.configMap.defaultMode ??= 420
  if (volume.projected) volume.projected.defaultMode ??= 420
  if (volume.hostPath) volume.hostPath.type ??= ''
  if (volume.downwardAPI) volume.downwardAPI.defaultMode ??= 420
}
