import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { readTranscripts, replayed } from './transcripts.ts'

/** Steps that passed when the floor was last raised (`npm run transcripts -- --raise`): it only rises. */
const floor: Record<string, number> = JSON.parse(readFileSync(new URL('../../data/transcripts/floor.json', import.meta.url), 'utf8'))

describe('recorded transcripts', () => {
  for (const transcript of readTranscripts()) {
    test(`${transcript.group}/${transcript.id}`, () => {
      const result = replayed(transcript)
      const differences = result.steps.flatMap((step, index) =>
        step.pass ? [] : [`${index + 1} $ ${transcript.steps[index]?.run}\n${step.diff}`],
      )
      expect(result.passed, differences.join('\n')).toBeGreaterThanOrEqual(floor[transcript.id] ?? 0)
    })
  }
})
