/** Writes content/exercises/exercise.schema.json, which editors read; a test holds the file to the code. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { contentFolder } from '../src/cli/course.ts'
import { exerciseSchema } from '../src/grader/exercise-schema.ts'

writeFileSync(join(contentFolder(), 'exercises', 'exercise.schema.json'), `${JSON.stringify(exerciseSchema(), null, 2)}\n`)
