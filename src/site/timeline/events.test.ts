import { beforeAll, expect, test } from 'vitest'
import { Lab } from '../../lab/lab.ts'
import { scenario } from '../../lab/scenario.ts'
import { loadAllCode } from '../../sim/code.ts'
import { drawnNext, type Happening, happenings } from './events.ts'

beforeAll(loadAllCode)

const textOf = (each: Happening): string =>
  each.kind === 'event' ? each.reason : each.kind === 'input' && each.input.do === 'line' ? each.input.text : ''

function enter(lab: Lab, text: string): void {
  lab.input({ do: 'line', terminal: 't1', text })
  lab.clock.advance(10_000)
}

test('a command is told before what came of it, though events tell only their second', () => {
  const lab = Lab.open({ scenario: scenario({ id: 'timeline' }) })
  lab.input({ do: 'open', terminal: 't1', machine: 'laptop' })
  lab.clock.advance(5_700)
  enter(lab, 'kubectl create deployment web --image=hello-backend:1.0')
  const told = happenings(lab, undefined).map(textOf)
  expect(told).toEqual([
    '',
    'kubectl create deployment web --image=hello-backend:1.0',
    'ScalingReplicaSet',
    'SuccessfulCreate',
    'Scheduled',
    ...told.slice(5, -1),
    'Started',
  ])
  const before = happenings(lab, undefined)
  enter(lab, 'kubectl scale deployment web --replicas=2')
  expect(
    happenings(lab, undefined)
      .slice(0, before.length)
      .every((each, index) => each === before[index]),
  ).toBe(true)
})

test('rows come in portions, and old ones stay until as many have come', () => {
  const row = (at: number): Happening => ({ key: `event ${at}`, at, kind: 'event', reason: '', object: '', message: '', warning: false })
  const rows = Array.from({ length: 10 }, (_, at) => row(at))
  const first = drawnNext(rows.slice(0, 4), rows.slice(3, 10), 2)
  expect(first).toEqual(rows.slice(0, 6))
  const second = drawnNext(first, rows.slice(3, 10), 2)
  expect(second).toEqual(rows.slice(1, 8))
  expect(drawnNext(second, rows.slice(3, 10), 2)).toEqual(rows.slice(3, 10))
})
