import { describe, expect, test } from 'vitest'
import { readAnswers } from '../cli/course.ts'
import { Lab } from '../lab/lab.ts'
import type { LabInput, LabLog } from '../lab/log.ts'
import { loadAllCode } from '../sim/code.ts'
import type { AnsweredExercise } from './answers.ts'
import type { Report } from './report.ts'
import { gradeSession } from './session.ts'
import { isSession } from './session-text.ts'

await loadAllCode()
const byCommands = readAnswers('new-address') as AnsweredExercise
const byFiles = readAnswers('backend-service') as AnsweredExercise

/** A learner's session: some lines typed, a file written. */
function session({ exercise, starter }: AnsweredExercise, lines: readonly string[], files: Record<string, string> = {}): LabLog {
  const lab = Lab.open({ scenario: { ...exercise.scenario, files: { ...exercise.scenario.files, ...starter } } })
  lab.input({ do: 'open', terminal: 't1', machine: 'laptop' })
  lab.clock.advance(500.5)
  for (const text of lines) {
    lab.input({ do: 'line', terminal: 't1', text })
    lab.clock.advance(30_000.25)
  }
  for (const [name, content] of Object.entries(files)) lab.input({ do: 'write', path: `/home/learner/shop/${name}`, content })
  lab.clock.advance(20.125)
  return lab.log()
}
const script = Object.values(byCommands.solutions['set-env'] as Record<string, string>)[0] as string
const graded = (answered: AnsweredExercise, log: object) => gradeSession(answered.exercise, answered.starter, JSON.stringify(log))

