import { parse } from 'yaml'
import type { Text } from '../../grader/exercise.ts'

const NOTES = import.meta.glob<string>('/content/workshop/notes/*.yaml', { query: '?raw', import: 'default', eager: true })
const FILES = import.meta.glob<string>('/content/workshop/*.yaml', { query: '?raw', import: 'default', eager: true })

/** How to teach one lesson. */
export interface TeachingNotes {
  timing: readonly (Text & { minutes: number })[]
  notes: readonly Text[]
  /** to discuss in class */
  questions: readonly Text[]
}

/** A workshop, hour by hour. */
export interface Plan {
  title: Text
  for: Text
  /** a lesson, or what else happens */
  rows: readonly (Partial<Text> & { minutes: number; lesson?: string })[]
}

/** A group of the command sheet. */
export interface CommandGroup {
  title: Text
  commands: readonly (Text & { run: string })[]
}

export function teachingNotes(slug: string): TeachingNotes | undefined {
  const text = NOTES[`/content/workshop/notes/${slug}.yaml`]
  return text === undefined ? undefined : parse(text)
}

export function plans(): Record<string, Plan> {
  return parse(FILES['/content/workshop/plans.yaml'] as string)
}

export function commandSheet(): CommandGroup[] {
  return parse(FILES['/content/workshop/commands.yaml'] as string)
}
