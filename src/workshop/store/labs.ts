import type { Database } from './open.ts'

/** Keeps the newest lab of a learner. */
export async function keepLab(db: Database, lab: { learner_id: string; class_id: string; at: number; log: string }): Promise<void> {
  await db
    .insertInto('lab')
    .values(lab)
    .onConflict((conflict) => conflict.column('learner_id').doUpdateSet({ at: lab.at, log: lab.log }))
    .execute()
}

export function labOf(db: Database, classId: string, learner: string): Promise<{ at: number; log: string } | undefined> {
  return db.selectFrom('lab').select(['at', 'log']).where('class_id', '=', classId).where('learner_id', '=', learner).executeTakeFirst()
}
