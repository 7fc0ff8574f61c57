import { sooner } from '../../../sim/clock.ts'
import { labelMatcher } from '../../api/label-selector.ts'
import { controllerOf, type JsonObject, type KubeObject, keyOf, splitKey } from '../../api/object.ts'
import { instantOf, rfc3339 } from '../../api/time.ts'
import type { Container, JobCondition, JobSpec, JobStatus, PodSpec, PodTemplateSpec } from '../../api/types.ts'
import { type ControllerContext, recorderFor } from '../controller.ts'
import { semanticEqual } from '../equal.ts'
import { claim, indexOwners } from '../owners.ts'
import { isNamespaceGoing, PodControl, podFromTemplate } from '../pod-control.ts'
import { rankForDeletion } from '../pod-ranking.ts'
import { isPodActive, isPodReady, isPodTerminal, type PodObject } from '../pods.ts'
import { type SyncResult, WorkQueue } from '../work-queue.ts'
import { judgeFailure } from './failure-policy.ts'
import { formatIndexes, INDEX, indexOf, parseIndexes } from './indexes.ts'

export type JobObject = KubeObject & { spec: JobSpec; status: JobStatus }

const FINALIZER = 'batch.kubernetes.io/job-tracking'
const INDEX_FAILURES = 'batch.kubernetes.io/job-index-failure-count'
const FIRST_BACK_OFF = 10_000
const LONGEST_BACK_OFF = 600_000
const LARGEST_BATCH = 16

interface Outcome {
  type: 'Complete' | 'Failed'
  reason: string
  message: string
}

/** How a Job's Pods have ended so far, with those that this look counts for the first time. */
interface Tally {
  succeeded: number
  failed: number
  done: Set<number>
  failedIndexes: Set<number>
  counted: PodObject[]
  verdict?: string | undefined
}

