import { readdirSync } from 'node:fs'
import { expect, test } from 'vitest'
import { Lab } from '../lab/lab.ts'
import { firstPrompt, NODE_2, RECORDING, type Scenario, scenario } from '../lab/scenario.ts'
import { contentFolder, readScenario } from './course.ts'

const course = readdirSync(`${contentFolder()}/scenarios`).map((file) => readScenario(file.replace(/\.yaml$/, '')) as Scenario)

// A page shows it before the lab is there; another one would jump under the learner's hands.
test.each([...course, RECORDING, scenario({ id: 'second node', nodes: [NODE_2], prompt: 'node/node-2' })].map((each) => [each.id, each]))(
  'the first prompt of %s is known before its lab opens',
  (_, each) => {
    const lab = Lab.open({ scenario: each })
    lab.input({ do: 'open', terminal: 't1', machine: each.prompt })
    lab.clock.advance(100)
    expect(lab.terminals.get('t1')?.reading?.prompt).toBe(firstPrompt(each))
    expect(lab.terminals.get('t1')?.output).toBe('')
  },
)
