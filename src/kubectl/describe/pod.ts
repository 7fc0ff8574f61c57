import { humanDuration } from '../../cluster/api/duration.ts'
import { ownValue } from '../../cluster/api/json.ts'
import type { JsonObject } from '../../cluster/api/object.ts'
import { describeContainers, describeResources } from './containers.ts'
import type { Describer } from './describer.ts'
import { longTime, orNone } from './description.ts'
import { describeEvents } from './events.ts'
import { controllerText, describeAnnotations, describeLabels, describeName, lines, pairs, tolerationLines } from './metadata.ts'
import { describeSpread } from './pod-template.ts'
import { describeVolumes } from './volumes.ts'

export const describePod: Describer = (k, info, text, withEvents) => {
  const pod = info.object
  const { metadata, spec, status = {} } = pod
  describeName(text, pod)
  if (spec.priority !== undefined) text.field(0, 'Priority', spec.priority)
  if (spec.priorityClassName) text.field(0, 'Priority Class Name', spec.priorityClassName)
  if (spec.runtimeClassName) text.field(0, 'Runtime Class Name', spec.runtimeClassName)
  if (spec.serviceAccountName) text.field(0, 'Service Account', spec.serviceAccountName)
  text.field(0, 'Node', spec.nodeName ? `${spec.nodeName}/${status.hostIP ?? ''}` : '<none>')
  if (status.startTime) text.field(0, 'Start Time', longTime(status.startTime))
  describeLabels(text, pod)
  describeAnnotations(text, pod)
  if (metadata.deletionTimestamp && status.phase !== 'Failed' && status.phase !== 'Succeeded') {
    text.field(0, 'Status', `Terminating (lasts ${humanDuration(k.now - Date.parse(metadata.deletionTimestamp))})`)
    text.field(0, 'Termination Grace Period', `${metadata.deletionGracePeriodSeconds}s`)
  } else text.field(0, 'Status', status.phase ?? '')
  if (status.reason) text.field(0, 'Reason', status.reason)
  if (status.message) text.field(0, 'Message', status.message)
  const profile = spec.securityContext?.seccompProfile
  if (profile) {
    text.field(0, 'SeccompProfile', profile.type)
    if (profile.type === 'Localhost') text.field(0, 'LocalhostProfile', profile.localhostProfile)
  }
  text.field(0, 'IP', status.podIP ?? '')
  if (status.podIPs?.length) {
    text.line(0, 'IPs:')
    for (const { ip } of status.podIPs) text.field(1, 'IP', ip)
  } else text.field(0, 'IPs', '<none>')
  const controller = controllerText(pod)
  if (controller) text.field(0, 'Controlled By', controller)
  if (status.nominatedNodeName) text.field(0, 'NominatedNodeName', status.nominatedNodeName)
  if (spec.resources) {
    text.line(0, 'Resources:')
    describeResources(text, spec.resources, 1)
  }
  const resolve = (path: string): string => fieldValue(pod, path)
  if (spec.initContainers?.length)
    describeContainers(text, 'Init Containers', spec.initContainers, { statuses: status.initContainerStatuses ?? [], resolve })
  describeContainers(text, 'Containers', spec.containers, { statuses: status.containerStatuses ?? [], resolve })
  if (spec.ephemeralContainers?.length)
    describeContainers(text, 'Ephemeral Containers', spec.ephemeralContainers, {
      statuses: status.ephemeralContainerStatuses ?? [],
      resolve,
    })
  if (spec.readinessGates?.length) {
    text.line(0, 'Readiness Gates:')
    text.line(1, 'Type\tStatus')
    for (const { conditionType } of spec.readinessGates)
      text.line(1, `${conditionType} \t${orNone(status.conditions?.find((one: JsonObject) => one['type'] === conditionType)?.status)} `)
  }
  if (status.conditions?.length) {
    text.line(0, 'Conditions:')
    text.line(1, 'Type\tStatus')
    for (const condition of status.conditions) text.line(1, `${condition.type} \t${condition.status} `)
  }
  describeVolumes(text, spec.volumes)
  text.field(0, 'QoS Class', status.qosClass ?? '')
  lines(text, 'Node-Selectors', pairs(spec.nodeSelector))
  tolerationLines(text, 'Tolerations', spec.tolerations)
  describeSpread(text, spec.topologySpreadConstraints, '')
  if (withEvents) describeEvents(k, text, info)
}

/** The fields that kubectl itself can look up; others show as nothing. */
function fieldValue({ metadata }: JsonObject, path: string): string {
  const subscript = /^metadata\.(labels|annotations)\['(.+)'\]$/.exec(path)
  if (subscript) return ownValue<string>(metadata[subscript[1] as string], subscript[2] as string) ?? ''
  switch (path) {
    case 'metadata.name':
    case 'metadata.namespace':
    case 'metadata.uid':
      return metadata[path.slice('metadata.'.length)] ?? ''
    default:
      return ''
  }
}
