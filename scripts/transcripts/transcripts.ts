import { readdirSync, readFileSync } from 'node:fs'
import { replayTranscript, type Transcript } from '../../src/lab/transcript.ts'
import { loadAllCode } from '../../src/sim/code.ts'
import { compareTranscript } from './compare.mjs'

await loadAllCode()

const folder = new URL('../../data/transcripts/', import.meta.url)

export interface Recorded extends Transcript {
  group: string
  /** the least that answers it: `api` (the control plane), `pods`, `routing` */
  needs: 'api' | 'pods' | 'routing'
}

export interface Replayed {
  passed: number
  steps: { pass: boolean; diff: string }[]
}

/** The project's copy of the recordings, by group and name. */
export function readTranscripts(): Recorded[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort()
    .flatMap((group) =>
      readdirSync(new URL(`${group}/`, folder))
        .sort()
        .map((name) => ({ ...JSON.parse(readFileSync(new URL(`${group}/${name}`, folder), 'utf8')), group })),
    )
}

/** Replays one recording and compares it with what the real cluster answered. */
export function replayed(transcript: Recorded): Replayed {
  const { steps } = compareTranscript(transcript, replayTranscript(transcript).steps)
  return { steps, passed: steps.filter((step: { pass: boolean }) => step.pass).length }
}
