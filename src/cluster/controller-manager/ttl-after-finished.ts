import { type KubeObject, keyOf, splitKey } from '../api/object.ts'
import { instantOf } from '../api/time.ts'
import type { ControllerContext } from './controller.ts'
import { finished, type JobObject } from './job/job.ts'
import { type SyncResult, WorkQueue } from './work-queue.ts'

/** Deletes finished Jobs ttlSecondsAfterFinished after their end. */
export function startTtlAfterFinishedController(context: ControllerContext): void {
  const { clock, client, informers } = context
  const jobs = informers.for<JobObject>('jobs.batch')
  const queue = new WorkQueue(clock, sync)

  jobs.onChange((job, old) => {
    const changed = (job ?? old) as JobObject & KubeObject
    if (!job) queue.remind(keyOf(changed), undefined)
    else if (job.spec.ttlSecondsAfterFinished !== undefined && finished(job)) queue.add(keyOf(changed))
  })

  function sync(key: string): SyncResult {
    const { namespace, name } = splitKey(key)
    const job = jobs.get(namespace, name)
    const ttl = job?.spec.ttlSecondsAfterFinished
    const end = job && finished(job)
    if (!job || ttl === undefined || !end || job.metadata.deletionTimestamp) return
    const wait = instantOf(end.lastTransitionTime) + ttl * 1000 - clock.now
    if (wait > 0) return queue.remind(key, wait)
    client.delete('jobs.batch', namespace, name, { propagationPolicy: 'Foreground', preconditions: { uid: job.metadata.uid } })
  }
}
