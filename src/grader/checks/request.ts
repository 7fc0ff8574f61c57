import type { Machine } from '../../cluster/machine/machine.ts'
import { lookupHost } from '../../cluster/network/resolver.ts'
import type { Outcome, Trace } from '../../cluster/network/trace.ts'
import type { Lab } from '../../lab/lab.ts'
import { readAll } from '../../sim/pipe.ts'
import { Runner, type Task } from '../../sim/task.ts'
import type { CheckOf } from '../exercise.ts'
import { type Message, message } from '../report.ts'
import { readyPods, standpoint } from '../standpoint.ts'
import { isWanted, shownWay, wantedWay } from '../station.ts'
import { wayOf } from '../way.ts'
import type { CheckContext, Verdict } from './verdict.ts'

/** How long a request of a check may take, and all of one check's together, ms of virtual time. */
const REQUEST_LIMIT = 5_000
const CHECK_LIMIT = 120_000
/** What of an answer is looked at. */
const BODY_LIMIT = 4_096

export type Answer = { status: number; body: string } | { outcome: Exclude<Outcome, 'connected'>; address: string }

/**
 * Puts addresses into a URL, which no author can know: `{podIP:default?app=backend}`,
 * `{clusterIP:default/backend}`. Undefined when there is no such Pod or Service.
 */
export function fillIn(lab: Lab, url: string): string | undefined {
  let missing = false
  const filled = url.replace(/\{(podIP|clusterIP):([^}]+)\}/g, (_, kind: string, where: string) => {
    const address = kind === 'podIP' ? podAddress(lab, where) : serviceAddress(lab, where)
    missing ||= address === undefined
    return address ?? ''
  })
  return missing ? undefined : filled
}

function podAddress(lab: Lab, where: string): string | undefined {
  const [namespace = '', selector = ''] = where.split('?')
  lab.clock.runUntil(() => readyPods(lab, namespace, selector).length > 0, CHECK_LIMIT)
  return readyPods(lab, namespace, selector)[0]?.status?.podIP
}

function serviceAddress(lab: Lab, where: string): string | undefined {
  const [namespace = '', name = ''] = where.split('/')
  return (lab.cluster.informers.for('services').get(namespace, name) as any)?.spec.clusterIP
}

/** Runs a task on the lab's clock, at once; undefined when `limit` ms were too short. */
export function runTask<T>(lab: Lab, task: Task<T>, limit: number): T | undefined {
  const runner = new Runner(lab.clock, task)
  lab.clock.after(0, () => runner.start())
  if (!lab.clock.runUntil(() => runner.done, limit)) runner.interrupt('SIGTERM')
  if (runner.error !== undefined) throw runner.error
  return runner.result
}

/** One GET, as an application on that machine would send it: name, address, connection, answer. */
export function* get(machine: Machine, url: URL): Task<Answer> {
  const target = url.href
  const port = Number(url.port || 80)
  const found = yield* lookupHost(machine, url.hostname, { program: 'check', target })
  if ('failed' in found) return { outcome: found.failed === 'nxdomain' ? 'nxdomain' : 'noanswer', address: url.hostname }
  const address = found.addresses[0] as string
  const request = { method: 'GET', path: `${url.pathname}${url.search}`, headers: { host: url.host, connection: 'close' }, body: '' }
  const response = yield* machine.net.http(address, port, request, { timeoutMs: REQUEST_LIMIT, program: 'check', target })
  if ('failed' in response) return { outcome: response.failed, address: `${address}:${port}` }
  const body = typeof response.body === 'string' ? response.body : yield* readAll(response.body)
  return { status: response.status, body: body.slice(0, BODY_LIMIT) }
}

/** What a failed or unexpected answer looks like, in words. */
export function seenOf(answer: Answer): Message {
  if ('status' in answer) return message('seen.status', { status: answer.status, body: answer.body.trim().slice(0, 200) })
  return message(`seen.outcome.${answer.outcome}`, { address: answer.address, name: answer.address })
}