/** Runs each Job's Pods until enough have succeeded or too many have failed. */
export function startJobController(context: ControllerContext): void {
  const { clock, client, informers } = context
  const jobs = informers.for<JobObject>('jobs.batch')
  const pods = informers.for<PodObject>('pods')
  indexOwners(pods)
  const recorder = recorderFor(context, 'job-controller')
  const control = new PodControl(client, recorder)
  const queue = new WorkQueue(clock, sync, { backOff: { first: 1000, longest: 600_000 } })
  const orphans = new WorkQueue(clock, releaseOrphan)
  /** failures since the last success, and when the last one was: how long the next Pod waits */
  const failures = new Map<string, { count: number; last: number }>()

  jobs.onChange((job, old) => {
    if (!job) for (const pod of pods.byIndex('owner', old?.metadata.uid as string)) orphans.add(keyOf(pod))
    if (!context.settled) queue.add(keyOf((job ?? old) as KubeObject))
  })
  pods.onChange((pod, old) => {
    if (context.settled) return
    for (const each of [pod, old]) {
      const owner = each && controllerOf(each)
      if (owner?.kind !== 'Job') continue
      const key = `${each?.metadata.namespace}/${owner.name}`
      queue.add(key)
      if (each?.metadata.deletionTimestamp && !jobs.get(...halves(key))) orphans.add(keyOf(each))
    }
  })

  /** Pods of a Job that is gone must not be held by its finalizer. */
  function releaseOrphan(key: string): SyncResult {
    const pod = pods.get(...halves(key))
    const owner = pod && controllerOf(pod)
    if (!pod || (owner && jobs.get(pod.metadata.namespace ?? '', owner.name)?.metadata.uid === owner.uid)) return
    return unhold(pod) ? undefined : 'retry'
  }

  function unhold(pod: PodObject): boolean {
    if (!pod.metadata.finalizers?.includes(FINALIZER)) return true
    const { namespace = '', name = '', uid } = pod.metadata
    const rest = pod.metadata.finalizers.filter((finalizer) => finalizer !== FINALIZER)
    const metadata = { uid, finalizers: rest.length > 0 ? rest : null }
    const result = client.patch('pods', namespace, name, { metadata }, { type: 'merge' })
    return result.ok || result.code === 404
  }

  function sync(key: string): SyncResult {
    const job = jobs.get(...halves(key))
    if (!job || job.metadata.deletionTimestamp) {
      failures.delete(key)
      return queue.remind(key, undefined)
    }
    if (job.spec.managedBy && job.spec.managedBy !== 'kubernetes.io/job-controller') return
    const matches = labelMatcher(job.spec.selector)
    const owned = claim(client, 'pods', pods, job, (pod) => matches(pod.metadata.labels))
    if (finished(job)) {
      for (const pod of owned) unhold(pod)
      return queue.remind(key, undefined)
    }
    return run(key, job, owned)
  }

  function run(key: string, job: JobObject, owned: readonly PodObject[]): SyncResult {
    const { spec } = job
    const active = owned.filter(isPodActive)
    const tally = count(job, owned)
    noteFailures(key, tally)
    const status: JobStatus = { ...job.status }
    if (!status.startTime && !spec.suspend) status.startTime = rfc3339(clock.now)
    let outcome = pendingOutcome(job) ?? judge(job, status, tally, active)
    let running = active.length
    let ok = true
    let wait: number | undefined
    if (outcome) {
      for (const pod of active) ok = drop(pod, job) && ok
      if (outcome.type === 'Failed') tally.failed += active.length
      running = 0
    } else {
      const managed = manage(key, job, owned, active, tally)
      ok = managed.ok
      running = managed.active
      wait = managed.wait
      suspend(job, status)
    }
    fill(status, job, tally, running, active, owned)
    if (outcome) {
      const terminating = pods
        .byIndex('owner', job.metadata.uid as string)
        .some((pod) => pod.metadata.deletionTimestamp && !isPodTerminal(pod))
      if (!conclude(job, status, outcome, !terminating)) outcome = undefined
    }
    if (!semanticEqual(status, job.status) && !client.update('jobs.batch', { ...job, status }, 'status').ok) return 'retry'
    for (const pod of tally.counted) ok = unhold(pod) && ok
    queue.remind(key, outcome ? undefined : sooner(wait, untilDeadline(spec, status)))
    return ok ? undefined : 'retry'
  }

  function untilDeadline({ activeDeadlineSeconds, suspend: paused }: JobSpec, { startTime }: JobStatus): number | undefined {
    if (activeDeadlineSeconds === undefined || paused || !startTime) return undefined
    return Math.max(0, instantOf(startTime) + activeDeadlineSeconds * 1000 - clock.now)
  }

  /** Counts the Pods that have ended and are not counted yet: those that still carry the finalizer. */
  function count(job: JobObject, owned: readonly PodObject[]): Tally {
    const { spec, status } = job
    const completions = spec.completions ?? 0
    const indexed = spec.completionMode === 'Indexed'
    const tally: Tally = {
      succeeded: status?.succeeded ?? 0,
      failed: status?.failed ?? 0,
      done: parseIndexes(status?.completedIndexes, completions),
      failedIndexes: parseIndexes(status?.failedIndexes, completions),
      counted: [],
    }
    for (const pod of owned) {
      if (!pod.metadata.finalizers?.includes(FINALIZER)) continue
      if (pod.status?.phase === 'Succeeded') {
        tally.counted.push(pod)
        if (!indexed) tally.succeeded++
        else if (indexOf(pod) >= 0 && indexOf(pod) < completions) tally.done.add(indexOf(pod))
      } else if (hasFailed(spec, pod)) {
        tally.counted.push(pod)
        const { action, message } = judgeFailure(spec, pod)
        if (action === 'FailJob') tally.verdict ??= message
        if (action === 'Ignore') continue
        tally.failed++
        const limit = spec.backoffLimitPerIndex
        const exhausted = limit !== undefined && Number(pod.metadata.annotations?.[INDEX_FAILURES] ?? 0) >= limit
        if (indexed && (exhausted || action === 'FailIndex')) tally.failedIndexes.add(indexOf(pod))
      }
    }
    for (const index of tally.done) tally.failedIndexes.delete(index)
    if (indexed) tally.succeeded = tally.done.size
    return tally
  }

  function noteFailures(key: string, { counted }: Tally): void {
    for (const pod of counted) {
      if (pod.status?.phase === 'Succeeded') failures.delete(key)
      else failures.set(key, { count: (failures.get(key)?.count ?? 0) + 1, last: finishTime(pod) })
    }
  }

  /** When the last container of a Pod ended. */
  function finishTime(pod: PodObject): number {
    const times = (pod.status?.containerStatuses ?? []).map((each) => instantOf(each.state?.terminated?.finishedAt))
    const known = times.filter((time) => !Number.isNaN(time))
    return known.length > 0 ? Math.max(...known) : clock.now
  }

  /** Has the Job come to its end with what is counted now? */
  function judge(job: JobObject, status: JobStatus, tally: Tally, active: readonly PodObject[]): Outcome | undefined {
    const { spec } = job
    const fail = (reason: string, message: string): Outcome => ({ type: 'Failed', reason, message })
    if (tally.verdict) return fail('PodFailurePolicy', tally.verdict)
    const rule = matchedSuccessRule(spec, tally)
    if (rule !== undefined) return { type: 'Complete', reason: 'SuccessPolicy', message: `Matched rules at index ${rule}` }
    if (tally.failed > (spec.backoffLimit ?? 6) || restartsExceed(spec, active)) {
      return fail('BackoffLimitExceeded', 'Job has reached the specified backoff limit')
    }
    if (untilDeadline(spec, status) === 0) return fail('DeadlineExceeded', 'Job was active longer than specified deadline')
    if (spec.maxFailedIndexes !== undefined && tally.failedIndexes.size > spec.maxFailedIndexes) {
      return fail('MaxFailedIndexesExceeded', 'Job has exceeded the specified maximal number of failed indexes')
    }
    if (spec.completions === undefined) {
      const enough = tally.succeeded > 0 && active.length === 0
      return enough ? { type: 'Complete', reason: 'CompletionsReached', message: 'Reached expected number of succeeded pods' } : undefined
    }
    if (tally.succeeded >= spec.completions) {
      return { type: 'Complete', reason: 'CompletionsReached', message: 'Reached expected number of succeeded pods' }
    }
    const over = tally.failedIndexes.size > 0 && tally.done.size + tally.failedIndexes.size >= spec.completions
    return over ? fail('FailedIndexes', 'Job has failed indexes') : undefined
  }

  /** Brings the number of running Pods to what parallelism and open completions ask for. */
  function manage(
    key: string,
    job: JobObject,
    owned: readonly PodObject[],
    active: readonly PodObject[],
    tally: Tally,
  ): { ok: boolean; active: number; wait?: number } {
    const { spec } = job
    const parallelism = spec.suspend ? 0 : (spec.parallelism ?? 1)
    let wanted = parallelism
    if (!spec.suspend && spec.completions === undefined) wanted = tally.succeeded > 0 ? Math.min(active.length, parallelism) : parallelism
    else if (spec.completions !== undefined) wanted = Math.min(spec.completions - tally.succeeded - tally.failedIndexes.size, parallelism)
    if (active.length > wanted) {
      const leaving = rankForDeletion(active, active, clock.now).slice(0, active.length - wanted)
      let ok = true
      for (const pod of leaving) ok = drop(pod, job) && ok
      return { ok, active: wanted }
    }
    // Those on their way out take a place until they are gone, unless the Job wants them replaced at once.
    const leaving = owned.filter((pod) => pod.metadata.deletionTimestamp && !isPodTerminal(pod)).length
    const missing = wanted - active.length - (replacesFailedOnly(spec) ? leaving : 0)
    if (missing <= 0) return { ok: true, active: active.length }
    const failed = failures.get(key)
    if (failed && tally.failed > 0) {
      const pause = failed.last + Math.min(FIRST_BACK_OFF * 2 ** (failed.count - 1), LONGEST_BACK_OFF) - clock.now
      if (pause > 0) return { ok: true, active: active.length, wait: pause }
    }
    return createPods(job, owned, active, tally, missing)
  }

  function createPods(
    job: JobObject,
    owned: readonly PodObject[],
    active: readonly PodObject[],
    tally: Tally,
    missing: number,
  ): { ok: boolean; active: number; wait?: number } {
    const indexes = job.spec.completionMode === 'Indexed' ? openIndexes(job.spec, active, tally) : undefined
    let created = 0
    let ok = true
    for (let batch = 1; created < Math.min(missing, LARGEST_BATCH) && ok; batch *= 2) {
      for (let i = 0; i < batch && created < Math.min(missing, LARGEST_BATCH) && ok; i++) {
        const index = indexes?.next().value
        if (indexes && index === undefined) return { ok, active: active.length + created }
        const result = control.create(podFor(job, index, owned), job)
        if (result.ok) created++
        else if (isNamespaceGoing(result)) return { ok: true, active: active.length + created }
        else ok = false
      }
    }
    const rest = created < missing && ok ? { wait: 2 } : {}
    return { ok, active: active.length + created, ...rest }
  }

  function drop(pod: PodObject, job: JobObject): boolean {
    if (!unhold(pod)) return false
    const result = control.delete(pod, job)
    return result.ok || result.code === 404
  }

  function suspend(job: JobObject, status: JobStatus): void {
    const condition = status.conditions?.find((each) => each.type === 'Suspended')
    const suspended = condition?.status === 'True'
    if (Boolean(job.spec.suspend) === suspended) return
    if (job.spec.suspend) {
      setCondition(status, 'Suspended', 'True', 'JobSuspended', 'Job suspended')
      delete status.startTime
      recorder.event(job, 'Normal', 'Suspended', 'Job suspended')
    } else {
      setCondition(status, 'Suspended', 'False', 'JobResumed', 'Job resumed')
      status.startTime = rfc3339(clock.now)
      recorder.event(job, 'Normal', 'Resumed', 'Job resumed')
    }
  }

  /** Notes the outcome; the last word comes when no Pod runs any more. Says whether it has been said. */
  function conclude(job: JobObject, status: JobStatus, { type, reason, message }: Outcome, last: boolean): boolean {
    const target = type === 'Complete' ? 'SuccessCriteriaMet' : 'FailureTarget'
    if (!status.conditions?.some((condition) => condition.type === target)) setCondition(status, target, 'True', reason, message)
    if (!last) return false
    setCondition(status, type, 'True', reason, message)
    if (type === 'Complete') {
      status.completionTime = rfc3339(clock.now)
      recorder.event(job, 'Normal', 'Completed', 'Job completed')
    } else recorder.event(job, 'Warning', reason, message)
    return true
  }

  function setCondition(status: JobStatus, type: string, state: string, reason: string, message: string): void {
    const now = rfc3339(clock.now)
    const condition: JobCondition = { type, status: state, lastProbeTime: now, lastTransitionTime: now, reason, message }
    const others = (status.conditions ?? []).filter((each) => each.type !== type)
    status.conditions = [...others, condition]
  }
}

