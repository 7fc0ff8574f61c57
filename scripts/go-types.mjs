// Facts about Kubernetes' Go types that the published schemas leave out, as they show in what the server
// prints: which scalars are pointers (and keep a written zero), and which have a type name of their own.

/** Numbers and booleans that are no pointers: a written 0 or false is the same as nothing. `*Type.field` are exceptions the other way. */
export const VALUE_SCALARS = new Set(
  `minReadySeconds paused stdin stdinOnce tty hostPort chapAuthDiscovery chapAuthSession hostIPC hostNetwork hostPID
  Probe.failureThreshold Probe.initialDelaySeconds Probe.periodSeconds Probe.successThreshold Probe.timeoutSeconds sslEnabled readOnly
  generation retryAfterSeconds count deprecatedCount sizeBytes signal unschedulable nodePort healthCheckNodePort
  publishNotReadyAddresses ServiceBackendPort.number AWSElasticBlockStoreVolumeSource.partition GCEPersistentDiskVolumeSource.partition
  observedGeneration *DaemonSetStatus.collisionCount *DeploymentStatus.collisionCount *StatefulSetStatus.collisionCount
  *DeploymentStatus.terminatingReplicas *ReplicaSetStatus.terminatingReplicas *JobStatus.ready *JobStatus.terminating *ContainerStatus.started
  *HorizontalPodAutoscalerStatus.observedGeneration`.split(/\s+/),
)

/** Strings that are pointers. */
export const POINTER_STRINGS = new Set(
  `storageClassName volumeMode ingressClassName runtimeClassName preemptionPolicy hostnameOverride appProtocol procMount mountPropagation
  localhostProfile pathType internalTrafficPolicy ipFamilyPolicy loadBalancerClass trafficDistribution Container.restartPolicy
  EphemeralContainer.restartPolicy Endpoint.hostname Endpoint.nodeName Endpoint.zone holderIdentity timeZone completionMode managedBy
  podReplacementPolicy HostPathVolumeSource.type apiGroup volumeAttributesClassName fsGroupChangePolicy supplementalGroupsPolicy stopSignal
  unhealthyPodEvictionPolicy containerName nodeAffinityPolicy nodeTaintsPolicy selectPolicy GRPCAction.service EndpointAddress.nodeName
  CSIVolumeSource.fsType discovery.EndpointPort.name discovery.EndpointPort.protocol NetworkPolicyPort.protocol seLinuxChangePolicy
  cachingMode AzureDiskVolumeSource.fsType AzureDiskVolumeSource.kind TypedObjectReference.namespace recursiveReadOnly`.split(/\s+/),
)

/** String types with names of their own, by field or by type and field. */
export const NAMED_STRINGS = {
  protocol: 'v1.Protocol',
  imagePullPolicy: 'v1.PullPolicy',
  pullPolicy: 'v1.PullPolicy',
  terminationMessagePolicy: 'v1.TerminationMessagePolicy',
  'PodSpec.restartPolicy': 'v1.RestartPolicy',
  'Container.restartPolicy': 'v1.ContainerRestartPolicy',
  'EphemeralContainer.restartPolicy': 'v1.ContainerRestartPolicy',
  dnsPolicy: 'v1.DNSPolicy',
  scheme: 'v1.URIScheme',
  'ServiceSpec.type': 'v1.ServiceType',
  sessionAffinity: 'v1.ServiceAffinity',
  externalTrafficPolicy: 'v1.ServiceExternalTrafficPolicy',
  internalTrafficPolicy: 'v1.ServiceInternalTrafficPolicy',
  ipFamilyPolicy: 'v1.IPFamilyPolicy',
  ipFamilies: 'v1.IPFamily',
  'DeploymentStrategy.type': 'v1.DeploymentStrategyType',
  'DaemonSetUpdateStrategy.type': 'v1.DaemonSetUpdateStrategyType',
  'StatefulSetUpdateStrategy.type': 'v1.StatefulSetUpdateStrategyType',
  podManagementPolicy: 'v1.PodManagementPolicyType',
  'Secret.type': 'v1.SecretType',
  concurrencyPolicy: 'v1.ConcurrencyPolicy',
  completionMode: 'v1.CompletionMode',
  podReplacementPolicy: 'v1.PodReplacementPolicy',
  'HostPathVolumeSource.type': 'v1.HostPathType',
  medium: 'v1.StorageMedium',
  accessModes: 'v1.PersistentVolumeAccessMode',
  volumeMode: 'v1.PersistentVolumeMode',
  persistentVolumeReclaimPolicy: 'v1.PersistentVolumeReclaimPolicy',
  'Toleration.operator': 'v1.TolerationOperator',
  'NodeSelectorRequirement.operator': 'v1.NodeSelectorOperator',
  'LabelSelectorRequirement.operator': 'v1.LabelSelectorOperator',
  effect: 'v1.TaintEffect',
  pathType: 'v1.PathType',
  policyTypes: 'v1.PolicyType',
  addressType: 'v1.AddressType',
  whenUnsatisfiable: 'v1.UnsatisfiableConstraintAction',
  preemptionPolicy: 'v1.PreemptionPolicy',
  procMount: 'v1.ProcMountType',
  mountPropagation: 'v1.MountPropagationMode',
  'SeccompProfile.type': 'v1.SeccompProfileType',
  'AppArmorProfile.type': 'v1.AppArmorProfileType',
  add: 'v1.Capability',
  drop: 'v1.Capability',
  'NamespaceSpec.finalizers': 'v1.FinalizerName',
  conditionType: 'v1.PodConditionType',
  uid: 'types.UID',
  fsGroupChangePolicy: 'v1.PodFSGroupChangePolicy',
  supplementalGroupsPolicy: 'v1.SupplementalGroupsPolicy',
  'LimitRangeItem.type': 'v1.LimitType',
  scopes: 'v1.ResourceQuotaScope',
  'MetricSpec.type': 'v2.MetricSourceType',
  'MetricTarget.type': 'v2.MetricTargetType',
  'ResourceMetricSource.name': 'v1.ResourceName',
  stopSignal: 'v1.Signal',
  unhealthyPodEvictionPolicy: 'v1.UnhealthyPodEvictionPolicyType',
  nodeAffinityPolicy: 'v1.NodeInclusionPolicy',
  nodeTaintsPolicy: 'v1.NodeInclusionPolicy',
  selectPolicy: 'v2.ScalingPolicySelect',
  'HPAScalingPolicy.type': 'v2.HPAScalingPolicyType',
}

/** Maps with type names of their own. */
export const GO_TYPES = Object.fromEntries(
  'ResourceRequirements.limits ResourceRequirements.requests VolumeResourceRequirements.limits VolumeResourceRequirements.requests ResourceQuotaSpec.hard ResourceQuotaStatus.hard ResourceQuotaStatus.used LimitRangeItem.max LimitRangeItem.min LimitRangeItem.default LimitRangeItem.defaultRequest LimitRangeItem.maxLimitRequestRatio NodeStatus.capacity NodeStatus.allocatable PodSpec.overhead PersistentVolumeSpec.capacity PersistentVolumeClaimStatus.capacity'
    .split(' ')
    .map((field) => [field, 'v1.ResourceList']),
)
