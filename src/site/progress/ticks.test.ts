import { describe, expect, test } from 'vitest'
import { Lab } from '../../lab/lab.ts'
import type { LabLog } from '../../lab/log.ts'
import { scenario } from '../../lab/scenario.ts'
import { loadAllCode } from '../../sim/code.ts'
import { type Condition, holding } from './ticks.ts'

await loadAllCode()

const BACKEND = `apiVersion: v1
kind: Pod
metadata: {name: backend, labels: {app: backend}}
spec: {containers: [{name: backend, image: 'hello-backend:1.0'}]}
`

/** The log of a lab in which these lines were entered, one after the other. */
function logOf(...lines: string[]): LabLog {
  const lab = Lab.open({ scenario: scenario({ id: 'ticks', files: { 'backend.yaml': BACKEND }, manifests: [BACKEND] }) })
  lab.input({ do: 'open', terminal: 't1', machine: 'laptop' })
  lab.clock.advance(10)
  for (const text of lines) {
    lab.input({ do: 'line', terminal: 't1', text })
    lab.clock.advance(60_000)
  }
  return lab.log()
}

const holdsIn = (log: LabLog, condition: Condition): boolean => holding(log, [['it', condition]]).length === 1

describe('conditions of steps', () => {
  const idle = logOf()
  const lived = logOf('kubectl delete pod backend', 'kubectl apply -f backend.yaml', 'curl -m 2 http://10.96.77.77:8080/')

  test('a check of the grader', () => {
    expect(holdsIn(idle, { verb: 'condition', is: 'ready', selector: 'app=backend', count: 1 })).toBe(true)
    expect(holdsIn(idle, { verb: 'condition', is: 'ready', selector: 'app=other', count: 1 })).toBe(false)
  })

  test('what happened since the lab opened, and not before', () => {
    const deleted: Condition = { verb: 'happened', resource: 'pods', name: 'backend', change: 'deleted' }
    const created: Condition = { verb: 'happened', resource: 'pods', name: 'backend', change: 'created' }
    expect(holdsIn(idle, deleted)).toBe(false)
    expect(holdsIn(idle, created)).toBe(false)
    expect(holdsIn(lived, { verb: 'all', of: [deleted, created] })).toBe(true)
    expect(holdsIn(lived, { ...created, namespace: 'other' })).toBe(false)
  })

  test('a request that was seen', () => {
    expect(holdsIn(lived, { verb: 'traced', from: 'laptop', target: '.*10\\.96\\.77\\.77.*', outcome: 'timeout' })).toBe(true)
    expect(holdsIn(lived, { verb: 'traced', from: 'laptop', target: '.*10\\.96\\.77\\.77.*', outcome: 'connected' })).toBe(false)
    expect(holdsIn(lived, { verb: 'traced', from: 'laptop', target: '.*10\\.96\\.77\\.77.*', count: 2 })).toBe(false)
  })

  test('steps are done in their order', () => {
    const yes: Condition = { verb: 'condition', is: 'ready', selector: 'app=backend', count: 1 }
    const no: Condition = { verb: 'object', resource: 'services', name: 'nothing' }
    expect(
      holding(idle, [
        ['a', yes],
        ['b', no],
        ['c', yes],
      ]),
    ).toEqual(['a'])
  })
})
