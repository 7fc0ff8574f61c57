import { applyFiles } from '../../grader/apply.ts'
import type { Lab } from '../../lab/lab.ts'
import type { Refusal } from './editor.ts'

/** Virtual time that `kubectl diff` may take, ms; letters of its answer that are shown. */
const DIFF_TIME = 60_000
const DIFF_LIMIT = 60_000

/** What the API server refuses of a text, had it been applied in this lab. The lab is used up by it: give it a replay. */
export function refusalsOf(lab: Lab, text: string): Refusal[] {
  return applyFiles(lab, { 'manifest.yaml': text }).refusals.map(({ message, place }) => ({
    message,
    line: place?.line ?? 1,
    column: place?.column ?? 1,
  }))
}

/** What `kubectl diff -f` prints for one of the lab's files. */
export function diffOf(lab: Lab, path: string): string {
  const { stdout, stderr } = lab.script(`kubectl diff -f '${path.replaceAll("'", "'\\''")}'`, DIFF_TIME, { machine: lab.laptop })
  return (stdout + stderr).slice(0, DIFF_LIMIT)
}
