import type { Resource } from '../resource.ts'
import { deployments } from './apps/deployments.ts'
import { replicasets } from './apps/replicasets.ts'
import { configmaps } from './core/configmaps.ts'
import { endpoints } from './core/endpoints.ts'
import { events } from './core/events.ts'
import { namespaces } from './core/namespaces.ts'
import { nodes } from './core/nodes.ts'
import { pods } from './core/pods.ts'
import { secrets } from './core/secrets.ts'
import { serviceaccounts } from './core/serviceaccounts.ts'
import { services } from './core/services.ts'
import { endpointslices } from './discovery/endpointslices.ts'
import { eventsV1 } from './events/events.ts'
import { seldom } from './later.ts'

/**
 * Every resource of the API server, in the order in which clients are told of them. What most labs
 * never touch is announced here with its names; its rules come with the first request for one of them.
 */
export const resources: readonly Resource[] = [
  configmaps,
  endpoints,
  events,
  seldom('limitranges'),
  namespaces,
  nodes,
  seldom('persistentvolumeclaims'),
  seldom('persistentvolumes'),
  pods,
  seldom('podtemplates'),
  seldom('replicationcontrollers'),
  seldom('resourcequotas'),
  secrets,
  serviceaccounts,
  services,
  seldom('controllerrevisions'),
  seldom('daemonsets'),
  deployments,
  replicasets,
  seldom('statefulsets'),
  eventsV1,
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
  endpointslices,
]
