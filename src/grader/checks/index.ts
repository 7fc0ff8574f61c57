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
  if (given === undefined) {
    const { unreadable } = submission
    return { pass: false, expected, seen: unreadable ? message('seen.unreadable', unreadable) : message('seen.noAnswer') }
  }
  return {
    pass: check.accept.some((each) => isAnswer(given.trim(), each)),
    expected,
    seen: message('seen.answer', { answer: given.slice(0, 200) }),
  }
}

/** Who writes `Timeout` means `timeout`; where an answer has capitals of its own, they count. */
function isAnswer(given: string, accepted: string): boolean {
  return given === accepted || (accepted === accepted.toLowerCase() && given.toLowerCase() === accepted)
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

/** What may come true a while after the Pods are there: a program without a probe begins to listen when it likes. */
const WAITED: ReadonlySet<Verb> = new Set(['request', 'resolves', 'environment'])
/** The first pause between two looks, ms; each is twice as long as the one before. */
const PAUSE = 1_000
/** Nor is it waited longer than so many moments at which something happens: a loop without a pause fills a second with a thousand. */
const MOMENTS = 3_000

/** Runs one check in the lab: again and again where it may come true, as long as anything happens in the cluster. */
export function runCheck(context: CheckContext, check: Check): Verdict {
  const { clock } = context.lab
  const end = clock.now + context.patience
  const run = (): Verdict => (VERBS[check.verb] as (context: CheckContext, check: Check) => Verdict)(context, check)
  let verdict = run()
  let moments = 0
  for (let pause = PAUSE; !verdict.pass && WAITED.has(check.verb) && moments < MOMENTS; pause *= 2) {
    if (clock.now >= end || clock.next === undefined || clock.next > end) break
    const until = Math.min(clock.now + pause, end)
    while (moments++ < MOMENTS && clock.step(until)) {}
    if (moments < MOMENTS) clock.advanceTo(until)
    verdict = run()
  }
  return verdict
}
