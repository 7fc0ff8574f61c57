import type { CheckOf } from '../exercise.ts'
import { inOrder } from '../in-order.ts'
import { message } from '../report.ts'
import { standpoints } from '../standpoint.ts'
import { labelOf } from '../start.ts'
import type { CheckContext, Verdict } from './verdict.ts'

/** Reads `spec.ports[0].name` out of a value; undefined where the path leads nowhere. */
export function valueAt(value: unknown, path: string): unknown {
  let at: any = value
  for (const step of path.match(/[^.[\]]+/g) ?? []) {
    if (at === null || typeof at !== 'object' || !Object.hasOwn(at, step)) return undefined
    at = at[step]
  }
  return at
}

const shown = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value)).slice(0, 200)

/** An object exists, or not; or a field that the task itself names has the right value. */
export function object({ lab, start }: CheckContext, check: CheckOf<'object'>): Verdict {
  const { resource, name, path } = check
  const namespace = check.namespace ?? 'default'
  const names = { resource, name, namespace }
  const found = lab.cluster.client.get(resource, namespace, name)
  if (check.kept && found.ok && start().uids.get(labelOf(found.object)) !== found.object.metadata.uid)
    return { pass: false, expected: message('expected.object.kept', names), seen: message('seen.otherObject', names) }
  if (check.kept && found.ok && found.object.metadata.deletionTimestamp)
    return { pass: false, expected: message('expected.object.kept', names), seen: message('seen.leaving', names) }
  if (path === undefined) {
    const expected = message(check.absent ? 'expected.object.absent' : 'expected.object', names)
    return { pass: found.ok !== (check.absent ?? false), expected, seen: message(found.ok ? 'seen.object' : 'seen.noObject', names) }
  }
  const expected = message('expected.object.field', { ...names, path, value: shown(check.equals ?? check.matches ?? '') })
  if (!found.ok) return { pass: false, expected, seen: message('seen.noObject', names) }
  const value = valueAt(found.object, path)
  if (value === undefined) return { pass: check.absent === true, expected, seen: message('seen.noField', { path }) }
  const pass = check.matches === undefined ? inOrder(value) === inOrder(check.equals) : new RegExp(check.matches).test(shown(value))
  return { pass, expected, seen: message('seen.field', { path, value: shown(value) }) }
}

/** A container's environment, as its first process got it: in every Pod that is meant. */
export function environment({ lab }: CheckContext, check: CheckOf<'environment'>): Verdict {
  const { variable } = check
  const wanted = check.value ?? check.matches
  const key = check.absent ? 'expected.environment.absent' : wanted === undefined ? 'expected.environment.set' : 'expected.environment'
  const expected = message(key, { variable, value: wanted ?? '' })
  const places = standpoints(lab, check.pod)
  if (places.length === 0) return { pass: false, expected, seen: message('seen.noPlace', { from: check.pod }) }
  const verdicts = places.map(({ name, machine }): Verdict => {
    const value = (check.container ? lab.machine(`${name}/${check.container}`) : machine)?.env.get(variable)
    if (value === undefined) return { pass: check.absent === true, expected, seen: message('seen.noVariable', { variable }) }
    const fits =
      (check.value === undefined || value === check.value) && (check.matches === undefined || new RegExp(check.matches).test(value))
    return { pass: fits && !check.absent, expected, seen: message('seen.variable', { variable, value: value.slice(0, 200) }) }
  })
  return verdicts.find(({ pass }) => !pass) ?? (verdicts[0] as Verdict)
}