function halves(key: string): [namespace: string, name: string] {
  const { namespace, name } = splitKey(key)
  return [namespace, name]
}

export function finished(job: JobObject): JobCondition | undefined {
  return job.status?.conditions?.find(
    (condition) => (condition.type === 'Complete' || condition.type === 'Failed') && condition.status === 'True',
  )
}

/** An outcome that is noted and waits for the last Pods. */
function pendingOutcome({ status }: JobObject): Outcome | undefined {
  for (const { type, reason = '', message = '' } of status?.conditions ?? []) {
    if (type === 'SuccessCriteriaMet') return { type: 'Complete', reason, message }
    if (type === 'FailureTarget') return { type: 'Failed', reason, message }
  }
  return undefined
}

function replacesFailedOnly({ podReplacementPolicy, podFailurePolicy }: JobSpec): boolean {
  return podReplacementPolicy === 'Failed' || podFailurePolicy !== undefined
}

function hasFailed(spec: JobSpec, pod: PodObject): boolean {
  if (pod.status?.phase === 'Failed') return true
  return !replacesFailedOnly(spec) && pod.metadata.deletionTimestamp !== undefined
}

/** restartPolicy OnFailure: the restarts of all Pods count against the limit. */
function restartsExceed({ template, backoffLimit = 6 }: JobSpec, active: readonly PodObject[]): boolean {
  if (template.spec?.restartPolicy !== 'OnFailure') return false
  let restarts = 0
  for (const { status } of active) {
    if (status?.phase !== 'Running' && status?.phase !== 'Pending') continue
    for (const each of [...(status.initContainerStatuses ?? []), ...(status.containerStatuses ?? [])]) restarts += each.restartCount
  }
  return backoffLimit === 0 ? restarts > 0 : restarts >= backoffLimit
}

