import { equal } from '../../cluster/api/json.ts'
import { formatLabelSelector, formatLabels, selectorText } from '../../cluster/api/label-text.ts'
import type { JsonObject } from '../../cluster/api/object.ts'
import type { Invocation } from '../invocation.ts'
import { podsMatching } from '../pods.ts'
import type { Info } from '../resource-builder.ts'
import { replicaSetsOf, withoutHash } from '../revisions.ts'
import type { Describer } from './describer.ts'
import { type Description, longTime } from './description.ts'
import { describeEvents } from './events.ts'
import { controllerText, describeAnnotations, describeLabels, describeName } from './metadata.ts'
import { describePodTemplate } from './pod-template.ts'

export const describeDeployment: Describer = (k, info, text, withEvents) => {
  const { metadata, spec, status = {} } = info.object
  describeName(text, info.object)
  text.field(0, 'CreationTimestamp', longTime(metadata.creationTimestamp))
  describeLabels(text, info.object)
  describeAnnotations(text, info.object)
  text.field(0, 'Selector', formatLabelSelector(spec.selector))
  const { updatedReplicas = 0, replicas = 0, availableReplicas = 0, unavailableReplicas = 0 } = status
  text.field(
    0,
    'Replicas',
    `${spec.replicas ?? 0} desired | ${updatedReplicas} updated | ${replicas} total | ${availableReplicas} available | ${unavailableReplicas} unavailable`,
  )
  text.field(0, 'StrategyType', spec.strategy?.type ?? '')
  text.field(0, 'MinReadySeconds', spec.minReadySeconds ?? 0)
  const rolling = spec.strategy?.rollingUpdate
  if (rolling) text.field(0, 'RollingUpdateStrategy', `${rolling.maxUnavailable} max unavailable, ${rolling.maxSurge} max surge`)
  describePodTemplate(spec.template, text)
  describeConditions(text, status.conditions)
  const sets = replicaSetsOf(k, info).sort((a, b) => (a['metadata'].creationTimestamp < b['metadata'].creationTimestamp ? -1 : 1))
  const current = sets.find((set) => equal(withoutHash(set['spec'].template), withoutHash(spec.template)))
  if (sets.length > 0) {
    text.field(0, 'OldReplicaSets', setsText(sets.filter((set) => set !== current)))
    text.field(0, 'NewReplicaSet', setsText(current ? [current] : []))
  }
  if (withEvents) describeEvents(k, text, info)
}

function setsText(sets: readonly JsonObject[]): string {
  return (
    sets
      .map(({ metadata, spec, status }) => `${metadata.name} (${status?.replicas ?? 0}/${spec.replicas ?? 0} replicas created)`)
      .join(', ') || '<none>'
  )
}

function describeConditions(text: Description, conditions: readonly JsonObject[] | undefined): void {
  if (!conditions?.length) return
  text.line(0, 'Conditions:')
  text.line(1, 'Type\tStatus\tReason')
  text.line(1, '----\t------\t------')
  for (const { type, status, reason } of conditions) text.line(1, `${type} \t${status}\t${reason ?? ''}`)
}

/** `2 Running / 0 Waiting / 0 Succeeded / 0 Failed` */
function podPhases(k: Invocation, { object, namespace }: Info, selector: string): string {
  const count = { Running: 0, Pending: 0, Succeeded: 0, Failed: 0 } as Record<string, number>
  for (const pod of podsMatching(k, namespace, selector)) {
    if (!pod.metadata?.ownerReferences?.some(({ controller, uid }) => controller && uid === object['metadata'].uid)) continue
    const phase = pod.status?.phase ?? ''
    count[phase] = (count[phase] ?? 0) + 1
  }
  return `${count['Running']} Running / ${count['Pending']} Waiting / ${count['Succeeded']} Succeeded / ${count['Failed']} Failed`
}

