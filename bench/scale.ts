import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { applyFiles } from '../src/grader/apply.ts'
import { get, runTask } from '../src/grader/checks/request.ts'
import { Lab } from '../src/lab/lab.ts'
import { scenario } from '../src/lab/scenario.ts'
import { deploymentAndService } from './engine.ts'
import { type Figure, medianMs } from './measure.ts'

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as (options?: { type: 'minor' }) => void

const service = (i: number): string => `apiVersion: v1
kind: Service
metadata:
  name: service-${i}
spec:
  selector:
    app: backend
  ports:
    - port: 80
      targetPort: 8080
`

function heapMb(): number {
  collect()
  collect()
  return process.memoryUsage().heapUsed / 1e6
}

function withServices(count: number): { lab: Lab; mb: number } {
  const lab = Lab.open({ scenario: scenario({ id: 'bench' }) })
  applyFiles(lab, { 'backend.yaml': deploymentAndService('backend') })
  if (!lab.settle(60_000)) throw new Error('the Pods did not become ready')
  const before = heapMb()
  const { door } = lab.cluster
  for (let i = 0; i < count; i++) {
    const headers = { 'content-type': 'application/yaml' }
    const { status } = door.handle({ method: 'POST', path: '/api/v1/namespaces/default/services', headers, query: {}, body: service(i) })
    if (status !== 201) throw new Error(`Service refused: ${status}`)
  }
  lab.clock.advance(10_000)
  return { lab, mb: heapMb() - before }
}

/** µs that one GET through a Service's address takes, name looked up once. */
function requestMicros(lab: Lab): number {
  const pod = lab.cluster.informers.for('pods').list('default')[0]
  const machine = lab.machine(`pod/default/${pod?.metadata.name}`)
  const address = (lab.cluster.informers.for('services').get('default', 'service-500') as any).spec.clusterIP
  if (!machine) throw new Error('no Pod')
  const url = new URL(`http://${address}/`)
  const rounds = 1_000
  const ms = medianMs(9, () => {
    for (let i = 0; i < rounds; i++) {
      const answer = runTask(lab, get(machine, url), 10_000)
      if (!answer || !('status' in answer) || answer.status !== 200) throw new Error(`no answer: ${JSON.stringify(answer)}`)
    }
  })
  return (ms * 1_000) / rounds
}

/** kB of a dropped lab that a minor collection leaves behind (docs/decisions/0006). */
function leftOfLab(): number {
  const open = (): void => void Lab.open({ scenario: scenario({ id: 'bench' }) })
  const rounds = 20
  open()
  collect()
  collect({ type: 'minor' })
  const before = process.memoryUsage().heapUsed
  for (let i = 0; i < rounds; i++) open()
  collect({ type: 'minor' })
  collect({ type: 'minor' })
  return (process.memoryUsage().heapUsed - before) / 1e3 / rounds
}

/** Benchmarks of large clusters and of idle ones. */
export function scaleFigures(): Figure[] {
  const figures: Figure[] = []
  figures.push({ name: 'left of a lab after a minor collection', value: leftOfLab(), unit: 'kB', bound: 60, better: 'lower' })
  const { lab, mb } = withServices(1_000)
  figures.push({ name: '1,000 Services', value: mb, unit: 'MB', bound: 20, better: 'lower' })
  figures.push({ name: 'request through one of 1,000 Services', value: requestMicros(lab), unit: 'µs', bound: 50, better: 'lower' })
  lab.clock.advance(3_600_000)
  figures.push({ name: 'timers of an idle cluster', value: lab.clock.pending, unit: '', bound: 0, better: 'lower' })
  return figures
}
