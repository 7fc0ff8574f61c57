import { formatLabels } from '../../cluster/api/label-text.ts'
import type { JsonObject } from '../../cluster/api/object.ts'
import type { Invocation } from '../invocation.ts'
import type { Describer } from './describer.ts'
import { describeEvents } from './events.ts'
import { describeAnnotations, describeLabels, describeName } from './metadata.ts'

/** Endpoints shown before the rest is only counted. */
const SHOWN = 3

export const describeService: Describer = (k, info, text, withEvents) => {
  const service = info.object
  const { spec, status = {} } = service
  describeName(text, service)
  describeLabels(text, service)
  describeAnnotations(text, service)
  text.field(0, 'Selector', formatLabels(spec.selector))
  text.field(0, 'Type', spec.type)
  if (spec.ipFamilyPolicy) text.field(0, 'IP Family Policy', spec.ipFamilyPolicy)
  text.field(0, 'IP Families', (spec.ipFamilies ?? []).join(',') || '<none>')
  text.field(0, 'IP', spec.clusterIP ?? '')
  text.field(0, 'IPs', (spec.clusterIPs ?? []).join(',') || '<none>')
  if (spec.externalIPs?.length) text.field(0, 'External IPs', spec.externalIPs.join(','))
  if (spec.loadBalancerIP) text.field(0, 'Desired LoadBalancer IP', spec.loadBalancerIP)
  if (spec.externalName) text.field(0, 'External Name', spec.externalName)
  const ingress: JsonObject[] = status.loadBalancer?.ingress ?? []
  if (ingress.length > 0) text.field(0, 'LoadBalancer Ingress', ingress.map(ingressText).join(', '))
  const slices = slicesOf(k, info.namespace, info.name)
  for (const port of spec.ports ?? []) {
    const name = port.name || '<unset>'
    text.line(0, `Port:\t${name}\t${port.port}/${port.protocol}`)
    text.field(0, 'TargetPort', `${port.targetPort ?? 0}/${port.protocol}`)
    if (port.appProtocol) text.field(0, 'AppProtocol', port.appProtocol)
    if (port.nodePort) text.line(0, `NodePort:\t${name}\t${port.nodePort}/${port.protocol}`)
    text.field(0, 'Endpoints', endpointsText(slices, port.name ?? ''))
  }
  text.field(0, 'Session Affinity', spec.sessionAffinity ?? '')
  if (spec.externalTrafficPolicy) text.field(0, 'External Traffic Policy', spec.externalTrafficPolicy)
  if (spec.internalTrafficPolicy) text.field(0, 'Internal Traffic Policy', spec.internalTrafficPolicy)
  if (spec.trafficDistribution) text.field(0, 'Traffic Distribution', spec.trafficDistribution)
  if (spec.healthCheckNodePort) text.field(0, 'HealthCheck NodePort', spec.healthCheckNodePort)
  if (spec.loadBalancerSourceRanges?.length) text.field(0, 'LoadBalancer Source Ranges', spec.loadBalancerSourceRanges.join(','))
  if (withEvents) describeEvents(k, text, info)
}

function ingressText({ ip, ipMode, hostname }: JsonObject): string {
  return ip ? `${ip}${ipMode ? ` (${ipMode})` : ''}` : (hostname ?? '')
}

export function slicesOf(k: Invocation, namespace: string, service: string): JsonObject[] {
  const mapping = k.mapper.resourceFor('endpointslices.discovery.k8s.io')
  return k.client.list(mapping, namespace, { query: { labelSelector: `kubernetes.io/service-name=${service}` } })['items']
}

/** Ready addresses of the port with the given name, `+ 2 more...` beyond three. */
export function endpointsText(slices: readonly JsonObject[], portName: string): string {
  if (slices.length === 0) return '<none>'
  const found: string[] = []
  for (const { ports, endpoints } of slices) {
    const ready: JsonObject[] = (endpoints ?? []).filter(({ conditions }: JsonObject) => conditions?.ready !== false)
    if (!ports?.length) found.push(...ready.map(({ addresses }) => addresses[0]))
    for (const { name, port } of ports ?? []) {
      if ((name ?? '') !== portName) continue
      for (const { addresses } of ready) found.push(`${addresses[0].includes(':') ? `[${addresses[0]}]` : addresses[0]}:${port}`)
    }
  }
  const shown = found.slice(0, SHOWN).join(',')
  return found.length > SHOWN ? `${shown} + ${found.length - SHOWN} more...` : shown
}
