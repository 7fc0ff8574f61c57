import { parse } from 'yaml'
import { asksQuestions, type Exercise, type Submission } from './exercise.ts'

/** A submission from the files of one learner: answers to predictions are a YAML map in them. */
export function submissionFrom(exercise: Exercise, files: Readonly<Record<string, string>>): Submission {
  if (!asksQuestions(exercise)) return { files }
  const answers: Record<string, string> = Object.create(null)
  for (const path of Object.keys(files).sort()) {
    if (!/\.(ya?ml|json)$/.test(path)) continue
    // What is no word or number is no answer: an object may even refuse to be a text.
    for (const [question, answer] of Object.entries(read(files[path] as string) ?? {}))
      if (typeof answer !== 'object') answers[question] = String(answer)
  }
  return { files, answers }
}

function read(text: string): Record<string, unknown> | undefined {
  try {
    const value = parse(text, { maxAliasCount: 0 })
    return typeof value === 'object' && value !== null ? value : undefined
  } catch {
    return undefined // an answer sheet that cannot be read has no answers
  }
}
