import type { Generated } from 'kysely'

/** The workshop's tables. Texts of JSON are text in both databases; moments are ms since 1970. */
export interface Tables {
  class: {
    id: string
    title: string
    code: string
    /** scrypt of the instructor's secret, with its salt */
    secret_hash: string
    template: string
    created_at: number
    /** position of the newest event; raising it locks the class's journal until the transaction ends */
    last_seq: Generated<number>
  }
  learner: { id: string; class_id: string; name: string; joined_at: number }
  /** sign-ins, by the hash of their token */
  session: { token_hash: string; class_id: string; learner_id: string | null; expires_at: number }
  event: { class_id: string; seq: number; id: string; at: number; by: string; deed: string }
  submission: { id: string; class_id: string; learner_id: string; exercise: string; at: number; content: string }
  /** every grading of a submission: `round` 0 is the first */
  grade: { submission_id: string; round: number; at: number; grade: string }
  /** the newest lab that a learner's page sent */
  lab: { learner_id: string; class_id: string; at: number; log: string }
  /** keys that all processes share */
  setting: { name: string; value: string }
}
