import { readdirSync } from 'node:fs'
import { contentFolder, readExercise } from '../src/cli/course.ts'
import { readFiles } from '../src/cli/files.ts'
import type { NodeSpec } from '../src/cluster/cluster.ts'
import { applyFiles } from '../src/grader/apply.ts'
import { get, runTask } from '../src/grader/checks/request.ts'
import { grade } from '../src/grader/grade.ts'
import { submissionFrom } from '../src/grader/submission.ts'
import { Lab } from '../src/lab/lab.ts'
import { RECORDING, scenario } from '../src/lab/scenario.ts'
import { type Figure, medianMs } from './measure.ts'

/** A Deployment of two hello-backends and a Service for it. */
export const deploymentAndService = (name: string): string => `apiVersion: apps/v1
kind: Deployment
metadata:
  name: ${name}
spec:
  replicas: 2
  selector:
    matchLabels:
      app: ${name}
  template:
    metadata:
      labels:
        app: ${name}
    spec:
      containers:
        - name: server
          image: hello-backend:1.0
          ports:
            - containerPort: 8080
---
apiVersion: v1
kind: Service
metadata:
  name: ${name}
spec:
  selector:
    app: ${name}
  ports:
    - port: 80
      targetPort: 8080
`

/** What a grader does for one submission: parse, boot, apply, converge, one request by name, tear down. */
function gradingCycle(round: number): void {
  const name = `backend-${round + 2}`
  const lab = Lab.open({ scenario: scenario({ id: 'bench' }), seed: String(round) })
  applyFiles(lab, { 'backend.yaml': deploymentAndService(name) })
  if (!lab.settle(60_000)) throw new Error('the Pods did not become ready')
  const pod = lab.cluster.informers.for('pods').list('default')[0]
  const machine = lab.machine(`pod/default/${pod?.metadata.name}`)
  const answer = machine && runTask(lab, get(machine, new URL(`http://${name}/`)), 10_000)
  if (!answer || !('status' in answer) || answer.status !== 200) throw new Error(`no answer: ${JSON.stringify(answer)}`)
}

/** What `podtalk grade` does for one submission of an exercise of the course: its scenario, its checks. */
function submission(): (round: number) => void {
  const exercise = readExercise('scale-backend')?.exercise
  if (!exercise) throw new Error('there is no exercise "scale-backend"')
  const solutions = `${contentFolder()}/exercises/scale-backend/solutions`
  const handedIn = submissionFrom(exercise, readFiles(`${solutions}/${readdirSync(solutions)[0]}`))
  return (round) => {
    if (!grade(exercise, handedIn, String(round)).passed) throw new Error('the solution did not pass')
  }
}

/** How often `work` runs in a second of time, and in a second of all processors' time (collections run beside it). */
function perSecond(rounds: number, work: (round: number) => void): { wall: number; cpu: number } {
  const start = performance.now()
  const before = process.cpuUsage()
  for (let i = 0; i < rounds; i++) work(i)
  const { user, system } = process.cpuUsage(before)
  return { wall: rounds / ((performance.now() - start) / 1_000), cpu: rounds / ((user + system) / 1_000_000) }
}

/** Nodes for so many Pods. */
function nodesFor(pods: number): NodeSpec[] {
  return Array.from({ length: Math.ceil(pods / 100) }, (_, i) => ({
    name: `node-${i + 1}`,
    address: `192.168.50.${11 + i}`,
    podCIDR: `10.244.${i}.0/24`,
  }))
}

function podsToReady(count: number): number {
  return medianMs(3, (round) => {
    const lab = Lab.open({ scenario: scenario({ id: 'bench', nodes: nodesFor(count) }), seed: String(round) })
    applyFiles(lab, { 'many.yaml': deploymentAndService('many').replace('replicas: 2', `replicas: ${count}`) })
    if (!lab.settle(600_000)) throw new Error('the Pods did not become ready')
  })
}

/**
 * Benchmarks of the engine, on one core. The first thousand cycles pay for compiling: a process that
 * grades a class is past them within two seconds, and then it runs at the rate that counts.
 */
export function engineFigures(): Figure[] {
  const figures: Figure[] = []
  const first = perSecond(1_000, gradingCycle)
  figures.push({ name: 'grading cycles, first 1,000 of a process', value: first.wall, unit: '/s', better: 'higher' })
  for (let i = 0; i < 2_000; i++) gradingCycle(i)
  const cycles = perSecond(2_000, gradingCycle)
  figures.push({ name: 'grading cycles', value: cycles.wall, unit: '/s', bound: 1_000, better: 'higher' })
  figures.push({ name: 'grading cycles per CPU second', value: cycles.cpu, unit: '/s', better: 'higher' })
  const submissions = perSecond(500, submission())
  figures.push({ name: 'podtalk grade scale-backend', value: submissions.wall, unit: '/s', better: 'higher' })
  figures.push({ name: '100 Pods to ready', value: podsToReady(100), unit: 'ms', better: 'lower' })
  figures.push({ name: '1,000 Pods to ready', value: podsToReady(1_000), unit: 'ms', bound: 1_000, better: 'lower' })
  figures.push({ name: '5,000 Pods to ready', value: podsToReady(5_000), unit: 'ms', bound: 6_000, better: 'lower' })
  const lab = Lab.open({ scenario: RECORDING })
  lab.script('kubectl create deployment web --image=nginx --replicas=20', 60_000)
  lab.settle(60_000)
  figures.push({
    name: 'kubectl get pods (20 Pods)',
    value: medianMs(50, () => void lab.script('kubectl get pods', 60_000)),
    unit: 'ms',
    better: 'lower',
  })
  return figures
}
