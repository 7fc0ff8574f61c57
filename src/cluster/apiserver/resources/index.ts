import type { Resource } from '../resource.ts'
import { everyday, seldom } from './later.ts'

/**
 * Every resource of the API server, in the order in which clients are told of them. They are
 * announced here with their names; their rules come later.
 */
export const resources: readonly Resource[] = [
  everyday('configmaps'),
  everyday('endpoints'),
  everyday('events'),
  seldom('limitranges'),
  everyday('namespaces'),
  everyday('nodes'),
  seldom('persistentvolumeclaims'),
  seldom('persistentvolumes'),
  everyday('pods'),
  seldom('podtemplates'),
  seldom('replicationcontrollers'),
  seldom('resourcequotas'),
  everyday('secrets'),
  everyday('serviceaccounts'),
  everyday('services'),
  seldom('controllerrevisions'),
  seldom('daemonsets'),
  everyday('deployments'),
  everyday('replicasets'),
  seldom('statefulsets'),
  everyday('eventsV1'),
  seldom('horizontalpodautoscalers'),
  seldom('horizontalpodautoscalersV1'),
  seldom('cronjobs'),
  seldom('jobs'),
  seldom('ingressclasses'),
  seldom('ingresses'),
  seldom('networkpolicies'),
  seldom('poddisruptionbudgets'),
  seldom('clusterrolebindings'),
  seldom('clusterroles'),
  seldom('rolebindings'),
  seldom('roles'),
  seldom('storageclasses'),
  seldom('priorityclasses'),
  seldom('leases'),
  everyday('endpointslices'),
]
