import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import type { PlannedLesson } from '../classroom/deeds.ts'
import type { Assignment } from '../grader/exercise.ts'
import type { WorkshopCourse } from '../workshop/course.ts'
import { contentFolder, exerciseIds, readAssignment, readLessons } from './course.ts'
import { courseWords } from './course-words.ts'

/** The template without a plan of its own: all lessons, with the minutes that each says. */
const WHOLE = 'whole-course'

/** The ids of the class templates: the workshop's plans, and the whole course. */
export function classTemplates(): string[] {
  return [WHOLE, ...Object.keys(plans())]
}

/** Rows of each plan, by its id: a lesson or a pause, and its minutes in class. */
function plans(): Record<string, { rows: readonly { minutes: number; lesson?: string }[] }> {
  return parse(readFileSync(join(contentFolder(), 'workshop', 'plans.yaml'), 'utf8'))
}

/** The course's lessons in order, as a class's outline. */
export function courseOutline(): PlannedLesson[] {
  return readLessons('en').map(({ slug, front: { order, minutes, exercises = [], ticks = {} }, source }) => ({
    lesson: slug,
    order,
    minutes,
    exercises,
    of: Object.keys(ticks).length + (source.match(/<Predict\b/g)?.length ?? 0),
  }))
}

/** The course for a workshop: exercises with their starters, outlines of class templates. */
export function workshopCourse(): WorkshopCourse {
  const known = new Set(exerciseIds())
  const outline = courseOutline()
  const templates = plans()
  const assignments = new Map<string, Assignment>()
  return {
    assignment(id) {
      if (!known.has(id)) return undefined
      const read = assignments.get(id) ?? readAssignment(id)
      if (read) assignments.set(id, read)
      return read
    },
    plan(template) {
      if (template === WHOLE) return outline
      if (!Object.hasOwn(templates, template)) return undefined
      return templates[template]?.rows.flatMap(({ lesson, minutes }) => {
        const planned = outline.find((each) => each.lesson === lesson)
        return planned ? [{ ...planned, minutes }] : []
      })
    },
    words: courseWords(),
  }
}
