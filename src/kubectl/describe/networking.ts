import { formatLabelSelector } from '../../cluster/api/label-text.ts'
import type { JsonObject } from '../../cluster/api/object.ts'
import type { Invocation } from '../invocation.ts'
import type { Describer } from './describer.ts'
import type { Description } from './description.ts'
import { describeEvents } from './events.ts'
import { describeAnnotations, describeLabels, describeName } from './metadata.ts'
import { endpointsText, slicesOf } from './service.ts'

export const describeEndpointSlice: Describer = (k, info, text, withEvents) => {
  const { addressType, ports, endpoints } = info.object
  describeName(text, info.object)
  describeLabels(text, info.object)
  describeAnnotations(text, info.object)
  text.field(0, 'AddressType', addressType)
  if (ports?.length) {
    text.line(0, 'Ports:')
    text.line(1, 'Name\tPort\tProtocol')
    text.line(1, '----\t----\t--------')
    for (const { name, port, protocol } of ports) text.line(1, `${name || '<unset>'}\t${port ?? '<unset>'}\t${protocol}`)
  } else text.line(0, 'Ports: <unset>')
  if (endpoints?.length) {
    text.line(0, 'Endpoints:')
    for (const { addresses, conditions, hostname, targetRef, nodeName, zone } of endpoints) {
      text.line(1, `- Addresses:\t${addresses.join(', ')}`)
      text.line(2, 'Conditions:')
      text.field(3, 'Ready', conditions?.ready ?? '<unset>')
      text.field(2, 'Hostname', hostname ?? '<unset>')
      if (targetRef) text.field(2, 'TargetRef', `${targetRef.kind}/${targetRef.name}`)
      text.field(2, 'NodeName', nodeName ?? '<unset>')
      text.field(2, 'Zone', zone ?? '<unset>')
    }
  } else text.line(0, 'Endpoints: <none>')
  if (withEvents) describeEvents(k, text, info)
}

export const describeEndpoints: Describer = (k, info, text, withEvents) => {
  describeName(text, info.object)
  describeLabels(text, info.object)
  describeAnnotations(text, info.object)
  text.line(0, 'Subsets:')
  const list = (addresses: readonly JsonObject[] | undefined): string => (addresses ?? []).map(({ ip }) => ip).join(',') || '<none>'
  for (const { addresses, notReadyAddresses, ports } of info.object['subsets'] ?? []) {
    text.field(1, 'Addresses', list(addresses))
    text.field(1, 'NotReadyAddresses', list(notReadyAddresses))
    if (ports?.length) {
      text.line(1, 'Ports:')
      text.line(2, 'Name\tPort\tProtocol')
      text.line(2, '----\t----\t--------')
      for (const { name, port, protocol } of ports) text.line(2, `${name || '<unset>'}\t${port}\t${protocol}`)
    }
    text.line(0)
  }
  if (withEvents) describeEvents(k, text, info)
}

export const describeIngress: Describer = (k, info, text, withEvents) => {
  const { metadata, spec, status = {} } = info.object
  const backend = (given: JsonObject): string => backendText(k, info.namespace, given)
  text.field(0, 'Name', metadata.name)
  describeLabels(text, info.object)
  text.field(0, 'Namespace', metadata.namespace)
  text.field(0, 'Address', (status.loadBalancer?.ingress ?? []).map(({ ip, hostname }: JsonObject) => ip || hostname).join(','))
  text.field(0, 'Ingress Class', spec.ingressClassName ?? '<none>')
  text.field(0, 'Default backend', spec.defaultBackend ? backend(spec.defaultBackend) : '<default>')
  if (spec.tls?.length) {
    text.line(0, 'TLS:')
    for (const { hosts, secretName } of spec.tls)
      text.line(1, secretName ? `${secretName} terminates ${(hosts ?? []).join(',')}` : `SNI routes ${(hosts ?? []).join(',')}`)
  }
  text.line(0, 'Rules:')
  text.line(1, 'Host\tPath\tBackends')
  text.line(1, '----\t----\t--------')
  let shown = 0
  for (const { host, http } of spec.rules ?? []) {
    if (!http) continue
    shown++
    text.line(1, `${host || '*'}\t`)
    for (const { path, backend: target } of http.paths) text.line(1, `\t${path ?? ''} \t${backend(target)}`)
  }
  if (shown === 0) text.line(1, `*\t*\t${spec.defaultBackend ? backend(spec.defaultBackend) : '<default>'}`)
  describeAnnotations(text, info.object)
  if (withEvents) describeEvents(k, text, info)
}

