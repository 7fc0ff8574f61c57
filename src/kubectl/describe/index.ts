import { kindPrefix, type Mapping } from '../discovery.ts'
import { describeAutoscaler } from './autoscaler.ts'
import { describeCronJob, describeJob } from './batch.ts'
import { describeConfigMap, describeSecret, describeServiceAccount } from './configuration.ts'
import type { Describer } from './describer.ts'
import { describeLimitRange, describeNamespace, describeQuota } from './limits.ts'
import { describeEndpointSlice, describeEndpoints, describeIngress, describeIngressClass, describeNetworkPolicy } from './networking.ts'
import { describeNode } from './node.ts'
import { describePod } from './pod.ts'
import { describeDisruptionBudget, describePriorityClass, describeRole, describeRoleBinding } from './policy.ts'
import { describeService } from './service.ts'
import { describePersistentVolume, describePersistentVolumeClaim, describeStorageClass } from './storage.ts'
import { describeDaemonSet, describeDeployment, describeReplicaSet, describeStatefulSet } from './workloads.ts'

/** Who describes what, by `kind.group`. */
const DESCRIBERS: Record<string, Describer> = {
  pod: describePod,
  service: describeService,
  configmap: describeConfigMap,
  secret: describeSecret,
  serviceaccount: describeServiceAccount,
  replicationcontroller: describeReplicaSet,
  namespace: describeNamespace,
  node: describeNode,
  endpoints: describeEndpoints,
  resourcequota: describeQuota,
  limitrange: describeLimitRange,
  persistentvolume: describePersistentVolume,
  persistentvolumeclaim: describePersistentVolumeClaim,
  'deployment.apps': describeDeployment,
  'replicaset.apps': describeReplicaSet,
  'daemonset.apps': describeDaemonSet,
  'statefulset.apps': describeStatefulSet,
  'job.batch': describeJob,
  'cronjob.batch': describeCronJob,
  'horizontalpodautoscaler.autoscaling': describeAutoscaler,
  'poddisruptionbudget.policy': describeDisruptionBudget,
  'endpointslice.discovery.k8s.io': describeEndpointSlice,
  'ingress.networking.k8s.io': describeIngress,
  'ingressclass.networking.k8s.io': describeIngressClass,
  'networkpolicy.networking.k8s.io': describeNetworkPolicy,
  'storageclass.storage.k8s.io': describeStorageClass,
  'priorityclass.scheduling.k8s.io': describePriorityClass,
  'role.rbac.authorization.k8s.io': describeRole,
  'clusterrole.rbac.authorization.k8s.io': describeRole,
  'rolebinding.rbac.authorization.k8s.io': describeRoleBinding,
  'clusterrolebinding.rbac.authorization.k8s.io': describeRoleBinding,
}

export function describerOf(mapping: Mapping): Describer | undefined {
  return DESCRIBERS[kindPrefix(mapping)]
}
