import type { EphemeralContainer, PodSpec } from '../../../api/types.ts'
import { GoStruct } from '../validation/errors.ts'

/**
 * The API server shows a whole Pod spec in some messages (a forbidden update, an immutable template)
 * by its own internal types: every field, in their order, under their Go names. One line a type:
 * `Name:kind`, where the kind is s (text), i (number), b (true or false), another type, `[]T`, `*T`, or
 * nothing for what is null when absent; `Go=json` where the names differ by more than capitals.
 */
const TYPES: Readonly<Record<string, string>> = {
  PodSpec:
    'Volumes:[]Volume InitContainers:[]Container Containers:[]Container EphemeralContainers:[]EphemeralContainer RestartPolicy:s TerminationGracePeriodSeconds ActiveDeadlineSeconds DNSPolicy:s NodeSelector ServiceAccountName:s AutomountServiceAccountToken NodeName:s SecurityContext:*PodSecurityContext ImagePullSecrets:[]Ref Hostname:s Subdomain:s SetHostnameAsFQDN Affinity:*Affinity SchedulerName:s Tolerations:[]Toleration HostAliases:[]HostAlias PriorityClassName:s Priority PreemptionPolicy DNSConfig:*DNSConfig ReadinessGates:[]ReadinessGate RuntimeClassName Overhead EnableServiceLinks TopologySpreadConstraints:[]Spread OS:*Ref SchedulingGates:[]Ref ResourceClaims:[]ResourceClaim Resources:*Resources HostnameOverride SchedulingGroup',
  Container:
    'Name:s Image:s Command Args WorkingDir:s Ports:[]Port EnvFrom:[]EnvFrom Env:[]EnvVar Resources:Resources ResizePolicy:[]ResizePolicy RestartPolicy RestartPolicyRules VolumeMounts:[]Mount VolumeDevices:[]Device LivenessProbe:*Probe ReadinessProbe:*Probe StartupProbe:*Probe Lifecycle:*Lifecycle TerminationMessagePath:s TerminationMessagePolicy:s ImagePullPolicy:s SecurityContext:*SecurityContext Stdin:b StdinOnce:b TTY:b',
  Volume:
    'Name:s HostPath:*HostPath EmptyDir:*EmptyDir GCEPersistentDisk AWSElasticBlockStore GitRepo Secret:*SecretVolume NFS:*NFS ISCSI Glusterfs PersistentVolumeClaim:*ClaimVolume RBD Quobyte FlexVolume Cinder CephFS=cephfs Flocker DownwardAPI:*DownwardVolume FC AzureFile ConfigMap:*ConfigMapVolume VsphereVolume AzureDisk PhotonPersistentDisk Projected:*Projected PortworxVolume ScaleIO StorageOS=storageos CSI Ephemeral Image',
  HostPath: 'Path:s Type',
  EmptyDir: 'Medium:s SizeLimit',
  NFS: 'Server:s Path:s ReadOnly:b',
  ClaimVolume: 'ClaimName:s ReadOnly:b',
  SecretVolume: 'SecretName:s Items:[]KeyToPath DefaultMode Optional',
  ConfigMapVolume: 'Name:s Items:[]KeyToPath DefaultMode Optional',
  DownwardVolume: 'Items:[]DownwardFile DefaultMode',
  DownwardFile: 'Path:s FieldRef:*FieldRef ResourceFieldRef:*ResourceFieldRef Mode',
  KeyToPath: 'Key:s Path:s Mode',
  Projected: 'Sources:[]Projection DefaultMode',
  Projection:
    'Secret:*KeyProjection DownwardAPI:*DownwardProjection ConfigMap:*KeyProjection ServiceAccountToken:*Token ClusterTrustBundle PodCertificate',
  KeyProjection: 'Name:s Items:[]KeyToPath Optional',
  DownwardProjection: 'Items:[]DownwardFile',
  Token: 'Audience:s ExpirationSeconds:i Path:s',
  Port: 'Name:s HostPort:i ContainerPort:i Protocol:s HostIP:s',
  EnvVar: 'Name:s Value:s ValueFrom:*EnvSource',
  EnvSource: 'FieldRef:*FieldRef ResourceFieldRef:*ResourceFieldRef ConfigMapKeyRef:*KeyRef SecretKeyRef:*KeyRef FileKeyRef:*FileKeyRef',
  FieldRef: 'APIVersion:s FieldPath:s',
  ResourceFieldRef: 'ContainerName:s Resource:s Divisor:q',
  KeyRef: 'Name:s Key:s Optional',
  FileKeyRef: 'VolumeName:s Path:s Key:s Optional',
  EnvFrom: 'Prefix:s ConfigMapRef:*NameRef SecretRef:*NameRef',
  NameRef: 'Name:s Optional',
  Resources: 'Limits Requests Claims',
  ResizePolicy: 'ResourceName:s RestartPolicy:s',
  Mount: 'Name:s ReadOnly:b RecursiveReadOnly MountPath:s SubPath:s MountPropagation SubPathExpr:s',
  Device: 'Name:s DevicePath:s',
  Probe:
    'Exec:*Exec HTTPGet:*HTTPGet TCPSocket:*TCPSocket GRPC:*GRPC InitialDelaySeconds:i TimeoutSeconds:i PeriodSeconds:i SuccessThreshold:i FailureThreshold:i TerminationGracePeriodSeconds',
  Exec: 'Command',
  HTTPGet: 'Path:s Port Host:s Scheme:s HTTPHeaders:[]Header',
  Header: 'Name:s Value:s',
  TCPSocket: 'Port Host:s',
  GRPC: 'Port:i Service',
  Lifecycle: 'PostStart:*Hook PreStop:*Hook StopSignal',
  Hook: 'Exec:*Exec HTTPGet:*HTTPGet TCPSocket:*TCPSocket Sleep:*Sleep',
  Sleep: 'Seconds:i',
  SecurityContext:
    'Capabilities:*Capabilities Privileged SELinuxOptions:*SELinux WindowsOptions RunAsUser RunAsGroup RunAsNonRoot ReadOnlyRootFilesystem AllowPrivilegeEscalation ProcMount SeccompProfile:*Profile AppArmorProfile:*Profile',
  Capabilities: 'Add Drop',
  SELinux: 'User:s Role:s Type:s Level:s',
  Profile: 'Type:s LocalhostProfile',
  PodSecurityContext:
    'HostNetwork:b HostPID:b HostIPC:b ShareProcessNamespace HostUsers SELinuxOptions:*SELinux WindowsOptions RunAsUser RunAsGroup RunAsNonRoot SupplementalGroups SupplementalGroupsPolicy FSGroup FSGroupChangePolicy Sysctls:[]Header SeccompProfile:*Profile AppArmorProfile:*Profile SELinuxChangePolicy',
  Ref: 'Name:s',
  Affinity: 'NodeAffinity:*NodeAffinity PodAffinity:*PodAffinity PodAntiAffinity:*PodAffinity',
  NodeAffinity:
    'RequiredDuringSchedulingIgnoredDuringExecution:*NodeSelector PreferredDuringSchedulingIgnoredDuringExecution:[]PreferredNode',
  NodeSelector: 'NodeSelectorTerms:[]NodeTerm',
  NodeTerm: 'MatchExpressions:[]NodeRequirement MatchFields:[]NodeRequirement',
  NodeRequirement: 'Key:s Operator:s Values',
  PreferredNode: 'Weight:i Preference:NodeTerm',
  PodAffinity: 'RequiredDuringSchedulingIgnoredDuringExecution:[]PodTerm PreferredDuringSchedulingIgnoredDuringExecution:[]PreferredPod',
  PodTerm: 'LabelSelector Namespaces TopologyKey:s NamespaceSelector MatchLabelKeys MismatchLabelKeys',
  PreferredPod: 'Weight:i PodAffinityTerm:PodTerm',
  Toleration: 'Key:s Operator:s Value:s Effect:s TolerationSeconds',
  HostAlias: 'IP:s Hostnames',
  DNSConfig: 'Nameservers Searches Options:[]DNSOption',
  DNSOption: 'Name:s Value',
  ReadinessGate: 'ConditionType:s',
  Spread: 'MaxSkew:i TopologyKey:s WhenUnsatisfiable:s LabelSelector MinDomains NodeAffinityPolicy NodeTaintsPolicy MatchLabelKeys',
  ResourceClaim: 'Name:s ResourceClaimName ResourceClaimTemplateName',
}

