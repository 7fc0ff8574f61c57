import { expect, test } from 'vitest'
import { Lab } from '../../../lab/lab.ts'
import { scenario } from '../../../lab/scenario.ts'
import { loadAllCode } from '../../../sim/code.ts'
import { lastScreen, screensOf } from './screens.ts'

test('an instructor sees what the learner sees: each terminal with its machine, output and prompt', async () => {
  await loadAllCode()
  const lab = Lab.open({ scenario: scenario({ id: 'screens' }) })
  lab.input({ do: 'open', terminal: 't1', machine: 'laptop' })
  lab.clock.advance(200)
  lab.input({ do: 'line', terminal: 't1', text: 'kubectl get nodes' })
  lab.clock.advance(2_000)
  lab.input({ do: 'open', terminal: 't2', machine: 'node/node-1' })
  lab.clock.advance(200)
  const [first, second] = screensOf(lab.log())
  expect(first).toMatchObject({ terminal: 't1', machine: 'laptop' })
  expect(first?.text).toMatch(/\$ kubectl get nodes\nNAME .*\n(?:.*\n)+.*\$ $/)
  expect(second).toMatchObject({ machine: 'node/node-1' })
})

test('only the end of the output, since it was cleared, without colours', () => {
  expect(lastScreen('before\x1b[H\x1b[2J\x1b[31mred\x1b[0m\n$ ')).toBe('red\n$ ')
  expect(lastScreen('line\n'.repeat(5_000)).split('\n').length).toBe(40)
})
