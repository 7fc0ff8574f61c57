import { Lab } from '../lab/lab.ts'
import { BudgetExceeded } from '../sim/task.ts'
import { applyFiles } from './apply.ts'
import { runCheck } from './checks/index.ts'
import type { Applied, CheckContext, Verdict } from './checks/verdict.ts'
import { asksQuestions, type Check, type Exercise, pointsOf, type Submission, type Verb } from './exercise.ts'
import { type CheckResult, message, type Report, stopped } from './report.ts'
import { asItStands, changedSystem, type Start, startingPoint } from './start.ts'

/** What a submission may hold, in UTF-16 units over all files. */
const SIZE_LIMIT = 2_000_000
/** Virtual time for what was handed in to settle, and for a script to run, ms. */
const SETTLE_LIMIT = 60_000
const SCRIPT_LIMIT = 1_800_000
/** Objects that a submission may bring into being, all that controllers make of it included. */
export const OBJECT_LIMIT = 2_000

/**
 * Grades what a learner handed in, in a fresh lab of the exercise's scenario: the manifests are
 * applied (or the script run), the cluster settles, each check runs. Same input, same report.
 */
export function grade(exercise: Exercise, submission: Submission, seed = '1'): Report {
  const size = Object.values(submission.files).reduce((sum, text) => sum + text.length, 0)
  if (size > SIZE_LIMIT) return stopped(exercise, seed, message('stopped.size', { size, limit: SIZE_LIMIT }))
  try {
    const lab = Lab.open({ scenario: exercise.scenario, seed })
    const start = asItStands(lab)
    const overfull = lab.cluster.limitObjects(OBJECT_LIMIT)
    const applied = handIn(lab, exercise, submission)
    const report = gradeLab(exercise, lab, submission, applied, seed, () => start)
    return overfull() ? stopped(exercise, seed, message('stopped.objects', { limit: OBJECT_LIMIT })) : report
  } catch (error) {
    if (error instanceof BudgetExceeded) return stopped(exercise, seed, message('stopped.budget', { what: error.what }))
    throw error
  }
}

/**
 * Runs an exercise's checks in a lab as it stands: for a learner's own lab, replayed. The lab is used up by it.
 * `start`: what it held before anybody touched it, where that is known.
 */
export function gradeLab(
  exercise: Exercise,
  lab: Lab,
  submission: Submission,
  applied: Applied,
  seed: string,
  start = (): Start => startingPoint(exercise.scenario, lab.seed),
): Report {
  // What the last command has begun comes to its end, as after a script.
  if (exercise.kind === 'commands') lab.settle(SETTLE_LIMIT)
  const changed = asksQuestions(exercise) ? undefined : changedSystem(lab, start())
  if (changed !== undefined) return stopped(exercise, seed, message('stopped.system', { object: changed }))
  const context: CheckContext = { lab, submission, applied, patience: PATIENCE, start, run: (check) => runCheck(context, check) }
  const passed = new Set<string>()
  const checks: CheckResult[] = []
  for (const check of exercise.checks) {
    const result = resultOf(check, passed, context)
    if (result.outcome === 'passed') passed.add(check.id)
    checks.push(result)
  }
  if (checks.every((check) => check.outcome === 'passed')) lookAgain(exercise, context, checks)
  const score = checks.reduce((sum, check) => sum + check.points, 0)
  const maxScore = pointsOf(exercise)
  const done = checks.every((check) => check.outcome === 'passed')
  const report: Report = { version: 1, exercise: exercise.id, seed, score, maxScore, passed: done, checks }
  // A script may end with an error and have done its work: that `grep` found nothing is no fault.
  const why = done ? undefined : applied.problem
  return why ? { ...report, warnings: [why] } : report
}

/** As long as a condition is waited for: who is slow to start is not wrong, ms of virtual time. */
const PATIENCE = 90_000
/** Later, when what was right for a moment only is over, ms of virtual time. */
const LATER = 600_000
/** And a day, which is no work for a cluster at rest: as far as so many moments go at which something happens. */
const DAY = 86_400_000
const MOMENTS = 3_000
/** What a running cluster must go on doing. */
const LASTING: ReadonlySet<Verb> = new Set(['request', 'isolated', 'notExposed', 'resolves', 'notResolves', 'environment', 'condition'])