describe('a recorded session', () => {
  const honest = session(byCommands, script.trim().split('\n'))

  test('is graded by its replay', () => {
    const report = graded(byCommands, honest)
    expect(report).toMatchObject({ passed: true })
    expect(report.warnings).toBeUndefined()
    expect(graded(byCommands, session(byCommands, ['kubectl get pods']))).toMatchObject({ passed: false })
  })

  test('may end while its last command is still at work', () => {
    const tidy = readAnswers('tidy-up') as AnsweredExercise
    const log = session(tidy, ['kubectl apply -f client.yaml', 'kubectl delete pod test-c'])
    const cut = { ...log, end: (log.inputs.at(-1) as LabInput).at + 3_000 }
    expect(graded(tidy, cut)).toMatchObject({ passed: true })
  })

  test('hands in the files that lie in the lab at its end', () => {
    const right = (byFiles.solutions['plain'] as Record<string, string>)['backend-service.yaml'] as string
    expect(graded(byFiles, session(byFiles, ['ls'], { 'backend-service.yaml': right }))).toMatchObject({ passed: true })
    expect(graded(byFiles, session(byFiles, ['ls']))).toMatchObject({ passed: false })
  })

  test('cannot claim a state that does not follow from its inputs', () => {
    const idle = session(byCommands, ['kubectl get pods'])
    const report = graded(byCommands, { ...idle, digest: honest.digest })
    expect(report.passed).toBe(false)
    expect(report.warnings?.map(({ key }) => key)).toEqual(['warning.state'])
    // Inputs taken away from a session that solved it: what is left does not solve it.
    const shortened = graded(byCommands, { ...honest, inputs: honest.inputs.slice(0, 1) })
    expect(shortened.passed).toBe(false)
    expect(shortened.warnings?.map(({ key }) => key)).toEqual(['warning.state'])
  })

  test('cannot bring a cluster along in which all is done, or a luckier seed', () => {
    const solved = { ...honest, inputs: [], scenario: { ...honest.scenario, setup: script.trim().split('\n') } }
    const report = graded(byCommands, solved)
    expect(report.passed).toBe(false)
    expect(report.warnings?.map(({ key }) => key)).toEqual(['warning.scenario'])
    expect(graded(byCommands, { ...honest, seed: '7' }).warnings?.map(({ key }) => key)).toEqual(['warning.scenario'])
  })

  test('cannot bring its own score', () => {
    const report = graded(byCommands, { ...session(byCommands, ['ls']), score: 100, passed: true })
    expect(report).toMatchObject({ passed: false })
    expect(report.warnings).toEqual([{ key: 'warning.ignored', parameters: { fields: 'score, passed' } }])
  })

  test('tells of inputs that were put in, put in another order or merged from another session, and of a lost fingerprint', () => {
    const idle = session(byCommands, ['kubectl get pods', 'kubectl get services'])
    const [first, ...others] = honest.inputs as [LabInput, ...LabInput[]]
    const inserted = [...idle.inputs, { at: idle.end - 15_000, do: 'line', terminal: 't1', text: 'kubectl delete pods --all --force' }]
    const reordered = [first, ...others.map((input, index) => ({ ...(others.at(-1 - index) as LabInput), at: input.at }))]
    const merged = [...idle.inputs, ...others.map((input) => ({ ...input, at: input.at + Math.ceil(idle.end) }))]
    const of = (log: object): string[] | undefined => graded(byCommands, log).warnings?.map(({ key }) => key)
    const end = Math.floor(idle.end)
    expect(of({ ...idle, end, inputs: inserted.map((input) => ({ ...input, at: Math.floor(input.at) })) })).toEqual(['warning.state'])
    expect(of({ ...honest, inputs: reordered })).toEqual(['warning.state'])
    expect(of({ ...honest, inputs: merged, end: honest.end + idle.end + 1 })).toEqual(['warning.state'])
    for (const digest of [undefined, 5, null]) expect(of({ ...honest, digest })).toEqual(['warning.noState'])
  })

  test('with inputs that no page sends neither fools nor breaks the grader', () => {
    const of = (...inputs: object[]): Report =>
      graded(byCommands, { ...honest, inputs: [...honest.inputs, ...inputs], end: honest.end + 10_000 })
    const at = Math.ceil(honest.end)
    for (const input of [
      { do: 'resize', terminal: 't1', columns: 1e12, rows: 1 },
      { do: 'resize', terminal: 't1', columns: {}, rows: null },
      { do: 'signal', terminal: 't1', signal: 'SIGKILL' },
      { do: 'edited', terminal: 't1', content: 5 },
      { do: 'node', node: 'node-1', action: 'explode' },
    ])
      expect(of({ at, ...input }).stopped?.parameters['reason']).toBe('log.unknownInput')
    expect(of({ at: at + 0.5, do: 'eof', terminal: 't1' }).stopped?.parameters['reason']).toBe('log.times')
    expect(of({ at, do: 'eof', terminal: 't1' }, { at, do: 'eof', terminal: 't1' }).stopped?.parameters['reason']).toBe('log.times')
    for (const input of [
      { do: 'node', node: 'nowhere', action: 'stop' },
      { do: 'delete', resource: '__proto__', namespace: '', name: 'constructor' },
      { do: 'remove', path: '/' },
      { do: 'open', terminal: '__proto__', machine: 'pod/x' },
    ])
      expect(of({ at, ...input })).toMatchObject({ passed: true })
    const system = of({ at, do: 'delete', resource: 'configmaps', namespace: 'kube-system', name: 'coredns' })
    expect(system).toMatchObject({ score: 0, stopped: { key: 'stopped.system' } })
  })

  test.each([
    ['inputs in the past', { inputs: [...honest.inputs, { at: 1, do: 'line', terminal: 't1', text: 'ls' }] }, 'impossible times'],
    ['inputs after the end', { end: 10 }, 'impossible times'],
    ['an endless session', { end: 1e15 }, 'impossible duration'],
    ['a negative time', { inputs: [{ at: -5, do: 'line', terminal: 't1', text: 'ls' }] }, 'impossible times'],
  ])('with %s is refused, and told why', (_, change, words) => {
    const report = graded(byCommands, { ...honest, ...change })
    expect(report).toMatchObject({ score: 0, passed: false, stopped: { key: 'stopped.log' } })
    expect(report.stopped?.parameters['message']).toContain(words)
  })

  test('may have been saved by an editor of Windows; the beginning of one is no session', () => {
    const text = JSON.stringify(honest, null, 2)
    const saved = gradeSession(byCommands.exercise, byCommands.starter, `\ufeff${text.replaceAll('\n', '\r\n')}`)
    expect(saved).toEqual(graded(byCommands, honest))
    expect(gradeSession(byCommands.exercise, byCommands.starter, text.slice(0, 500)).stopped?.parameters['reason']).toBe('log.notJson')
  })

  test('is told from a manifest', () => {
    expect(isSession(JSON.stringify(honest))).toBe(true)
    expect(isSession(JSON.stringify(honest).slice(0, 100))).toBe(true)
    expect(isSession('{"apiVersion": "v1", "kind": "List", "items": []}')).toBe(false)
  })
})

test('a submission that makes thousands of objects is stopped, and says so', () => {
  const bomb = `apiVersion: apps/v1
kind: Deployment
metadata: {name: bomb}
spec: {replicas: 1000000, selector: {matchLabels: {a: b}}, template: {metadata: {labels: {a: b}}, spec: {containers: [{name: a, image: 'hello-backend:1.0'}]}}}
`
  const report = graded(byFiles, session(byFiles, ['kubectl apply -f backend-service.yaml; sleep 5'], { 'backend-service.yaml': bomb }))
  expect(report).toMatchObject({ score: 0, stopped: { key: 'stopped.objects' } })
})
