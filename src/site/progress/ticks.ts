import type { KubeObject } from '../../cluster/api/object.ts'
import type { Outcome, Trace } from '../../cluster/network/trace.ts'
import { runCheck } from '../../grader/checks/index.ts'
import type { CheckContext } from '../../grader/checks/verdict.ts'
import type { Check, Verb } from '../../grader/exercise.ts'
import { startingPoint } from '../../grader/start.ts'
import { Lab } from '../../lab/lab.ts'
import type { LabLog } from '../../lab/log.ts'

/** A request that the learner's lab has seen. Texts are regular expressions over the whole. */
interface Traced {
  verb: 'traced'
  from?: string
  target?: string
  outcome?: Outcome
  status?: number
  /** at least so many (default 1) */
  count?: number
}

/** Something that has happened to an object since the lab opened. */
interface Happened {
  verb: 'happened'
  resource: string
  namespace?: string
  /** a regular expression over the whole name */
  name?: string
  change: 'created' | 'deleted' | 'changed'
  count?: number
}

/** All of these. */
interface All {
  verb: 'all'
  of: readonly Condition[]
}

/** When a step of a lesson is done: a check of the grader, or what the lab has seen. */
export type Condition = Traced | Happened | All | ({ verb: Verb } & Readonly<Record<string, unknown>>)

/** What a replay saw on its way. */
interface History {
  traces: readonly Trace[]
  changes: ReadonlyMap<string, readonly { change: Happened['change']; object: KubeObject }[]>
}

const NOTHING_APPLIED: CheckContext['applied'] = { objects: 0, refusals: [] }

/**
 * The ids of the conditions that hold in a lab, in their order, up to the first that does not:
 * steps are done one after the other. Each is looked at in a replay of its own where that is
 * needed, so that looking changes nothing.
 */
export function holding(log: LabLog, conditions: readonly (readonly [id: string, condition: Condition])[]): string[] {
  const done: string[] = []
  let replay: { lab: Lab; history: History } | undefined
  for (const [id, condition] of conditions) {
    replay ??= replayed(log, watchedBy(conditions.map(([, each]) => each)))
    const passive = looksOnly(condition)
    if (!holds(condition, replay.lab, replay.history)) return done
    done.push(id)
    if (!passive) replay = undefined
  }
  return done
}

function looksOnly(condition: Condition): boolean {
  if (condition.verb === 'all') return (condition as All).of.every(looksOnly)
  return condition.verb === 'traced' || condition.verb === 'happened' || condition.verb === 'object'
}

function watchedBy(conditions: readonly Condition[]): string[] {
  const resources = conditions.flatMap((condition): string[] =>
    condition.verb === 'happened' ? [(condition as Happened).resource] : condition.verb === 'all' ? watchedBy((condition as All).of) : [],
  )
  return [...new Set(resources)]
}

/** The lab of a log, with what happened in it since it opened. */
function replayed(log: LabLog, resources: readonly string[]): { lab: Lab; history: History } {
  const lab = Lab.replay({ ...log, inputs: [], end: 0 })
  const traces: Trace[] = []
  lab.cluster.onTrace((trace) => traces.push(trace))
  const changes = new Map<string, { change: Happened['change']; object: KubeObject }[]>()
  for (const resource of resources) {
    const list: { change: Happened['change']; object: KubeObject }[] = []
    let live = false
    lab.cluster.informers.for(resource).onChange((object, old) => {
      if (live) list.push({ change: !old ? 'created' : object ? 'changed' : 'deleted', object: (object ?? old) as KubeObject })
    })
    live = true
    changes.set(resource, list)
  }
  for (const input of log.inputs) lab.feed(input)
  lab.clock.advanceTo(lab.opened + log.end)
  return { lab, history: { traces, changes } }
}

function holds(condition: Condition, lab: Lab, history: History): boolean {
  switch (condition.verb) {
    case 'all':
      return (condition as All).of.every((each) => holds(each, lab, history))
    case 'traced':
      return sawRequest(condition as Traced, history)
    case 'happened':
      return sawChange(condition as Happened, history)
    default: {
      const check = { id: 'tick', title: { en: '', 'zh-tw': '' }, points: 0, hints: [], ...condition } as unknown as Check
      const context: CheckContext = {
        lab,
        submission: { files: {} },
        applied: NOTHING_APPLIED,
        patience: 0,
        start: () => startingPoint(lab.scenario, lab.seed),
        run: (inner) => runCheck(context, inner),
      }
      return runCheck(context, check).pass
    }
  }
}

const whole = (pattern: string | undefined): RegExp => new RegExp(`^(?:${pattern ?? '.*'})$`)

function sawRequest({ from, target, outcome, status, count = 1 }: Traced, { traces }: History): boolean {
  const [fromLike, targetLike] = [whole(from), whole(target)]
  const seen = traces.filter(
    (trace) =>
      fromLike.test(trace.from) &&
      targetLike.test(trace.target) &&
      (outcome === undefined || trace.outcome === outcome) &&
      (status === undefined || trace.hops.some((hop) => hop.kind === 'response' && hop.status === status)),
  )
  return seen.length >= count
}

function sawChange({ resource, namespace = 'default', name, change, count = 1 }: Happened, { changes }: History): boolean {
  const nameLike = whole(name)
  const seen = (changes.get(resource) ?? []).filter(
    (each) =>
      each.change === change &&
      (each.object.metadata.namespace ?? 'default') === namespace &&
      nameLike.test(each.object.metadata.name ?? ''),
  )
  return seen.length >= count
}
