import { controllerOf, type KubeObject, keyOf, splitKey } from '../../api/object.ts'
import { instantOf, rfc3339 } from '../../api/time.ts'
import type { CronJobSpec, CronJobStatus, ObjectReference } from '../../api/types.ts'
import { type ControllerContext, recorderFor } from '../controller.ts'
import { semanticEqual } from '../equal.ts'
import { finished, type JobObject } from '../job/job.ts'
import { controllerReference, indexOwners } from '../owners.ts'
import { isNamespaceGoing } from '../pod-control.ts'
import { type SyncResult, WorkQueue } from '../work-queue.ts'
import { nextTime } from './next-time.ts'

type CronJobObject = KubeObject & { spec: CronJobSpec; status: CronJobStatus }

/** A start comes a little after its minute has begun, so that the clocks agree. */
const DELTA = 100
/** with more missed starts than this something is wrong with the clock or the schedule */
const TOO_MANY_MISSED = 100
const SCHEDULED_AT = 'batch.kubernetes.io/cronjob-scheduled-timestamp'

/** Starts Jobs at the times of their schedules and clears away old ones. */
export function startCronJobController(context: ControllerContext): void {
  const { clock, client, informers } = context
  const cronJobs = informers.for<CronJobObject>('cronjobs.batch')
  const jobs = informers.for<JobObject>('jobs.batch')
  indexOwners(jobs)
  const recorder = recorderFor(context, 'cronjob-controller')
  const queue = new WorkQueue(clock, sync)

  cronJobs.onChange((cronJob, old) => queue.add(keyOf((cronJob ?? old) as KubeObject)))
  jobs.onChange((job, old) => {
    const owner = controllerOf((job ?? old) as KubeObject)
    if (owner?.kind === 'CronJob') queue.add(`${(job ?? old)?.metadata.namespace}/${owner.name}`)
  })

  function sync(key: string): SyncResult {
    const { namespace, name } = splitKey(key)
    const cronJob = cronJobs.get(namespace, name)
    if (!cronJob) return queue.remind(key, undefined)
    const owned = jobs.byIndex('owner', cronJob.metadata.uid as string)
    const status: CronJobStatus = { ...cronJob.status }
    watchActive(cronJob, owned, status)
    clearHistory(cronJob, owned)
    const wait = cronJob.metadata.deletionTimestamp ? undefined : startDue(cronJob, status)
    if (!status.active?.length) delete status.active
    if (!semanticEqual(status, cronJob.status) && !client.update('cronjobs.batch', { ...cronJob, status }, 'status').ok) return 'retry'
    queue.remind(key, wait)
  }

  /** Drops finished Jobs from the list of active ones. */
  function watchActive(cronJob: CronJobObject, owned: readonly JobObject[], status: CronJobStatus): void {
    let active: ObjectReference[] = status.active ?? []
    for (const job of owned) {
      const end = finished(job)
      const listed = active.some((reference) => reference.uid === job.metadata.uid)
      if (!listed && !end && !job.metadata.deletionTimestamp) {
        recorder.event(cronJob, 'Warning', 'UnexpectedJob', `Saw a job that the controller did not create or forgot: ${job.metadata.name}`)
      }
      if (!end || !listed) continue
      active = active.filter((reference) => reference.uid !== job.metadata.uid)
      recorder.event(cronJob, 'Normal', 'SawCompletedJob', `Saw completed job: ${job.metadata.name}, condition: ${end.type}`)
      const { completionTime } = job.status
      if (end.type === 'Complete' && completionTime && !(completionTime <= (status.lastSuccessfulTime ?? ''))) {
        status.lastSuccessfulTime = completionTime
      }
    }
    for (const reference of active) {
      if (owned.some((job) => job.metadata.uid === reference.uid)) continue
      recorder.event(cronJob, 'Normal', 'MissingJob', `Active job went missing: ${reference.name}`)
      active = active.filter((each) => each !== reference)
    }
    status.active = active
  }

  /** Keeps the newest finished Jobs, as many as the limits say. */
  function clearHistory(cronJob: CronJobObject, owned: readonly JobObject[]): void {
    const { successfulJobsHistoryLimit = 3, failedJobsHistoryLimit = 1 } = cronJob.spec
    const limits = { Complete: successfulJobsHistoryLimit, Failed: failedJobsHistoryLimit }
    for (const [type, limit] of Object.entries(limits)) {
      const ended = owned.filter((job) => finished(job)?.type === type && !job.metadata.deletionTimestamp)
      ended.sort((a, b) => instantOf(a.status.startTime) - instantOf(b.status.startTime) || (keyOf(a) < keyOf(b) ? -1 : 1))
      for (const job of ended.slice(0, Math.max(0, ended.length - limit))) remove(cronJob, job)
    }
  }

  function remove(cronJob: CronJobObject, job: JobObject): boolean {
    const { namespace = '', name = '' } = job.metadata
    const result = client.delete('jobs.batch', namespace, name, { propagationPolicy: 'Background' })
    if (result.ok) recorder.event(cronJob, 'Normal', 'SuccessfulDelete', `Deleted job ${name}`)
    else if (result.code !== 404) recorder.event(cronJob, 'Warning', 'FailedDelete', `Deleted job: ${result.status.message}`)
    return result.ok
  }

  /** Starts the Job that is due, if one is; returns how long until the next. */
  function startDue(cronJob: CronJobObject, status: CronJobStatus): number | undefined {
    const { schedule, timeZone, suspend, startingDeadlineSeconds, concurrencyPolicy } = cronJob.spec
    if (suspend) return undefined
    const since = instantOf(status.lastScheduleTime ?? cronJob.metadata.creationTimestamp)
    const earliest = startingDeadlineSeconds === undefined ? since : Math.max(since, clock.now - startingDeadlineSeconds * 1000)
    let due: number | undefined
    let missed = 0
    let next = nextTime(schedule, timeZone, earliest)
    while (next !== undefined && next <= clock.now && missed <= TOO_MANY_MISSED) {
      due = next
      missed++
      next = nextTime(schedule, timeZone, next)
    }
    if (missed > TOO_MANY_MISSED) {
      const hint = 'Set or decrease .spec.startingDeadlineSeconds or check clock skew'
      recorder.event(cronJob, 'Warning', 'TooManyMissedTimes', `too many missed start times: ${missed}. ${hint}`)
      while (next !== undefined && next <= clock.now) {
        due = next
        next = nextTime(schedule, timeZone, next)
      }
    }
    if (due !== undefined && mayStart(cronJob, status, concurrencyPolicy)) start(cronJob, status, due)
    return next === undefined ? undefined : next + DELTA - clock.now
  }

  function mayStart(cronJob: CronJobObject, status: CronJobStatus, policy: string | undefined): boolean {
    const active = status.active ?? []
    if (active.length === 0 || policy === 'Allow' || policy === undefined) return true
    if (policy === 'Forbid') {
      recorder.event(
        cronJob,
        'Normal',
        'JobAlreadyActive',
        'Not starting job because prior execution is running and concurrency policy is Forbid',
      )
      return false
    }
    for (const reference of active) {
      const job = jobs.get(cronJob.metadata.namespace ?? '', reference.name ?? '')
      if (job && !remove(cronJob, job)) return false
    }
    status.active = []
    return true
  }

  function start(cronJob: CronJobObject, status: CronJobStatus, due: number): void {
    const { jobTemplate } = cronJob.spec
    const stamp = rfc3339(due)
    const annotations = { ...jobTemplate.metadata?.annotations, [SCHEDULED_AT]: stamp }
    const name = `${cronJob.metadata.name}-${Math.floor(due / 60_000)}`
    const result = client.create<JobObject>('jobs.batch', {
      apiVersion: 'batch/v1',
      kind: 'Job',
      metadata: {
        name,
        namespace: cronJob.metadata.namespace,
        annotations,
        ...(jobTemplate.metadata?.labels ? { labels: jobTemplate.metadata.labels } : {}),
        ownerReferences: [controllerReference(cronJob)],
      },
      spec: jobTemplate.spec,
    })
    if (!result.ok) {
      if (result.status.reason === 'AlreadyExists') status.lastScheduleTime = stamp
      else if (!isNamespaceGoing(result)) recorder.event(cronJob, 'Warning', 'FailedCreate', `Error creating job: ${result.status.message}`)
      return
    }
    const job = result.object
    recorder.event(cronJob, 'Normal', 'SuccessfulCreate', `Created job ${name}`)
    const reference = {
      apiVersion: 'batch/v1',
      kind: 'Job',
      name,
      namespace: job.metadata.namespace,
      uid: job.metadata.uid,
      resourceVersion: job.metadata.resourceVersion,
    }
    status.active = [...(status.active ?? []), reference]
    status.lastScheduleTime = stamp
  }
}