/** `shop:80 (10.244.0.5:8080)`, or what is wrong with it. */
function backendText(k: Invocation, namespace: string, { service, resource }: JsonObject): string {
  if (resource) return `APIGroup: ${resource.apiGroup ?? '<none>'}, Kind: ${resource.kind}, Name: ${resource.name}`
  const { name, port = {} } = service
  const head = `${name}:${port.name || (port.number ?? 0)}`
  try {
    const found = k.client.get(k.mapper.resourceFor('services'), namespace, name)
    const known = (found['spec'].ports ?? []).find((one: JsonObject) =>
      port.name ? one['name'] === port.name : one['port'] === port.number,
    )
    return `${head} (${endpointsText(slicesOf(k, namespace, name), known?.name ?? '')})`
  } catch (error) {
    return `${head} (<error: ${(error as Error).message}>)`
  }
}

export const describeIngressClass: Describer = (k, info, text, withEvents) => {
  const { metadata, spec } = info.object
  text.field(0, 'Name', metadata.name)
  describeLabels(text, info.object)
  describeAnnotations(text, info.object)
  text.field(0, 'Controller', spec.controller)
  if (spec.parameters) {
    text.line(0, 'Parameters:')
    if (spec.parameters.apiGroup) text.field(1, 'APIGroup', spec.parameters.apiGroup)
    text.field(1, 'Kind', spec.parameters.kind)
    text.field(1, 'Name', spec.parameters.name)
  }
  if (withEvents) describeEvents(k, text, info)
}

export const describeNetworkPolicy: Describer = (_k, info, text) => {
  const { metadata, spec } = info.object
  const types: string[] = spec.policyTypes ?? []
  describeName(text, info.object)
  text.field(0, 'Created on', `${metadata.creationTimestamp.replace('T', ' ').replace('Z', '')} +0000 UTC`)
  describeLabels(text, info.object)
  describeAnnotations(text, info.object)
  text.line(0, 'Spec:')
  const everyPod = formatLabelSelector(spec.podSelector) === '<none>'
  text.line(
    1,
    `PodSelector:     ${everyPod ? '<none> (Allowing the specific traffic to all pods in this namespace)' : formatLabelSelector(spec.podSelector)}`,
  )
  if (types.includes('Ingress')) {
    text.line(1, 'Allowing ingress traffic:')
    describeRules(text, spec.ingress, 'ingress', { peers: 'from', title: 'From', unrestricted: 'source' })
  } else text.line(1, 'Not affecting ingress traffic')
  if (types.includes('Egress')) {
    text.line(1, 'Allowing egress traffic:')
    describeRules(text, spec.egress, 'egress', { peers: 'to', title: 'To', unrestricted: 'destination' })
  } else text.line(1, 'Not affecting egress traffic')
  text.line(1, `Policy Types: ${types.join(', ')}`)
}

function describeRules(
  text: Description,
  rules: readonly JsonObject[] | undefined,
  direction: string,
  { peers, title, unrestricted }: { peers: string; title: string; unrestricted: string },
): void {
  if (!rules?.length) return text.line(2, `<none> (Selected pods are isolated for ${direction} connectivity)`)
  rules.forEach((rule, index) => {
    if (rule['ports']?.length)
      for (const { port, endPort, protocol = 'TCP' } of rule['ports'])
        text.line(2, endPort ? `To Port Range: ${port}-${endPort}/${protocol}` : `To Port: ${port ?? '<nil>'}/${protocol}`)
    else text.line(2, 'To Port: <any> (traffic allowed to all ports)')
    if (rule[peers]?.length) for (const peer of rule[peers]) describePeer(text, title, peer)
    else text.line(2, `${title}: <any> (traffic not restricted by ${unrestricted})`)
    if (index < rules.length - 1) text.line(2, '----------')
  })
}

function describePeer(text: Description, title: string, { podSelector, namespaceSelector, ipBlock }: JsonObject): void {
  text.line(2, `${title}:`)
  if (namespaceSelector) text.line(3, `NamespaceSelector: ${formatLabelSelector(namespaceSelector)}`)
  if (podSelector) text.line(3, `PodSelector: ${formatLabelSelector(podSelector)}`)
  if (ipBlock) {
    text.line(3, 'IPBlock:')
    text.line(4, `CIDR: ${ipBlock.cidr}`)
    text.line(4, `Except: ${(ipBlock.except ?? []).join(', ')}`)
  }
}
