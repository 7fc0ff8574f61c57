import { afterAll, expect, test, vi } from 'vitest'
import { readAssignment } from '../cli/course.ts'
import type { Assignment } from '../grader/exercise.ts'
import { Pool } from './pool.ts'

const pool = new Pool({ workers: 1, time: 60_000, memory: 64 })
afterAll(() => pool.close())
const assignment = readAssignment('backend-pod') as Assignment
const graded = (command: string, replicas: number) =>
  pool.grade(assignment, {
    files: {
      'a.yaml': `apiVersion: apps/v1
kind: Deployment
metadata: {name: a}
spec:
  replicas: ${replicas}
  selector: {matchLabels: {app: a}}
  template: {metadata: {labels: {app: a}}, spec: {containers: [{name: a, image: "busybox:1.36", command: [sh, -c, "${command}"]}]}}
`,
    },
  })
/** 17 MB in each Pod. */
const LARGE = `x=0123456789abcdef; for i in ${Array(20).fill('1').join(' ')}; do x=$x$x; done; y=\${x/0/1}; sleep 100000; echo $y`

test('who needs more memory than there is, is told so, whoever was graded before; the others are graded', async () => {
  const reports = await Promise.all([graded('sleep 1000', 1), graded(LARGE, 20), graded('sleep 1000', 1)])
  expect(reports.map(({ stopped }) => stopped?.key)).toEqual([undefined, 'stopped.memory', undefined])
}, 120_000)

test('a machine that is busy with other things does not make a submission late', async () => {
  const idle = vi.spyOn(process, 'cpuUsage').mockReturnValue({ user: 0, system: 0 })
  const busy = new Pool({ workers: 1, time: 50, memory: 256 })
  const report = await busy.grade(assignment, { files: {} })
  idle.mockRestore()
  await busy.close()
  expect(report.stopped).toBeUndefined()
})
