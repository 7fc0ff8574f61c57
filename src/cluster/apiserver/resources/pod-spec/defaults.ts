import type {
  AzureDiskVolumeSource,
  Container,
  DownwardAPIVolumeFile,
  PodSpec,
  PodTemplateSpec,
  Probe,
  Volume,
} from '../../../api/types.ts'

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
  for (const container of spec.initContainers ?? []) defaultContainer(container)
  for (const container of spec.containers ?? []) defaultContainer(container)
  for (const container of spec.ephemeralContainers ?? []) defaultContainer(container as Container)
}

/** A template's spec; a template without metadata gets an empty one, as Go's encoding shows it. */
export function defaultPodTemplate(template: PodTemplateSpec): void {
  template.metadata ??= {}
  template.spec ??= { containers: [] }
  defaultPodSpec(template.spec)
}

function defaultContainer(container: Container): void {
  container.imagePullPolicy ||= pullPolicyOf(container.image ?? '')
  container.terminationMessagePath ||= '/dev/termination-log'
  container.terminationMessagePolicy ||= 'File'
  container.resources ??= {}
  for (const port of container.ports ?? []) port.protocol ||= 'TCP'
  for (const { valueFrom } of container.env ?? []) {
    if (valueFrom?.fieldRef) valueFrom.fieldRef.apiVersion ||= 'v1'
    if (valueFrom?.resourceFieldRef) valueFrom.resourceFieldRef.divisor ??= '0'
  }
  if (container.livenessProbe) defaultProbe(container.livenessProbe)
  if (container.readinessProbe) defaultProbe(container.readinessProbe)
  if (container.startupProbe) defaultProbe(container.startupProbe)
  for (const handler of [container.lifecycle?.postStart, container.lifecycle?.preStop]) {
    if (handler?.httpGet) defaultHttpGet(handler.httpGet)
  }
}

/** Repositories have no capitals, but for what may be the name of a registry's machine. */
const REPOSITORY =
  /^(?:[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*(?::\d+)?\/)?[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*)*(?=$|:[\w][\w.-]{0,127}$)/

/** `latest`, or no tag at all, is pulled every time; what is no name of an image has no tag. */
export function pullPolicyOf(image: string): 'Always' | 'IfNotPresent' {
  if (image.includes('@') || !REPOSITORY.test(image)) return 'IfNotPresent'
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

const FILE_MODE = 0o644

function defaultVolume(volume: Volume): void {
  // A volume of no kind is an empty directory.
  if (Object.keys(volume).every((key) => key === 'name')) volume.emptyDir = {}
  if (volume.image) volume.image.pullPolicy ||= pullPolicyOf(volume.image.reference ?? '')
  if (volume.secret) volume.secret.defaultMode ??= FILE_MODE
  if (volume.configMap) volume.configMap.defaultMode ??= FILE_MODE
  if (volume.hostPath) volume.hostPath.type ??= ''
  if (volume.downwardAPI) {
    volume.downwardAPI.defaultMode ??= FILE_MODE
    for (const file of volume.downwardAPI.items ?? []) defaultDownwardFile(file)
  }
  if (volume.projected) {
    volume.projected.defaultMode ??= FILE_MODE
    for (const source of volume.projected.sources ?? []) {
      if (source.serviceAccountToken) source.serviceAccountToken.expirationSeconds ??= 3600
      for (const file of source.downwardAPI?.items ?? []) defaultDownwardFile(file)
    }
  }
  if (volume.iscsi) volume.iscsi.iscsiInterface ||= 'default'
  if (volume.rbd) {
    volume.rbd.pool ||= 'rbd'
    volume.rbd.user ||= 'admin'
    volume.rbd.keyring ||= '/etc/ceph/keyring'
  }
  if (volume.azureDisk) defaultAzureDisk(volume.azureDisk)
  if (volume.scaleIO) {
    volume.scaleIO.storageMode ||= 'ThinProvisioned'
    volume.scaleIO.fsType ||= 'xfs'
  }
  const claim = volume.ephemeral?.volumeClaimTemplate
  if (claim) {
    claim.metadata ??= {}
    claim.spec ??= {}
    claim.spec.volumeMode ??= 'Filesystem'
    claim.spec.resources ??= {}
  }
}

export function defaultAzureDisk(disk: AzureDiskVolumeSource): void {
  disk.cachingMode ??= 'ReadWrite'
  disk.kind ??= 'Shared'
  disk.fsType ??= 'ext4'
  disk.readOnly ??= false
}

function defaultDownwardFile(file: DownwardAPIVolumeFile): void {
  if (file.fieldRef) file.fieldRef.apiVersion ||= 'v1'
  if (file.resourceFieldRef) file.resourceFieldRef.divisor ??= '0'
}
