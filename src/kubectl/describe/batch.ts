import { humanDuration } from '../../cluster/api/duration.ts'
import { formatLabelSelector } from '../../cluster/api/label-text.ts'
import type { JsonObject } from '../../cluster/api/object.ts'
import type { Describer } from './describer.ts'
import { type Description, longTime, yesNo } from './description.ts'
import { describeEvents } from './events.ts'
import { controllerText, describeAnnotations, describeLabels, describeName } from './metadata.ts'
import { describePodTemplate } from './pod-template.ts'

const orUnset = (value: unknown): unknown => value ?? '<unset>'

function optional(text: Description, title: string, value: unknown, unit = ''): void {
  if (value !== undefined) text.field(0, title, `${value}${unit}`)
}

export const describeJob: Describer = (k, info, text, withEvents) => {
  const { spec, status = {} } = info.object
  describeName(text, info.object)
  if (spec.selector) text.field(0, 'Selector', formatLabelSelector(spec.selector))
  describeLabels(text, info.object)
  describeAnnotations(text, info.object)
  const controller = controllerText(info.object)
  if (controller) text.field(0, 'Controlled By', controller)
  optional(text, 'Parallelism', spec.parallelism)
  text.field(0, 'Completions', orUnset(spec.completions))
  optional(text, 'Completion Mode', spec.completionMode)
  optional(text, 'Suspend', spec.suspend)
  optional(text, 'Backoff Limit', spec.backoffLimit)
  optional(text, 'TTL Seconds After Finished', spec.ttlSecondsAfterFinished)
  if (status.startTime) text.field(0, 'Start Time', longTime(status.startTime))
  if (status.completionTime) {
    text.field(0, 'Completed At', longTime(status.completionTime))
    text.field(0, 'Duration', humanDuration(Date.parse(status.completionTime) - Date.parse(status.startTime)))
  }
  optional(text, 'Active Deadline Seconds', spec.activeDeadlineSeconds, 's')
  const ready = status.ready === undefined ? '' : ` (${status.ready} Ready)`
  text.field(0, 'Pods Statuses', `${status.active ?? 0} Active${ready} / ${status.succeeded ?? 0} Succeeded / ${status.failed ?? 0} Failed`)
  if (spec.completionMode === 'Indexed') text.field(0, 'Completed Indexes', status.completedIndexes || '<none>')
  describePodTemplate(spec.template, text)
  if (withEvents) describeEvents(k, text, info)
}

export const describeCronJob: Describer = (k, info, text, withEvents) => {
  const { spec, status = {} } = info.object
  const job: JsonObject = spec.jobTemplate.spec
  describeName(text, info.object)
  describeLabels(text, info.object)
  describeAnnotations(text, info.object)
  text.field(0, 'Schedule', spec.schedule)
  text.field(0, 'Concurrency Policy', spec.concurrencyPolicy)
  text.field(0, 'Suspend', yesNo(spec.suspend))
  text.field(0, 'Successful Job History Limit', orUnset(spec.successfulJobsHistoryLimit))
  text.field(0, 'Failed Job History Limit', orUnset(spec.failedJobsHistoryLimit))
  text.field(0, 'Starting Deadline Seconds', spec.startingDeadlineSeconds === undefined ? '<unset>' : `${spec.startingDeadlineSeconds}s`)
  text.field(0, 'Selector', job['selector'] ? formatLabelSelector(job['selector']).replace('<none>', '') : '<unset>')
  text.field(0, 'Parallelism', orUnset(job['parallelism']))
  text.field(0, 'Completions', orUnset(job['completions']))
  optional(text, 'Active Deadline Seconds', job['activeDeadlineSeconds'], 's')
  describePodTemplate(job['template'], text)
  text.field(0, 'Last Schedule Time', status.lastScheduleTime ? longTime(status.lastScheduleTime) : '<unset>')
  text.field(0, 'Active Jobs', (status.active ?? []).map(({ name }: JsonObject) => name).join(', ') || '<none>')
  if (withEvents) describeEvents(k, text, info)
}