/** Sends `count` requests; the trace of the last network attempt comes along. */
export function ask(
  lab: Lab,
  machine: Machine,
  url: string,
  count: number,
  fits: (answer: Answer, traces: readonly Trace[]) => boolean,
): { answers: Answer[]; trace: Trace | undefined } {
  let trace: Trace | undefined
  let traces: Trace[] = []
  const stop = lab.cluster.onTrace((each) => {
    traces.push(each)
    if (each.program === 'check') trace = each
  })
  const answers: Answer[] = []
  const fitting = (answer: Answer): boolean => {
    const since = traces
    traces = []
    return fits(answer, since)
  }
  const asked = runTask(lab, getRepeatedly(machine, url, count, fitting, answers), CHECK_LIMIT)
  stop()
  if (asked === undefined && answers.length === 0) answers.push({ outcome: 'timeout', address: url })
  return { answers, trace }
}

function* getRepeatedly(machine: Machine, url: string, count: number, fits: (answer: Answer) => boolean, answers: Answer[]): Task {
  for (let i = 0; i < count; i++) {
    const answer = yield* get(machine, new URL(url))
    answers.push(answer)
    if (!fits(answer)) return
  }
}

/** A request arrives and is answered as it should be. */
export function request(context: CheckContext, check: CheckOf<'request'>): Verdict {
  const { lab } = context
  const { status = 200, count = 1, distinct, way } = check
  const url = fillIn(lab, check.url)
  const key = distinct ? 'expected.request.distinct' : check.body ? 'expected.request.body' : 'expected.request'
  const from = standpoint(lab, check.from)
  const expected = message(key, {
    url: url ?? check.url,
    from: from?.name ?? check.from,
    status,
    body: check.body ?? '',
    count,
    distinct: distinct ?? 1,
  })
  if (!from) return { pass: false, expected, seen: message('seen.noPlace', { from: check.from }) }
  if (url === undefined) return { pass: false, expected, seen: message('seen.noPlace', { from: check.url }) }
  const pattern = check.body === undefined ? undefined : new RegExp(check.body)
  const fits = (answer: Answer): boolean => 'status' in answer && answer.status === status && (pattern?.test(answer.body) ?? true)
  let detour: string | undefined
  const { answers, trace } = ask(lab, from.machine, url, count, (answer, traces) => {
    if (!fits(answer)) return false
    const met = way && wayOf(lab, traces)
    if (met && !isWanted(context, met, way)) detour = shownWay(context, met, way)
    return detour === undefined
  })
  const last = answers.at(-1) as Answer
  if (!fits(last)) return { pass: false, expected, seen: seenOf(last), trace }
  if (detour !== undefined)
    return { pass: false, expected, seen: message('seen.way', { way: detour, wanted: wantedWay(way ?? []) }), trace }
  const different = new Set(answers.map((answer) => ('status' in answer ? answer.body : ''))).size
  if (distinct && different < distinct) return { pass: false, expected, seen: message('seen.bodies', { distinct: different }), trace }
  return { pass: true, expected, seen: distinct ? message('seen.bodies', { distinct: different }) : seenOf(last), trace }
}

/** A request that must NOT get through. */
export function isolated({ lab }: CheckContext, check: CheckOf<'isolated'>): Verdict {
  const from = standpoint(lab, check.from)
  const url = fillIn(lab, check.url)
  const expected = message('expected.isolated', { url: url ?? check.url, from: from?.name ?? check.from })
  if (!from || url === undefined) return { pass: false, expected, seen: message('seen.noPlace', { from: from ? check.url : check.from }) }
  const { answers, trace } = ask(lab, from.machine, url, 1, () => true)
  const answer = answers[0] as Answer
  if ('status' in answer) return { pass: false, expected, seen: message('seen.connected', { status: answer.status }), trace }
  const pass = check.outcome === undefined || check.outcome.includes(answer.outcome)
  return { pass, expected, seen: seenOf(answer), trace }
}