function matchedSuccessRule({ successPolicy, completions = 0 }: JobSpec, { done }: Tally): number | undefined {
  const index = (successPolicy?.rules ?? []).findIndex(({ succeededIndexes, succeededCount }) => {
    const relevant = succeededIndexes === undefined ? done : parseIndexes(succeededIndexes, completions)
    const met = [...relevant].filter((each) => done.has(each)).length
    return met >= (succeededCount ?? relevant.size) && (succeededCount !== undefined || succeededIndexes !== undefined)
  })
  return index < 0 ? undefined : index
}

/** The completion indexes that no Pod works on and that are not settled, lowest first. */
function* openIndexes(
  { completions = 0 }: JobSpec,
  active: readonly PodObject[],
  { done, failedIndexes }: Tally,
): Generator<number, undefined> {
  const taken = new Set(active.map(indexOf))
  for (let index = 0; index < completions; index++) if (!taken.has(index) && !done.has(index) && !failedIndexes.has(index)) yield index
  return undefined
}

function podFor(job: JobObject, index: number | undefined, owned: readonly PodObject[]): JsonObject {
  const { template } = job.spec
  if (index === undefined) return podFromTemplate({ ...template, metadata: { ...template.metadata, finalizers: [FINALIZER] } }, job)
  const mark = { [INDEX]: String(index) }
  const annotations: Record<string, string> = { ...template.metadata?.annotations, ...mark }
  if (job.spec.backoffLimitPerIndex !== undefined) {
    const failed = owned.filter((pod) => indexOf(pod) === index && hasFailed(job.spec, pod))
    const before = failed.map((pod) => Number(pod.metadata.annotations?.[INDEX_FAILURES] ?? 0) + 1)
    annotations[INDEX_FAILURES] = String(Math.max(0, ...before))
  }
  const metadata = { ...template.metadata, finalizers: [FINALIZER], annotations, labels: { ...template.metadata?.labels, ...mark } }
  const indexed: PodTemplateSpec = { metadata, spec: withIndex(template.spec as PodSpec, `${job.metadata.name}-${index}`) }
  const pod = podFromTemplate(indexed, job)
  pod['metadata'].generateName = `${job.metadata.name}-${index}-`
  return pod
}

