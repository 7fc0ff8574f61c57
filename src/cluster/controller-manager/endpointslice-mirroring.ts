import { type KubeObject, keyOf } from '../api/object.ts'
import type { Endpoints } from '../api/types.ts'
import type { Informer } from '../client/client.ts'
import type { ControllerContext } from './controller.ts'
import { indexSlices, MANAGED_BY, SERVICE_NAME, type SliceObject } from './endpointslice.ts'
import { semanticEqual } from './equal.ts'
import { CLEARING } from './later.ts'
import type { ServiceObject } from './service-pods.ts'
import { WorkQueue } from './work-queue.ts'

export type EndpointsObject = Endpoints & KubeObject

export const CONTROLLER = 'endpointslicemirroring-controller.k8s.io'
export const RESOURCE = 'endpointslices.discovery.k8s.io'

/** What it takes to copy Endpoints. */
export interface Mirroring extends Pick<ControllerContext, 'client'> {
  readonly endpoints: Informer<EndpointsObject>
  readonly services: Informer<ServiceObject>
  readonly slices: Informer<SliceObject>
  /** the change that is told is its own */
  writing: boolean
}

/** Copies hand-made Endpoints of Services without a selector into EndpointSlices, which is what is routed by. */
export function startEndpointSliceMirroringController(context: ControllerContext): void {
  const { clock, client, informers } = context
  const endpoints = informers.for<EndpointsObject>('endpoints')
  const services = informers.for<ServiceObject>('services')
  const slices = informers.for<SliceObject>(RESOURCE)
  indexSlices(slices)
  const mirroring: Mirroring = { client, endpoints, services, slices, writing: false }
  const queue = new WorkQueue(clock, (key) => CLEARING.value.mirrorEndpoints(mirroring, key), { code: CLEARING })

  endpoints.onChange((object, old) => {
    if (!context.settled && !isManaged(object ?? old)) queue.add(keyOf((object ?? old) as KubeObject))
  })
  services.onChange((service, old) => {
    const changed = (service ?? old) as ServiceObject
    if (context.settled || (service && old && semanticEqual(service.spec.selector, old.spec.selector))) return
    if (endpoints.get(changed.metadata.namespace ?? '', changed.metadata.name as string)) queue.add(keyOf(changed))
  })
  slices.onChange((slice, old) => {
    const changed = (slice ?? old) as SliceObject
    if (context.settled || mirroring.writing || changed.metadata.labels?.[MANAGED_BY] !== CONTROLLER) return
    queue.add(`${changed.metadata.namespace}/${changed.metadata.labels[SERVICE_NAME]}`)
  })
}

function isManaged(object: EndpointsObject | undefined): boolean {
  return object?.metadata.labels?.['endpoints.kubernetes.io/managed-by'] !== undefined
}
