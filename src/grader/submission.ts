import { parse } from 'yaml'
import { asksQuestions, type Exercise, type Submission } from './exercise.ts'

/** A submission from the files of one learner: answers to predictions are a YAML map in them. */
export function submissionFrom(exercise: Exercise, files: Readonly<Record<string, string>>): Submission {
  if (!asksQuestions(exercise)) return { files }
  const answers: Record<string, string> = Object.create(null)
  let unreadable: Submission['unreadable']
  for (const path of Object.keys(files).sort()) {
    if (!/\.(ya?ml|json)$/.test(path)) continue
    // What is no word or number is no answer: an object may even refuse to be a text.
    const { value, problem } = read(files[path] as string)
    if (problem !== undefined) unreadable ??= { file: path, message: problem }
    for (const [question, answer] of Object.entries(value ?? {})) if (typeof answer !== 'object') answers[question] = String(answer)
  }
  return { files, answers, ...(unreadable ? { unreadable } : {}) }
}

/** An answer sheet that cannot be read has no answers, and a problem. */
function read(text: string): { value?: Record<string, unknown>; problem?: string } {
  try {
    const value = parse(text, { maxAliasCount: 0 })
    return typeof value === 'object' && value !== null ? { value } : {}
  } catch (error) {
    return { problem: ((error as Error).message.split('\n')[0] as string).slice(0, 200) }
  }
}
