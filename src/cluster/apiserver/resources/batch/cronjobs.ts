import { ageOf } from '../../../api/duration.ts'
import { equal } from '../../../api/json.ts'
import { formatLabelSelector } from '../../../api/label-text.ts'
import type { KubeObject } from '../../../api/object.ts'
import type { CronJob, CronJobSpec } from '../../../api/types.ts'
import type { Resource } from '../../resource.ts'
import { ANNOUNCED } from '../announced.ts'
import { columns, VERBS } from '../define.ts'
import { templateWarnings } from '../pod-spec/warnings.ts'
import { imagesOf, namesOf } from '../table-text.ts'
import { child, FieldErrors, root } from '../validation/errors.ts'
import { labelFaults } from '../validation/names.ts'
import { parseCronSchedule, timeZoneFaults } from './cron-schedule.ts'
import { defaultFailurePolicy, defaultJobTemplate, validateJobSpec } from './job-spec.ts'

const SPEC = root('spec')
/** A Job's name is the CronJob's and eleven characters more. */
const LONGEST_NAME = 52

export const cronjobs: Resource<CronJob & KubeObject> = {
  ...ANNOUNCED.cronjobs,
  verbs: VERBS,
  defaults(cron) {
    cron.spec ??= {} as CronJobSpec
    cron.status ??= {}
    const { spec } = cron
    spec.schedule ??= ''
    spec.concurrencyPolicy ||= 'Allow'
    spec.suspend ??= false
    spec.successfulJobsHistoryLimit ??= 3
    spec.failedJobsHistoryLimit ??= 1
    spec.jobTemplate ??= {}
    spec.jobTemplate.metadata ??= {}
    spec.jobTemplate.spec ??= {} as NonNullable<typeof spec.jobTemplate.spec>
    defaultJobTemplate(spec.jobTemplate.spec)
    defaultFailurePolicy(spec.jobTemplate.spec)
  },
  prepareForCreate(cron) {
    cron.status = {}
    cron.metadata.generation = 1
  },
  prepareForUpdate(cron, old) {
    cron.status = old.status
    if (!equal(cron.spec, old.spec)) cron.metadata.generation = (old.metadata.generation ?? 0) + 1
  },
  prepareForStatusUpdate(cron, old) {
    cron.spec = old.spec
  },
  validate(cron) {
    const errors = new FieldErrors()
    validateCronJobSpec(errors, cron.spec as CronJobSpec, undefined)
    if ((cron.metadata.name ?? '').length > LONGEST_NAME)
      errors.invalid(root('metadata'), 'name', cron.metadata.name, `must be no more than ${LONGEST_NAME} characters`)
    return errors.list
  },
  validateUpdate(cron, old) {
    const errors = new FieldErrors()
    if (cron.spec !== old.spec) validateCronJobSpec(errors, cron.spec as CronJobSpec, old.spec)
    return errors.list
  },
  warnings(cron, old) {
    const out: string[] = []
    const faults = old ? [] : labelFaults(cron.metadata.name ?? '')
    if (faults.length > 0)
      out.push(
        `metadata.name: this is used in Pod names and hostnames, which can result in surprising behavior; a DNS label is recommended: [${faults.join(' ')}]`,
      )
    out.push(...templateWarnings('spec.jobTemplate.spec.template', cron.spec?.jobTemplate.spec?.template, cron, old))
    if (cron.spec?.schedule.includes('TZ'))
      out.push(
        'CRON_TZ or TZ used in spec.schedule is not officially supported, see https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/ for more details',
      )
    return out
  },
  columns: columns('Name|Schedule|Timezone|Suspend|#Active|Last Schedule|Age|+Containers|+Images|+Selector'),
  cells(cron, now) {
    const { spec, status } = cron
    const containers = spec?.jobTemplate.spec?.template.spec?.containers
    return [
      cron.metadata.name ?? '',
      spec?.schedule ?? '',
      spec?.timeZone ?? '<none>',
      spec?.suspend ? 'True' : 'False',
      status?.active?.length ?? 0,
      status?.lastScheduleTime ? ageOf(status.lastScheduleTime, now) : '<none>',
      ageOf(cron.metadata.creationTimestamp, now),
      namesOf(containers),
      imagesOf(containers),
      formatLabelSelector(spec?.jobTemplate.spec?.selector),
    ]
  },
}

const CONCURRENCY = ['Allow', 'Forbid', 'Replace']

function validateCronJobSpec(errors: FieldErrors, spec: CronJobSpec, old: CronJobSpec | undefined): void {
  const { schedule, timeZone } = spec
  if (!schedule) errors.required(SPEC, 'schedule')
  else {
    const parsed = parseCronSchedule(schedule)
    if (typeof parsed === 'string') errors.invalid(SPEC, 'schedule', schedule, parsed)
    const mayNameZone = old?.schedule.includes('TZ') ?? false
    if (schedule.includes('TZ')) {
      if (!mayNameZone) errors.invalid(SPEC, 'schedule', schedule, 'cannot use TZ or CRON_TZ in schedule, use timeZone field instead')
      else if (timeZone !== undefined)
        errors.invalid(SPEC, 'schedule', schedule, 'cannot use both timeZone field and TZ or CRON_TZ in schedule')
    }
  }
  errors.nonNegative(SPEC, 'startingDeadlineSeconds', spec.startingDeadlineSeconds)
  if (timeZone !== undefined && timeZone !== old?.timeZone) errors.invalidAll(SPEC, 'timeZone', timeZone, timeZoneFaults(timeZone))
  errors.oneOf(SPEC, 'concurrencyPolicy', spec.concurrencyPolicy, CONCURRENCY)
  const job = spec.jobTemplate.spec
  const path = child(child(SPEC, 'jobTemplate'), 'spec')
  if (job) {
    validateJobSpec(errors, path, job)
    if (job.selector) errors.invalid(path, 'selector', job.selector, '`selector` will be auto-generated')
    if (job.manualSelector) errors.notSupported(path, 'manualSelector', true, ['nil', 'false'])
  }
  errors.nonNegative(SPEC, 'successfulJobsHistoryLimit', spec.successfulJobsHistoryLimit)
  errors.nonNegative(SPEC, 'failedJobsHistoryLimit', spec.failedJobsHistoryLimit)
}
