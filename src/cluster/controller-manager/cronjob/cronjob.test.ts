import { expect, test } from 'vitest'
import { TestCluster } from '../test-cluster.ts'
import { nextTime } from './next-time.ts'

const cronJob = (schedule: string, spec = {}): any => ({
  metadata: { name: 'tick' },
  spec: {
    schedule,
    jobTemplate: { spec: { template: { spec: { restartPolicy: 'Never', containers: [{ name: 'main', image: 'busybox' }] } } } },
    ...spec,
  },
})

function finishing(): TestCluster {
  const cluster = new TestCluster()
  cluster.informers.for<any>('pods').onChange((pod, old) => {
    if (pod?.status?.phase === 'Running' && old?.status?.phase !== 'Running') {
      cluster.clock.after(100, () =>
        cluster.finish(
          cluster.pods().find((each) => each.metadata.uid === pod.metadata.uid),
          'Succeeded',
        ),
      )
    }
  })
  return cluster
}

test('a Job every minute, of which the last three stay', () => {
  const cluster = finishing()
  cluster.create('cronjobs.batch', cronJob('* * * * *'))
  cluster.run(61_500)
  const [job] = cluster.client.list('jobs.batch', 'default')
  const minute = Math.floor(cluster.clock.now / 60_000)
  expect(job?.metadata.name).toBe(`tick-${minute}`)
  expect(job?.metadata.annotations).toEqual({ 'batch.kubernetes.io/cronjob-scheduled-timestamp': '2026-05-04T01:01:00Z' })
  expect(cluster.events('CronJob')).toEqual([
    `SuccessfulCreate: Created job tick-${minute}`,
    `SawCompletedJob: Saw completed job: tick-${minute}, condition: Complete`,
  ])
  cluster.run(300_000)
  expect(cluster.client.list('jobs.batch', 'default').map((each) => each.metadata.name)).toEqual(
    [minute + 3, minute + 4, minute + 5].map((n) => `tick-${n}`),
  )
  const { status } = cluster.get('cronjobs.batch', 'tick') as any
  expect(status.lastScheduleTime).toBe('2026-05-04T01:06:00Z')
  expect(status.active).toBeUndefined()
})

test('Forbid waits for the one before, Replace ends it', () => {
  const cluster = new TestCluster()
  cluster.create('cronjobs.batch', cronJob('* * * * *', { concurrencyPolicy: 'Forbid' }))
  cluster.run(125_000)
  expect(cluster.client.list('jobs.batch', 'default')).toHaveLength(1)
  expect(cluster.events('CronJob').at(-1)).toBe(
    'JobAlreadyActive: Not starting job because prior execution is running and concurrency policy is Forbid',
  )
  const [before] = cluster.client.list('jobs.batch', 'default')
  cluster.patch('cronjobs.batch', 'tick', { spec: { concurrencyPolicy: 'Replace' } })
  cluster.run(60_000)
  const after = cluster.client.list('jobs.batch', 'default')
  expect(after).toHaveLength(1)
  expect(after[0]?.metadata.uid).not.toBe(before?.metadata.uid)
})

test('suspended, nothing starts and no timer waits', () => {
  const cluster = new TestCluster()
  cluster.create('cronjobs.batch', cronJob('* * * * *', { suspend: true }))
  cluster.run(120_000)
  expect(cluster.client.list('jobs.batch', 'default')).toEqual([])
  expect(cluster.clock.next).toBeUndefined()
})

test.each([
  ['0 3 1 1 *', undefined, '2027-01-01T03:00:00.000Z'],
  ['*/15 * * * *', undefined, '2026-05-04T01:15:00.000Z'],
  ['30 9 * * 1-5', undefined, '2026-05-04T09:30:00.000Z'],
  ['30 9 * * 1-5', 'Asia/Taipei', '2026-05-04T01:30:00.000Z'],
  ['0 0 29 2 *', undefined, '2028-02-29T00:00:00.000Z'],
  ['0 0 13 * 5', undefined, '2026-05-08T00:00:00.000Z'],
  ['@hourly', undefined, '2026-05-04T02:00:00.000Z'],
  ['0 0 30 2 *', undefined, undefined],
])('%s %s is next at %s', (schedule, zone, expected) => {
  const next = nextTime(schedule, zone, Date.parse('2026-05-04T01:00:00Z'))
  expect(next === undefined ? undefined : new Date(next).toISOString()).toBe(expected)
})
