import { describe, expect, test } from 'vitest'
import { realKubectl } from '../../src/cli/serve/real-kubectl.ts'
import { CHANGED_SINCE_1_35 } from './changes.ts'
import { differences } from './differential.ts'
import { errors } from './rounds/errors.ts'
import { explaining } from './rounds/explaining.ts'
import { making } from './rounds/making.ts'
import { manifests } from './rounds/manifests.ts'
import { reading } from './rounds/reading.ts'

const kubectl = realKubectl()

/** The rounds that chance cannot disturb; `node scripts/differential/run.ts` runs the others too. */
const HELD = [reading, explaining, making, manifests, errors]

describe.runIf(kubectl !== undefined)('our kubectl and the real one print the same bytes', () => {
  test.concurrent.each(HELD.map((round) => [round.name, round] as const))('%s', { timeout: 300_000 }, async (_, round) => {
    const result = await differences(kubectl as string, round)
    const unlisted = result.differences.filter(({ command }) => !Object.hasOwn(CHANGED_SINCE_1_35, command))
    expect(unlisted).toEqual([])
  })

  test('at least 150 commands are compared', () => {
    expect(HELD.flatMap(({ commands }) => commands).length).toBeGreaterThanOrEqual(150)
  })
})
