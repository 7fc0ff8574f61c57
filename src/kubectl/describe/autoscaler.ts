import type { JsonObject } from '../../cluster/api/object.ts'
import type { Describer } from './describer.ts'
import { type Description, longTime } from './description.ts'
import { describeEvents } from './events.ts'
import { describeAnnotations, describeLabels, describeName } from './metadata.ts'

export const describeAutoscaler: Describer = (k, info, text, withEvents) => {
  const { metadata, spec, status = {} } = info.object
  describeName(text, info.object)
  describeLabels(text, info.object)
  describeAnnotations(text, info.object)
  text.field(0, 'CreationTimestamp', longTime(metadata.creationTimestamp))
  text.field(0, 'Reference', `${spec.scaleTargetRef.kind}/${spec.scaleTargetRef.name}`)
  text.field(0, 'Metrics', '( current / target )')
  const current: JsonObject[] = status.currentMetrics ?? []
  ;(spec.metrics ?? []).forEach((metric: JsonObject, index: number) => text.line(1, metricLine(metric, current[index] ?? {})))
  text.field(0, 'Min replicas', spec.minReplicas ?? '<unset>')
  text.field(0, 'Max replicas', spec.maxReplicas)
  if (spec.behavior) {
    text.line(0, 'Behavior:')
    describeDirection(text, 'Scale Up', spec.behavior.scaleUp)
    describeDirection(text, 'Scale Down', spec.behavior.scaleDown)
  }
  text.field(0, `${spec.scaleTargetRef.kind} pods`, `${status.currentReplicas ?? 0} current / ${status.desiredReplicas ?? 0} desired`)
  if (status.conditions?.length) {
    text.line(0, 'Conditions:')
    text.line(1, 'Type\tStatus\tReason\tMessage')
    text.line(1, '----\t------\t------\t-------')
    for (const { type, status: value, reason, message } of status.conditions)
      text.line(1, `${type}\t${value}\t${reason ?? ''}\t${message ?? ''}`)
  }
  if (withEvents) describeEvents(k, text, info)
}

/** What is measured, and `current / target`. */
function metricLine(metric: JsonObject, status: JsonObject): string {
  const { type } = metric
  const key = `${String(type).charAt(0).toLowerCase()}${String(type).slice(1)}`
  const source: JsonObject | undefined = metric[key]
  if (!source) return `<unknown metric type ${JSON.stringify(type)}>`
  const now: JsonObject = status[key]?.current ?? {}
  const { target, metric: named, name } = source
  const average = target.averageValue !== undefined
  const values = average
    ? `${now['averageValue'] ?? '<unknown>'} / ${target.averageValue}`
    : `${now['value'] ?? '<unknown>'} / ${target.value}`
  switch (type) {
    case 'Pods':
      return `${JSON.stringify(named.name)} on pods:\t${values}`
    case 'Object': {
      const { kind, name: object } = source['describedObject']
      return `${JSON.stringify(named.name)} on ${kind}/${object} ${average ? '(target average value)' : '(target value)'}:\t${values}`
    }
    case 'External':
      return `${JSON.stringify(named.name)} ${average ? '(target average value)' : '(target value)'}:\t${values}`
    default: {
      const of =
        type === 'ContainerResource'
          ? `resource ${name} of container ${JSON.stringify(source['container'])} on pods`
          : `resource ${name} on pods`
      if (average) return `${of}:\t${values}`
      const measured = now['averageUtilization'] === undefined ? '<unknown>' : `${now['averageUtilization']}% (${now['averageValue']})`
      return `${of}  (as a percentage of request):\t${measured} / ${target.averageUtilization}%`
    }
  }
}

function describeDirection(text: Description, title: string, rules: JsonObject | undefined): void {
  if (!rules) return
  text.line(1, `${title}:`)
  if (rules['stabilizationWindowSeconds'] !== undefined)
    text.line(2, `Stabilization Window: ${rules['stabilizationWindowSeconds']} seconds`)
  if (!rules['policies']?.length) return
  if (rules['selectPolicy']) text.line(2, `Select Policy: ${rules['selectPolicy']}`)
  text.line(2, 'Policies:')
  for (const { type, value, periodSeconds } of rules['policies'])
    text.line(3, `- Type: ${type}\tValue: ${value}\tPeriod: ${periodSeconds} seconds`)
}
