import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { type Recorded, readTranscripts, replayed } from './transcripts.ts'

/** Steps that passed when the floor was last raised (`npm run transcripts -- --raise`): it only rises. */
const floor: Record<string, number> = JSON.parse(readFileSync(new URL('../../data/transcripts/floor.json', import.meta.url), 'utf8'))

/** Shares of steps that the project promises, whatever the floor says. */
const PROMISED = [
  { name: 'validation', least: 0.97, holds: ({ group }: Recorded) => group === 'validation' },
  {
    name: 'kubectl that needs the API server alone',
    least: 0.9,
    holds: ({ group, needs }: Recorded) => group === 'kubectl' && needs === 'api',
  },
].map((promise) => ({ ...promise, steps: 0, passed: 0 }))

describe('recorded transcripts', () => {
  for (const transcript of readTranscripts()) {
    test(`${transcript.group}/${transcript.id}`, () => {
      const result = replayed(transcript)
      for (const promise of PROMISED) {
        if (!promise.holds(transcript)) continue
        promise.steps += result.steps.length
        promise.passed += result.passed
      }
      const differences = result.steps.flatMap((step, index) =>
        step.pass ? [] : [`${index + 1} $ ${transcript.steps[index]?.run}\n${step.diff}`],
      )
      expect(result.passed, differences.join('\n')).toBeGreaterThanOrEqual(floor[transcript.id] ?? 0)
    })
  }

  for (const promise of PROMISED)
    test(`${promise.name}: ${100 * promise.least} % of steps or more`, () => {
      expect(promise.steps).toBeGreaterThan(300)
      expect(promise.passed / promise.steps).toBeGreaterThanOrEqual(promise.least)
    })
})
