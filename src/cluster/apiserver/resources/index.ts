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

/** Every resource of the API server, in the order in which clients are told of them. */
export const resources: readonly Resource[] = [
  configmaps,
  endpoints,
  events,
  namespaces,
  nodes,
  pods,
  secrets,
  serviceaccounts,
  services,
  deployments,
  replicasets,
  endpointslices,
]
