import { Lab } from './lab.ts'
import { RECORDING } from './scenario.ts'

/** A recorded transcript, as far as a replay needs it (data/transcripts/README.md). */
export interface Transcript {
  id: string
  files?: Record<string, string>
  steps: readonly { run: string }[]
}

export interface ReplayedStep {
  run: string
  stdout: string
  stderr: string
  exit: number
}

/** Virtual time that one step may take. */
const STEP_LIMIT = 15 * 60_000

/** Runs a transcript's steps in a fresh lab of the recorded kind. Never throws: a fault of Podtalk itself is a step with exit 70. */
export function replayTranscript(transcript: Transcript): { id: string; steps: ReplayedStep[] } {
  const steps: ReplayedStep[] = []
  let lab: Lab | undefined
  for (const { run } of transcript.steps) {
    try {
      lab ??= Lab.open({ scenario: { ...RECORDING, files: transcript.files ?? {} }, seed: transcript.id })
      const result = lab.script(run, STEP_LIMIT)
      steps.push({ run, stdout: result.stdout, stderr: result.stderr, exit: result.exit })
    } catch (error) {
      steps.push({ run, stdout: '', stderr: `podtalk: ${(error as Error)?.stack ?? error}\n`, exit: 70 })
    }
  }
  return { id: transcript.id, steps }
}
