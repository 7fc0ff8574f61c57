import type { Check, CheckOf, Verb } from '../exercise.ts'
import { message } from '../report.ts'
import { condition } from './condition.ts'
import { notExposed } from './not-exposed.ts'
import { environment, object } from './object.ts'
import { isolated, request } from './request.ts'
import { notResolves, resolves } from './resolves.ts'
import { survives } from './survives.ts'
import type { CheckContext, Verdict } from './verdict.ts'

/** The manifests are accepted; otherwise the API server's own message. */
function apply({ applied }: CheckContext): Verdict {
  const expected = message('expected.apply')
  const refusal = applied.refusals[0]
  if (refusal) return { pass: false, expected, seen: message('seen.rejected', { message: refusal.message }), place: refusal.place }
  if (applied.objects === 0) return { pass: false, expected, seen: message('seen.noManifest') }
  return { pass: true, expected, seen: message('seen.applied', { count: applied.objects }) }
}

/** A prediction, or the fault that was found. */
function answer({ submission }: CheckContext, check: CheckOf<'answer'>): Verdict {
  const expected = message('expected.answer')
  const given = Object.hasOwn(submission.answers ?? {}, check.question) ? submission.answers?.[check.question] : undefined
  if (given === undefined) return { pass: false, expected, seen: message('seen.noAnswer') }
  return { pass: check.accept.includes(given.trim()), expected, seen: message('seen.answer', { answer: given.slice(0, 200) }) }
}

const VERBS: { [V in Verb]: (context: CheckContext, check: CheckOf<V>) => Verdict } = {
  apply,
  request,
  isolated,
  notExposed,
  resolves,
  notResolves,
  environment,
  object,
  condition,
  survives,
  answer,
}

/** Runs one check in the lab. */
export function runCheck(context: CheckContext, check: Check): Verdict {
  return (VERBS[check.verb] as (context: CheckContext, check: Check) => Verdict)(context, check)
}
