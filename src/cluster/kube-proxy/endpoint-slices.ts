import type { KubeObject } from '../api/object.ts'
import type { EndpointSlice } from '../api/types.ts'
import type { Informer, Informers } from '../client/client.ts'

const SERVICE_NAME_LABEL = 'kubernetes.io/service-name'

/** `namespace/service` that a slice belongs to. */
export function serviceOf(slice: KubeObject): string | undefined {
  const service = slice.metadata.labels?.[SERVICE_NAME_LABEL]
  return service ? `${slice.metadata.namespace}/${service}` : undefined
}

/** The slices of a Service, in key order. */
export function slicesOf(informers: Informers, namespace: string, service: string): (EndpointSlice & KubeObject)[] {
  return informers
    .for<EndpointSlice & KubeObject>('endpointslices.discovery.k8s.io')
    .list(namespace)
    .filter((slice) => serviceOf(slice) === `${namespace}/${service}`)
}

const INDEX = 'network/service'

/** The slices of a Service, found without a search. */
export function slicesByService(informers: Informers): { informer: Informer; of(key: string): EndpointSlice[] } {
  const informer = informers.for('endpointslices.discovery.k8s.io')
  informer.addIndex(
    INDEX,
    (slice) => {
      const service = serviceOf(slice)
      return service ? [service] : []
    },
    (slice) => slice.metadata.labels,
  )
  return { informer, of: (key) => informer.byIndex(INDEX, key) as EndpointSlice[] }
}
