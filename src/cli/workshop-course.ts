import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import type { PlannedLesson } from '../classroom/deeds.ts'
import type { Assignment } from '../grader/exercise.ts'
import type { WorkshopCourse } from '../workshop/course.ts'
import { contentFolder, exerciseIds, readAssignment } from './course.ts'

/** The ids of the class templates in `content/classes`. */
export function classTemplates(): string[] {
  return readdirSync(join(contentFolder(), 'classes'))
    .filter((name) => name.endsWith('.yaml'))
    .map((name) => name.replace(/\.yaml$/, ''))
    .sort()
}

/** The course's lessons in order, as a class's outline. */
export function courseOutline(): PlannedLesson[] {
  const folder = join(contentFolder(), 'lessons', 'en')
  return readdirSync(folder)
    .filter((name) => name.endsWith('.mdx'))
    .map((name) => {
      const text = readFileSync(join(folder, name), 'utf8')
      const facts = parse(/^---\n([\s\S]*?)\n---/.exec(text)?.[1] ?? '')
      const predictions = text.match(/<Predict\b/g)?.length ?? 0
      return {
        lesson: name.replace(/\.mdx$/, ''),
        order: facts.order as number,
        minutes: facts.minutes as number,
        exercises: (facts.exercises ?? []) as string[],
        of: Object.keys(facts.ticks ?? {}).length + predictions,
      }
    })
    .sort((a, b) => a.order - b.order)
}

/** The course for a workshop: exercises with their starters, outlines of class templates. */
export function workshopCourse(): WorkshopCourse {
  const known = new Set(exerciseIds())
  const outline = courseOutline()
  const assignments = new Map<string, Assignment>()
  return {
    assignment(id) {
      if (!known.has(id)) return undefined
      const read = assignments.get(id) ?? readAssignment(id)
      if (read) assignments.set(id, read)
      return read
    },
    plan(template) {
      const path = join(contentFolder(), 'classes', `${template}.yaml`)
      if (!/^[a-z0-9-]+$/.test(template) || !existsSync(path)) return undefined
      const minutes: Record<string, number> | undefined = parse(readFileSync(path, 'utf8'))?.lessons
      if (!minutes) return outline
      return outline.flatMap((lesson) =>
        Object.hasOwn(minutes, lesson.lesson) ? [{ ...lesson, minutes: minutes[lesson.lesson] as number }] : [],
      )
    },
  }
}