function withIndex(spec: PodSpec, hostname: string): PodSpec {
  const variable = { name: 'JOB_COMPLETION_INDEX', valueFrom: { fieldRef: { apiVersion: 'v1', fieldPath: `metadata.labels['${INDEX}']` } } }
  const told = (container: Container): Container =>
    container.env?.some(({ name }) => name === variable.name) ? container : { ...container, env: [...(container.env ?? []), variable] }
  const out: PodSpec = { ...spec, hostname, containers: spec.containers.map(told) }
  if (spec.initContainers) out.initContainers = spec.initContainers.map(told)
  return out
}

/** The counts of a Job's status. */
function fill(
  status: JobStatus,
  job: JobObject,
  tally: Tally,
  running: number,
  active: readonly PodObject[],
  owned: readonly PodObject[],
): void {
  const set = (field: 'active' | 'succeeded' | 'failed', value: number): void => {
    if (value > 0) status[field] = value
    else delete status[field]
  }
  set('active', running)
  set('succeeded', tally.succeeded)
  set('failed', tally.failed)
  status.ready = running === 0 ? 0 : active.filter((pod) => isPodReady(pod)).length
  status.terminating = owned.filter((pod) => pod.metadata.deletionTimestamp && !isPodTerminal(pod)).length
  status.uncountedTerminatedPods = {}
  if (job.spec.completionMode !== 'Indexed') return
  const done = formatIndexes(tally.done)
  if (done) status.completedIndexes = done
  if (job.spec.backoffLimitPerIndex !== undefined) status.failedIndexes = formatIndexes(tally.failedIndexes)
}
