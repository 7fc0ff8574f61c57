import { expect, test } from 'vitest'
import { TestCluster } from '../test-cluster.ts'
import { formatIndexes, parseIndexes } from './indexes.ts'

const job = (spec = {}, name = 'work'): any => ({
  metadata: { name },
  spec: { template: { spec: { restartPolicy: 'Never', containers: [{ name: 'main', image: 'busybox' }] } }, ...spec },
})

/** Each Pod runs for 100 ms and ends as `outcome` says. */
function running(outcome: (index: number) => 'Succeeded' | 'Failed'): TestCluster {
  const cluster = new TestCluster()
  let started = 0
  cluster.informers.for<any>('pods').onChange((pod, old) => {
    if (pod?.status?.phase !== 'Running' || old?.status?.phase === 'Running') return
    const phase = outcome(started++)
    cluster.clock.after(100, () =>
      cluster.finish(
        cluster.pods().find((each) => each.metadata.uid === pod.metadata.uid),
        phase,
      ),
    )
  })
  return cluster
}

function statusOf(cluster: TestCluster, name = 'work'): any {
  return cluster.get('jobs.batch', name)['status']
}

function conditions(cluster: TestCluster): string[] {
  return statusOf(cluster).conditions.map((each: any) => `${each.type}=${each.status} ${each.reason}: ${each.message}`)
}

test('a Job runs to completion', () => {
  const cluster = running(() => 'Succeeded')
  cluster.create('jobs.batch', job({ completions: 3, parallelism: 2 }))
  cluster.run(60)
  expect(statusOf(cluster)).toMatchObject({ active: 2 })
  cluster.run(5000)
  expect(statusOf(cluster)).toMatchObject({ succeeded: 3, ready: 0, terminating: 0, uncountedTerminatedPods: {} })
  expect(statusOf(cluster)).toHaveProperty('completionTime')
  expect(conditions(cluster)).toEqual([
    'SuccessCriteriaMet=True CompletionsReached: Reached expected number of succeeded pods',
    'Complete=True CompletionsReached: Reached expected number of succeeded pods',
  ])
  expect(cluster.events('Job').at(-1)).toBe('Completed: Job completed')
  expect(cluster.pods()).toHaveLength(3)
  expect(cluster.pods().every((pod) => !pod.metadata.finalizers?.length)).toBe(true)
  cluster.client.delete('jobs.batch', 'default', 'work', { propagationPolicy: 'Background' })
  cluster.run(1000)
  expect(cluster.pods()).toEqual([])
})

test('failures wait longer and longer, and too many end the Job', () => {
  const cluster = running(() => 'Failed')
  cluster.create('jobs.batch', job({ backoffLimit: 2 }))
  cluster.run(9_000)
  expect(statusOf(cluster)).toMatchObject({ failed: 1 })
  cluster.run(3_000)
  expect(statusOf(cluster)).toMatchObject({ failed: 2 })
  cluster.run(15_000)
  expect(statusOf(cluster)).toMatchObject({ failed: 2 })
  cluster.run(10_000)
  expect(statusOf(cluster)).toMatchObject({ failed: 3 })
  expect(conditions(cluster)).toEqual([
    'FailureTarget=True BackoffLimitExceeded: Job has reached the specified backoff limit',
    'Failed=True BackoffLimitExceeded: Job has reached the specified backoff limit',
  ])
  expect(cluster.events('Job').at(-1)).toBe('BackoffLimitExceeded: Job has reached the specified backoff limit')
  expect(cluster.clock.next).toBeUndefined()
})

test('activeDeadlineSeconds ends a Job and its Pods', () => {
  const cluster = new TestCluster()
  cluster.create('jobs.batch', job({ activeDeadlineSeconds: 5, parallelism: 2, completions: 2 }))
  cluster.run(4000)
  expect(cluster.pods()).toHaveLength(2)
  cluster.run(4000)
  expect(cluster.pods()).toEqual([])
  expect(conditions(cluster).at(-1)).toBe('Failed=True DeadlineExceeded: Job was active longer than specified deadline')
})

test('an indexed Job gives each Pod its index', () => {
  const cluster = running((index) => (index === 0 ? 'Failed' : 'Succeeded'))
  cluster.create('jobs.batch', job({ completions: 3, parallelism: 3, completionMode: 'Indexed' }))
  cluster.run(30)
  const [first] = cluster.pods()
  expect(first?.metadata.name).toMatch(/^work-0-[a-z0-9]{5}$/)
  expect(first?.spec.hostname).toBe('work-0')
  expect(first?.spec.containers[0]?.env?.[0]).toMatchObject({ name: 'JOB_COMPLETION_INDEX' })
  cluster.run(140)
  expect(statusOf(cluster)).toMatchObject({ succeeded: 2, failed: 1, completedIndexes: '1,2' })
  cluster.run(20_000)
  expect(statusOf(cluster)).toMatchObject({ succeeded: 3, failed: 1, completedIndexes: '0-2' })
})

test('suspended and resumed', () => {
  const cluster = running(() => 'Succeeded')
  cluster.create('jobs.batch', job({ suspend: true }))
  cluster.run(500)
  expect(cluster.pods()).toEqual([])
  expect(conditions(cluster)).toEqual(['Suspended=True JobSuspended: Job suspended'])
  cluster.patch('jobs.batch', 'work', { spec: { suspend: false } })
  cluster.run(2000)
  expect(conditions(cluster)[0]).toBe('Suspended=False JobResumed: Job resumed')
  expect(statusOf(cluster).succeeded).toBe(1)
})

test('a failure policy may end the Job at once', () => {
  const cluster = running(() => 'Failed')
  const rules = [{ action: 'FailJob', onExitCodes: { operator: 'In', values: [1] } }]
  cluster.create('jobs.batch', job({ podFailurePolicy: { rules } }))
  cluster.run(2000)
  expect(conditions(cluster).at(-1)).toMatch(
    /^Failed=True PodFailurePolicy: Container main for pod default\/work-[a-z0-9]{5} failed with exit code 1 matching FailJob rule at index 0$/,
  )
})

test('ttlSecondsAfterFinished clears a Job away', () => {
  const cluster = running(() => 'Succeeded')
  cluster.create('jobs.batch', job({ ttlSecondsAfterFinished: 10 }))
  cluster.run(5000)
  expect(statusOf(cluster).succeeded).toBe(1)
  cluster.run(8000)
  expect(cluster.client.get('jobs.batch', 'default', 'work').ok).toBe(false)
  expect(cluster.pods()).toEqual([])
})

test('index lists', () => {
  expect(formatIndexes(new Set([5, 0, 1, 2, 7, 8]))).toBe('0-2,5,7,8')
  expect([...parseIndexes('0-2,5', 10)]).toEqual([0, 1, 2, 5])
  expect([...parseIndexes('0-99999999', 3)]).toEqual([0, 1, 2])
})
