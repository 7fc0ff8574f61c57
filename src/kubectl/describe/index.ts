import { kindPrefix, type Mapping } from '../discovery.ts'
import { describeConfigMap, describeSecret, describeServiceAccount } from './configuration.ts'
import type { Describer } from './describer.ts'
import { describePod } from './pod.ts'
import { describeService } from './service.ts'
import { describeDaemonSet, describeDeployment, describeReplicaSet, describeStatefulSet } from './workloads.ts'

/** Who describes what, by `kind.group`. */
const DESCRIBERS: Record<string, Describer> = {
  pod: describePod,
  service: describeService,
  configmap: describeConfigMap,
  secret: describeSecret,
  serviceaccount: describeServiceAccount,
  replicationcontroller: describeReplicaSet,
  'deployment.apps': describeDeployment,
  'replicaset.apps': describeReplicaSet,
  'daemonset.apps': describeDaemonSet,
  'statefulset.apps': describeStatefulSet,
}

export function describerOf(mapping: Mapping): Describer | undefined {
  return DESCRIBERS[kindPrefix(mapping)]
}
