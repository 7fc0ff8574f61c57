import type { Grade, HandedIn } from '../../classroom/deeds.ts'
import { LogError, parseLog } from '../../lab/log.ts'
import type { Database } from './open.ts'

export interface SubmissionRow {
  id: string
  class_id: string
  learner_id: string
  exercise: string
  at: number
  content: HandedIn
}

export async function submissionById(db: Database, id: string): Promise<SubmissionRow | undefined> {
  const row = await db.selectFrom('submission').selectAll().where('id', '=', id).executeTakeFirst()
  return row && { ...row, content: JSON.parse(row.content) }
}

/** A submission as texts that a person reads: its files, the answers to questions, what was typed in a lab. */
export function readable({ files, answers, log }: HandedIn): Record<string, string> {
  const terminal = log === undefined ? '' : typedIn(log)
  return {
    ...files,
    ...(answers ? { answers: JSON.stringify(answers, null, 2) } : {}),
    ...(terminal === '' ? {} : { terminal }),
  }
}

function typedIn(text: string): string {
  try {
    return parseLog(text)
      .inputs.flatMap((input) => (input.do === 'line' ? [`$ ${input.text}`] : []))
      .join('\n')
  } catch (error) {
    if (error instanceof LogError) return ''
    throw error
  }
}

/** Ids of submissions that were never graded: a process died between keeping and grading them. */
export async function ungraded(db: Database, olderThan: number): Promise<string[]> {
  const rows = await db
    .selectFrom('submission')
    .leftJoin('grade', 'grade.submission_id', 'submission.id')
    .select('submission.id')
    .where('grade.submission_id', 'is', null)
    .where('submission.at', '<', olderThan)
    .execute()
  return rows.map(({ id }) => id)
}

/** Ids of a class's submissions, oldest first; of one exercise, or of all. */
export async function submissionsOf(db: Database, classId: string, exercise?: string): Promise<string[]> {
  let query = db.selectFrom('submission').select('id').where('class_id', '=', classId).orderBy('at')
  if (exercise !== undefined) query = query.where('exercise', '=', exercise)
  return (await query.execute()).map(({ id }) => id)
}

/** All gradings of a submission, the first first. */
export async function gradesOf(db: Database, submission: string): Promise<{ round: number; at: number; grade: Grade }[]> {
  const rows = await db
    .selectFrom('grade')
    .select(['round', 'at', 'grade'])
    .where('submission_id', '=', submission)
    .orderBy('round')
    .execute()
  return rows.map((row) => ({ ...row, grade: JSON.parse(row.grade) }))
}
