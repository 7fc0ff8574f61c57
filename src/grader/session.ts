import { Lab } from '../lab/lab.ts'
import { type LabLog, LogError, parseLog } from '../lab/log.ts'
import { LAPTOP_DIRECTORY, type Scenario } from '../lab/scenario.ts'
import { BudgetExceeded } from '../sim/task.ts'
import { type Assignment, type Exercise, startOf } from './exercise.ts'
import { grade, gradeLab, OBJECT_LIMIT } from './grade.ts'
import { inOrder } from './in-order.ts'
import { type Message, message, type Report, stopped } from './report.ts'
import { submissionFrom } from './submission.ts'

/** A session may be so many UTF-16 units long. */
const LOG_LIMIT = 20_000_000
const LOG_FIELDS = ['version', 'scenario', 'seed', 'inputs', 'end', 'digest']

/**
 * Grades a lab's exported log by replaying its inputs, from the exercise's own start and with the
 * grader's own seed where they differ: the files that are asked for as they lie there at the end, or
 * the lab itself where commands were to repair it. Nothing that the log claims counts: not its state, not a score.
 * What does not fit together is said in the report's warnings. `starter`: the files that the
 * exercise gives to a learner.
 */
export function gradeSession(exercise: Exercise, starter: Readonly<Record<string, string>>, text: string, seed = '1'): Report {
  if (text.length > LOG_LIMIT) return stopped(exercise, seed, message('stopped.size', { size: text.length, limit: LOG_LIMIT }))
  try {
    const log = parseLog(text.replace(/^\ufeff/, ''))
    const { lab, start, overfull } = replaySession({ exercise, starter }, log, seed)
    const warnings = warningsOf(text, log, start, seed, lab)
    const files = handedIn(exercise, lab)
    const report =
      exercise.kind === 'commands'
        ? gradeLab(exercise, lab, { files }, { objects: 0, refusals: [] }, seed)
        : grade(exercise, submissionFrom(exercise, files), seed)
    if (overfull()) return stopped(exercise, seed, message('stopped.objects', { limit: OBJECT_LIMIT }))
    return warnings.length > 0 ? { ...report, warnings } : report
  } catch (error) {
    if (error instanceof LogError)
      return stopped(exercise, seed, message('stopped.log', { reason: `log.${error.fault}`, message: error.message }))
    if (error instanceof BudgetExceeded) return stopped(exercise, seed, message('stopped.budget', { what: error.what }))
    throw error
  }
}

/**
 * The lab of a log's inputs, from the exercise's own start, whatever the log claims of it.
 * `overfull`: were there more objects than a submission may have? To be asked when all is graded.
 */
export function replaySession(assignment: Assignment, log: LabLog, seed: string): { lab: Lab; start: Scenario; overfull: () => boolean } {
  const start = startOf(assignment)
  const lab = Lab.replay({ ...log, scenario: start, seed, inputs: [], end: 0 })
  const overfull = lab.cluster.limitObjects(OBJECT_LIMIT)
  for (const input of log.inputs) lab.feed(input)
  lab.clock.advanceTo(lab.opened + log.end)
  return { lab, start, overfull }
}

function warningsOf(text: string, log: LabLog, start: Scenario, seed: string, lab: Lab): Message[] {
  const warnings: Message[] = []
  const same = inOrder(log.scenario) === inOrder(start) && log.seed === seed
  if (!same) warnings.push(message('warning.scenario'))
  else if (log.digest === undefined) warnings.push(message('warning.noState'))
  else if (log.digest !== lab.digest()) warnings.push(message('warning.state'))
  const more = Object.keys(JSON.parse(text.replace(/^\ufeff/, ''))).filter((key) => !LOG_FIELDS.includes(key))
  if (more.length > 0) warnings.push(message('warning.ignored', { fields: more.slice(0, 10).join(', ').slice(0, 200) }))
  return warnings
}

/** The files that the exercise asks for, as they lie in the lab. */
function handedIn({ files: names }: Exercise, lab: Lab): Record<string, string> {
  const files: Record<string, string> = {}
  for (const name of names) {
    const path = `${LAPTOP_DIRECTORY}/${name}`
    if (lab.files.lookup(path)?.type === 'file') files[name] = lab.files.readFile(path)
  }
  return files
}
