import { memberAs } from './membership.ts'

/** Loads what the class needs, when this browser is in one. */
export async function startClass(): Promise<void> {
  const learner = memberAs('learner')
  if (memberAs('instructor') !== undefined) (await import('./teach/instructor.tsx')).beginTeaching()
  else if (learner !== undefined) (await import('./learner.tsx')).beginLearning(learner)
}
