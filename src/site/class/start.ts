import { isIn } from './membership.ts'

/** Loads what the class needs, when this browser is in one. */
if (isIn('instructor')) void import('./teach/instructor.tsx')
else if (isIn('learner')) void import('./learner.tsx')
