import { ageOf } from '../../../api/duration.ts'
import { formatLabels } from '../../../api/label-text.ts'
import type { KubeObject } from '../../../api/object.ts'
import type { Service, ServicePort } from '../../../api/types.ts'
import type { ResourceTable } from '../../resource.ts'
import { columns } from '../define.ts'

export const servicesTable: ResourceTable<Service & KubeObject> = {
  columns: columns('Name|Type|Cluster-IP|External-IP|Port(s)|Age|+Selector'),
  cells(service, now) {
    const spec = service.spec ?? {}
    return [
      service.metadata.name ?? '',
      spec.type ?? '',
      spec.clusterIPs?.[0] ?? spec.clusterIP ?? '<none>',
      externalAddress(service),
      portsText(spec.ports),
      ageOf(service.metadata.creationTimestamp, now),
      formatLabels(spec.selector),
    ]
  },
  selectableFields: (service) => ({ 'spec.clusterIP': service.spec?.clusterIP ?? '', 'spec.type': service.spec?.type ?? '' }),
}

function externalAddress({ spec = {}, status }: Service): string {
  const given = (spec.externalIPs ?? []).join(',')
  switch (spec.type) {
    case 'ClusterIP':
    case 'NodePort':
      return given || '<none>'
    case 'LoadBalancer': {
      const balancer = (status?.loadBalancer?.ingress ?? [])
        .map((ingress) => ingress.ip || ingress.hostname || '')
        .filter(Boolean)
        .join(',')
      return [balancer, given].filter(Boolean).join(',') || '<pending>'
    }
    case 'ExternalName':
      return spec.externalName ?? ''
    default:
      return '<unknown>'
  }
}

function portsText(ports: readonly ServicePort[] | undefined): string {
  if (!ports?.length) return '<none>'
  return ports.map(({ port, nodePort, protocol }) => (nodePort ? `${port}:${nodePort}/${protocol}` : `${port}/${protocol}`)).join(',')
}