const ZERO: Readonly<Record<string, unknown>> = { s: '', i: 0, b: false, q: '0' }

/** Fields of a Pod's spec that the internal types keep in its security context. */
const HOST_FIELDS = ['hostNetwork', 'hostPID', 'hostIPC', 'shareProcessNamespace', 'hostUsers'] as const

/** A Pod spec as the internal types encode it. */
export function internalPodSpec(spec: PodSpec): GoStruct {
  const host: Record<string, unknown> = {}
  for (const field of HOST_FIELDS) if (spec[field] !== undefined) host[field] = spec[field]
  return struct('PodSpec', { ...spec, ...(spec.securityContext ? { securityContext: { ...spec.securityContext, ...host } } : {}) })
}

/** An ephemeral container as the internal types encode it. */
export function internalEphemeralContainer(container: EphemeralContainer): GoStruct {
  return struct('EphemeralContainer', container)
}

function struct(type: string, value: Record<string, any>): GoStruct {
  const fields: Record<string, unknown> = {}
  const isEphemeral = type === 'EphemeralContainer'
  for (const entry of (TYPES[isEphemeral ? 'Container' : type] as string).split(' ')) {
    const [names, kind] = entry.split(':') as [string, string | undefined]
    const [name, own] = names.split('=') as [string, string | undefined]
    fields[name] = member(kind, value[own ?? jsonName(name)])
  }
  if (isEphemeral) fields['TargetContainerName'] = value['targetContainerName'] ?? ''
  return new GoStruct(fields)
}

function member(kind: string | undefined, value: any): unknown {
  if (kind === undefined) return value ?? null
  if (kind in ZERO) return value ?? ZERO[kind]
  if (kind.startsWith('[]')) return value === undefined ? null : value.map((one: any) => struct(kind.slice(2), one))
  if (kind.startsWith('*')) return value === undefined ? null : struct(kind.slice(1), value)
  return struct(kind, value ?? {})
}

/** `DNSPolicy` is `dnsPolicy`, `TTY` is `tty`: all capitals at the beginning but the last become small. */
export function jsonName(name: string): string {
  const capitals = /^[A-Z]+/.exec(name)?.[0].length ?? 0
  const small = capitals === name.length || capitals <= 1 ? capitals : capitals - 1
  return name.slice(0, small).toLowerCase() + name.slice(small)
}