export const describeReplicaSet: Describer = (k, info, text, withEvents) => {
  const { spec, status = {} } = info.object
  const selector =
    typeof spec.selector?.matchLabels === 'object' || spec.selector?.matchExpressions ? spec.selector : { matchLabels: spec.selector }
  describeName(text, info.object)
  text.field(0, 'Selector', formatLabelSelector(selector))
  describeLabels(text, info.object)
  describeAnnotations(text, info.object)
  const controller = controllerText(info.object)
  if (controller) text.field(0, 'Controlled By', controller)
  text.field(0, 'Replicas', `${status.replicas ?? 0} current / ${spec.replicas ?? 0} desired`)
  text.field(0, 'Pods Status', podPhases(k, info, selectorText(selector)))
  if (spec.template) describePodTemplate(spec.template, text)
  describeConditions(text, status.conditions)
  if (withEvents) describeEvents(k, text, info)
}

export const describeDaemonSet: Describer = (k, info, text, withEvents) => {
  const { spec, status = {} } = info.object
  describeName(text, info.object)
  text.field(0, 'Selector', formatLabelSelector(spec.selector))
  text.field(0, 'Node-Selector', formatLabels(spec.template.spec?.nodeSelector))
  describeLabels(text, info.object)
  describeAnnotations(text, info.object)
  text.line(0, `Desired Number of Nodes Scheduled: ${status.desiredNumberScheduled ?? 0}`)
  text.line(0, `Current Number of Nodes Scheduled: ${status.currentNumberScheduled ?? 0}`)
  text.line(0, `Number of Nodes Scheduled with Up-to-date Pods: ${status.updatedNumberScheduled ?? 0}`)
  text.line(0, `Number of Nodes Scheduled with Available Pods: ${status.numberAvailable ?? 0}`)
  text.line(0, `Number of Nodes Misscheduled: ${status.numberMisscheduled ?? 0}`)
  text.field(0, 'Pods Status', podPhases(k, info, selectorText(spec.selector)))
  describePodTemplate(spec.template, text)
  if (withEvents) describeEvents(k, text, info)
}

export const describeStatefulSet: Describer = (k, info, text, withEvents) => {
  const { metadata, spec, status = {} } = info.object
  describeName(text, info.object)
  text.field(0, 'CreationTimestamp', longTime(metadata.creationTimestamp))
  text.field(0, 'Selector', formatLabelSelector(spec.selector))
  describeLabels(text, info.object)
  describeAnnotations(text, info.object)
  text.field(0, 'Replicas', `${spec.replicas ?? 0} desired | ${status.replicas ?? 0} total`)
  text.field(0, 'Update Strategy', spec.updateStrategy?.type ?? '')
  const rolling = spec.updateStrategy?.rollingUpdate
  if (rolling?.partition !== undefined) {
    text.field(1, 'Partition', rolling.partition)
    if (rolling.maxUnavailable !== undefined) text.field(1, 'MaxUnavailable', rolling.maxUnavailable)
  }
  text.field(0, 'Pods Status', podPhases(k, info, selectorText(spec.selector)))
  describePodTemplate(spec.template, text)
  describeClaims(text, spec.volumeClaimTemplates)
  if (withEvents) describeEvents(k, text, info)
}

function describeClaims(text: Description, templates: readonly JsonObject[] | undefined): void {
  if (!templates?.length) return text.field(0, 'Volume Claims', '<none>')
  text.line(0, 'Volume Claims:')
  for (const { metadata, spec } of templates) {
    text.field(1, 'Name', metadata.name)
    text.field(1, 'StorageClass', spec.storageClassName ?? '')
    mapLines(text, '  Labels', metadata.labels)
    mapLines(text, '  Annotations', metadata.annotations)
    text.field(1, 'Capacity', spec.resources?.requests?.storage ?? '<default>')
    text.field(1, 'Access Modes', `[${(spec.accessModes ?? []).join(' ')}]`)
  }
}

function mapLines(text: Description, title: string, map: Record<string, string> | undefined): void {
  const keys = Object.keys(map ?? {}).sort()
  text.line(0, `${title}:\t${keys.length === 0 ? '<none>' : `${keys[0]}=${map?.[keys[0] as string]}`}`)
  for (const key of keys.slice(1)) text.line(0, `\t${key}=${map?.[key]}`)
}