/** All checks have passed: they have to hold some time later too. */
function lookAgain(exercise: Exercise, context: CheckContext, checks: CheckResult[]): void {
  if (!exercise.checks.some(({ verb }) => LASTING.has(verb))) return
  const minutes = letTimePass(context.lab) / 60_000
  context.patience = 0
  for (const [index, check] of exercise.checks.entries()) {
    if (!LASTING.has(check.verb)) continue
    const { verdict, result } = looked(check, context)
    if (verdict.pass) continue
    checks[index] = {
      ...result,
      expected: minutes < DAY / 60_000 ? message('expected.later', { minutes: Math.round(minutes) }) : message('expected.nextDay'),
    }
    return
  }
}

/** How long it was, ms. */
function letTimePass({ clock }: Lab): number {
  const begun = clock.now
  clock.advance(LATER)
  let moments = 0
  while (clock.next !== undefined && clock.next <= begun + DAY && moments++ < MOMENTS) clock.advanceTo(clock.next)
  if (moments < MOMENTS) clock.advanceTo(begun + DAY)
  return clock.now - begun
}

function resultOf(check: Check, passed: ReadonlySet<string>, context: CheckContext): CheckResult {
  if (check.after?.some((id) => !passed.has(id))) {
    return {
      id: check.id,
      outcome: 'skipped',
      points: 0,
      expected: message('skipped'),
      seen: message('skipped'),
      hints: [],
      misconceptions: [],
    }
  }
  return looked(check, context).result
}

function looked(check: Check, context: CheckContext): { verdict: Verdict; result: CheckResult } {
  const verdict = runCheck(context, check)
  const { expected, seen } = verdict
  if (verdict.pass)
    return { verdict, result: { id: check.id, outcome: 'passed', points: check.points, expected, seen, hints: [], misconceptions: [] } }
  const hints = fittingHints(check, verdict)
  const result: CheckResult = {
    id: check.id,
    outcome: 'failed',
    points: 0,
    expected,
    seen,
    ...(verdict.trace ? { trace: verdict.trace } : {}),
    ...(verdict.place ? { place: verdict.place } : {}),
    hints: hints.map((hint) => hint.id),
    misconceptions: [...new Set(hints.flatMap((hint) => hint.misconception ?? []))],
  }
  return { verdict, result }
}

/** Ways to fail that a hint's `when` may name; any other `when` is looked for in the message. */
const WAYS = new Set(['refused', 'timeout', 'unreachable', 'reset', 'nxdomain', 'noanswer', 'status', 'bodies', 'connected', 'way'])

/** Hints for the way it failed come first, then those for any failure; hints for other ways do not come. */
function fittingHints(check: Check, verdict: Verdict): Check['hints'] {
  const way = verdict.seen.key.split('.').at(-1) as string
  const { message: said, body, value, answer } = verdict.seen.parameters
  const text = String(said ?? body ?? value ?? answer ?? '')
  const fits = (when: string): boolean => when === way || (!WAYS.has(when) && text.includes(when))
  return [
    ...check.hints.filter((hint) => hint.when !== undefined && fits(hint.when)),
    ...check.hints.filter((hint) => hint.when === undefined),
  ]
}

/** A script that passed through Windows on its way here: its lines end otherwise, and bash would take that for a part of the last word. */
function unixLines(script: string): string {
  return script.replace(/^\ufeff/, '').replaceAll('\r\n', '\n')
}

/** Brings what was handed in into the lab, and lets it settle. */
export function handIn(lab: Lab, exercise: Exercise, submission: Submission): Applied {
  if (asksQuestions(exercise)) return { objects: 0, refusals: [] }
  if (exercise.kind === 'commands') {
    for (const command of exercise.meanwhile ?? []) lab.script(command, SCRIPT_LIMIT, { machine: lab.laptop })
    lab.settle(SETTLE_LIMIT)
    const scripts = Object.entries(submission.files).filter(([path]) => path.endsWith('.sh'))
    if (scripts.length === 0) return { objects: 0, refusals: [], problem: message('warning.noScript') }
    for (const [, script] of scripts) {
      const { exit, stderr } = lab.script(unixLines(script), SCRIPT_LIMIT, { machine: lab.laptop })
      if (exit !== 0) {
        const said = stderr.trim().slice(0, 1_000) || `exit ${exit}`
        return { objects: 0, refusals: [], problem: message('warning.script', { message: said }) }
      }
    }
    lab.settle(SETTLE_LIMIT)
    return { objects: 0, refusals: [] }
  }
  const applied = applyFiles(lab, submission.files)
  lab.settle(SETTLE_LIMIT)
  return applied
}
