import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { error as actionsError } from '@actions/core'
import { Ajv2020 } from 'ajv/dist/2020.js'
import Ajv4 from 'ajv-draft-04'
import addFormats from 'ajv-formats'
import { parse as readCsv } from 'csv-parse/sync'
import { parse as readJunit } from 'junit2json'
import { type DefaultTreeAdapterTypes, parse as parseHtml } from 'parse5'
import type { Log } from 'sarif'
import { Parser as TapParser } from 'tap-parser'
import { beforeAll, describe, expect, test, vi } from 'vitest'
import { validateXML } from 'xmllint-wasm'
import { readAnswers } from '../../cli/course.ts'
import { loadAllCode } from '../../sim/code.ts'
import type { AnsweredExercise } from '../answers.ts'
import { grade } from '../grade.ts'
import { message, stopped } from '../report.ts'
import { cell } from './escape.ts'
import { added, type GradingResult, noTotals } from './format.ts'
import { FORMATS, type FormatName } from './index.ts'

/** A schema that others have published. */
const schemaOf = (name: string): string => readFileSync(join(import.meta.dirname, '../../../data/schemas', name), 'utf8')

/** Names that try to break out of every form. */
const HOSTILE = "=cmd|'/c calc'!A1 <script>alert(1)</script> \"&]]> ::error::x %0A # \x1b[31m\n\u2028,\ud800 王小明"
const exercise = readAnswers('backend-service') as AnsweredExercise
let results: GradingResult[] = []

beforeAll(async () => {
  await loadAllCode()
  const of = (submission: string, files: Readonly<Record<string, string>>, root = ''): GradingResult => ({
    position: 0,
    submission,
    exercise: 'backend-service',
    root,
    files: Object.keys(files),
    report: grade(exercise.exercise, { files }),
  })
  const bad = exercise.wrongAnswers['no-target-port'] as Record<string, string>
  results = [
    of('right', exercise.solutions['plain'] as Record<string, string>),
    of(HOSTILE, bad, `class/${HOSTILE}/`),
    of(
      'broken',
      { [`${HOSTILE}.yaml`]: 'apiVersion: v1\nkind: Service\nmetadata: {name: x}\nspec:\n  ports: [{port: 99999999}]\n' },
      'broken/',
    ),
    { ...of('hangs', {}), report: stopped(exercise.exercise, '1', message('stopped.time', { seconds: 30 })) },
    {
      ...of('edited', bad),
      report: { ...grade(exercise.exercise, { files: bad }), warnings: [message('warning.ignored', { fields: HOSTILE })] },
    },
  ]
})

/** The whole text of a form. */
function written(
  format: FormatName,
  of: readonly GradingResult[] = results,
  language: 'en' | 'zh-tw' = 'en',
  environment: Readonly<Record<string, string>> = { CLASSROOM: 'cs', ASSIGNMENT: 'hw1' },
): string {
  const run = { exercises: new Map([[exercise.exercise.id, exercise.exercise]]), seed: '1', language, podtalk: '0.1.0' }
  const writer = FORMATS[format](run, { environment, now: '2026-05-04T01:00:00Z' })
  const totals = of.reduce((sum, { report }) => added(sum, report), noTotals())
  return writer.begin() + of.map((result) => writer.result(result)).join('') + writer.end(totals)
}

describe.each(Object.keys(FORMATS) as FormatName[])('%s', (format) => {
  test('gives the same bytes for the same results, and can be empty', () => {
    expect(written(format)).toBe(written(format))
    expect(typeof written(format, [])).toBe('string')
  })

  test('holds no control character of a learner', () => {
    for (const language of ['en', 'zh-tw'] as const)
      expect(written(format, results, language)).not.toMatch(
        format === 'json' ? /[\x00-\x09\x0b-\x1f]/ : /[\x00-\x08\x0b\x0c\x0e-\x1f]|\u2028/,
      )
  })
})

test('json fits its published schema', () => {
  const schema = JSON.parse(readFileSync(join(import.meta.dirname, '../../../docs/schemas/grading-run-1.schema.json'), 'utf8'))
  const validate = new Ajv2020({ strict: true, allowUnionTypes: true }).compile(schema)
  for (const of of [results, [], results.slice(0, 1)]) {
    validate(JSON.parse(written('json', of)))
    expect(validate.errors).toBeNull()
  }
  const whole = JSON.parse(written('json', results, 'zh-tw'))
  expect(whole.summary).toEqual({ results: 5, passed: 1, failed: 3, stopped: 1, score: 8, maxScore: 20 })
  expect(whole.results[3].report.stopped.text).toContain('超過 30 秒')
})

test('junit is read by a consumer of JUnit files', async () => {
  const suites = (await readJunit(written('junit'))) as any
  expect(suites.name).toBe('podtalk')
  expect(
    suites.testsuite.map((suite: any) => [Number(suite.tests), Number(suite.failures), Number(suite.errors), Number(suite.skipped)]),
  ).toEqual([
    [4, 0, 0, 0],
    [4, 1, 0, 1],
    [4, 1, 0, 3],
    [1, 0, 1, 0],
    [4, 1, 0, 1],
  ])
  const failure = suites.testsuite[1].testcase[2].failure[0]
  expect(failure.type).toBe('request')
  expect(failure.inner).toContain('nobody listens')
  expect(suites.testsuite[1].name).toContain('<script>alert(1)</script>')
  expect(suites.testsuite[2].testcase[0].line).toBe(5)
})

test('junit is valid by the schema of Jenkins', async () => {
  const check = async (of: readonly GradingResult[], language: 'en' | 'zh-tw') => {
    // GitLab reads these two, which that schema does not know.
    const xml = written('junit', of, language).replace(/(<testcase [^>]*?) file="[^"]*" line="\d+"/g, '$1')
    return validateXML({ xml: { fileName: 'report.xml', contents: xml }, schema: schemaOf('junit-jenkins.xsd') })
  }
  for (const language of ['en', 'zh-tw'] as const) expect(await check(results, language)).toMatchObject({ errors: [], valid: true })
  expect(await check([], 'en')).toMatchObject({ valid: true })
  const broken = { xml: '<testsuites><testsuite tests="1"/></testsuites>', schema: schemaOf('junit-jenkins.xsd') }
  expect(await validateXML(broken)).toMatchObject({ valid: false })
})

test('tap is read by a TAP parser without a complaint', async () => {
  const parser = new TapParser({ strict: true })
  const found: any[] = []
  parser.on('assert', (each) => found.push(each))
  const done = new Promise<any>((resolve) => parser.on('complete', resolve))
  parser.end(written('tap'))
  const summary = await done
  expect({
    count: summary.count,
    fail: summary.fail,
    skip: summary.skip,
    bailout: summary.bailout,
    parse: summary.failures.filter((each: any) => each.tapError),
  }).toEqual({
    count: 17,
    fail: 9,
    skip: 5,
    bailout: false,
    parse: [],
  })
  expect(found[6].diag.way.join(' ')).toContain('nobody listens')
})

test('csv is read by a CSV parser, and no cell begins a formula', () => {
  const rows = readCsv(written('csv'), { columns: true, bom: true }) as Record<string, string>[]
  expect(rows.map((row) => [row['score'], row['max_score'], row['passed'], row['status']])).toEqual([
    ['4', '4', 'yes', 'passed'],
    ['2', '4', 'no', 'failed'],
    ['0', '4', 'no', 'failed'],
    ['0', '4', 'no', 'stopped.time'],
    ['2', '4', 'no', 'failed'],
  ])
  expect(rows[1]?.['submission']).toMatch(/^'=cmd/)
  for (const formula of ['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', ' =1', '\r=1', '＝1+1', '＠SUM'])
    expect((readCsv(cell(formula)) as string[][])[0]?.[0]).toMatch(/^'/)
  expect(rows[1]?.['misconceptions']).toBe('port-vs-targetport')
})

test('sarif is valid by its schema', () => {
  const ajv = new Ajv4({ strict: false, unicodeRegExp: false })
  addFormats.default(ajv)
  const validate = ajv.compile(JSON.parse(schemaOf('sarif-2.1.0.json')))
  for (const of of [results, []]) {
    validate(JSON.parse(written('sarif', of)))
    expect(validate.errors).toBeNull()
  }
  expect(validate({ version: '2.1.0', runs: [{}] })).toBe(false)
})

test('sarif has rules and results that belong together, with file, line and column', () => {
  const log = JSON.parse(written('sarif')) as Log
  const run = log.runs[0]
  expect(run?.tool.driver.rules?.map(({ id }) => id)).toEqual([
    'backend-service/accepted',
    'backend-service/endpoints',
    'backend-service/spreads',
    'backend-service/follows',
    'podtalk/stopped',
  ])
  expect(run?.results?.map(({ ruleId }) => ruleId)).toEqual([
    'backend-service/spreads',
    'backend-service/accepted',
    'podtalk/stopped',
    'backend-service/spreads',
  ])
  for (const result of run?.results ?? []) expect(run?.tool.driver.rules?.[result.ruleIndex as number]?.id).toBe(result.ruleId)
  const place = run?.results?.[1]?.locations?.[0]?.physicalLocation
  expect(place?.region).toEqual({ startLine: 5, startColumn: 12 })
  expect(() => new URL(place?.artifactLocation?.uri ?? '', 'file:///')).not.toThrow()
  expect(decodeURIComponent(place?.artifactLocation?.uri ?? '')).toContain('broken/')
})

test('github: one command a line, escaped as the toolkit escapes', async () => {
  const lines = written('github').trimEnd().split('\n')
  expect(lines).toHaveLength(6)
  for (const line of lines) expect(line).toMatch(/^::(?:error|warning|notice) [^:]*::[^\r\n]*$/)
  expect(lines[2]).toContain('line=5,col=12')
  // What the toolkit itself writes for the third line's values.
  const out = vi.spyOn(process.stdout, 'write').mockReturnValue(true)
  const [, properties = '', text = ''] = /^::error ([^:]*)::(.*)$/.exec(lines[2] as string) ?? []
  const value = (key: string): string => decodeURIComponent(new RegExp(`(?:^|,)${key}=([^,]*)`).exec(properties)?.[1] ?? '')
  actionsError(decodeURIComponent(text), { title: value('title'), file: value('file'), startLine: 5, startColumn: 12 })
  const theirs = out.mock.calls
    .map(([each]) => String(each))
    .join('')
    .trim()
  out.mockRestore()
  const parts = (line: string): string[] => (/^::error (.*?)::/.exec(line)?.[1] ?? '').split(',').sort()
  expect(parts(lines[2] as string)).toEqual(parts(theirs))
  expect(theirs.endsWith(`::${text}`)).toBe(true)
})

describe.each(['gradescope', 'classroom50'] as const)('%s', (format) => {
  test('adds up', () => {
    for (const result of results) {
      const text = JSON.parse(written(format, [result]))
      const most = format === 'gradescope' ? 'max_score' : 'max-score'
      expect(text.score).toBe(result.report.score)
      expect(text.tests.reduce((sum: number, each: any) => sum + each.score, 0)).toBe(result.report.score)
      expect(text.tests.reduce((sum: number, each: any) => sum + each[most], 0)).toBe(result.report.maxScore)
    }
  })
})

test('gradescope has the fields of its specification', () => {
  const test = {
    type: 'object',
    required: ['score', 'max_score', 'name', 'output'],
    additionalProperties: false,
    properties: {
      score: { type: 'number' },
      max_score: { type: 'number' },
      status: { enum: ['passed', 'failed'] },
      name: { type: 'string' },
      number: { type: 'string' },
      output: { type: 'string' },
      output_format: { enum: ['text', 'html', 'simple_format', 'md', 'ansi'] },
      tags: { type: 'array', items: { type: 'string' } },
      visibility: { enum: ['hidden', 'after_due_date', 'after_published', 'visible'] },
      extra_data: { type: 'object' },
    },
  }
  const schema = {
    type: 'object',
    additionalProperties: false,
    properties: {
      score: { type: 'number' },
      execution_time: { type: 'number' },
      output: { type: 'string' },
      output_format: test.properties.output_format,
      test_output_format: {},
      test_name_format: {},
      visibility: test.properties.visibility,
      stdout_visibility: test.properties.visibility,
      extra_data: { type: 'object' },
      tests: { type: 'array', items: test },
      leaderboard: { type: 'array' },
    },
  }
  const validate = new Ajv2020({ strict: false }).compile(schema)
  for (const result of results) {
    validate(JSON.parse(written('gradescope', [result])))
    expect(validate.errors).toBeNull()
  }
})

test('classroom50 has the fields of classroom50/result/v1', () => {
  const result = JSON.parse(written('classroom50', results.slice(1, 2)))
  expect(Object.keys(result).sort()).toEqual(
    ['schema', 'classroom', 'assignment', 'submission', 'commit', 'release', 'review', 'datetime', 'score', 'max-score', 'tests'].sort(),
  )
  expect(result).toMatchObject({ schema: 'classroom50/result/v1', classroom: 'cs', assignment: 'hw1', datetime: '2026-05-04T01:00:00Z' })
  for (const each of result.tests) expect(Object.keys(each)).toEqual(['test-name', 'passed', 'score', 'max-score'])
})

test.each([[{}], [{ SUBMISSION_TAG: ' ', COMMIT_URL: '', CLASSROOM: '' }]])(
  'classroom50 passes what its collector asks, whatever the runner has set: %j',
  (environment) => {
    const whole = { type: 'integer', minimum: 0 }
    const words = { type: 'string', pattern: '\\S' }
    const validate = new Ajv2020().compile({
      type: 'object',
      required: ['classroom', 'assignment', 'submission', 'commit', 'release', 'review', 'datetime', 'score', 'max-score', 'tests'],
      properties: {
        ...Object.fromEntries(['classroom', 'assignment', 'submission', 'commit', 'release', 'review'].map((field) => [field, words])),
        datetime: { type: 'string', pattern: '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ$' },
        score: whole,
        'max-score': whole,
        tests: {
          type: 'array',
          items: { type: 'object', properties: { 'test-name': words, passed: { type: 'boolean' }, score: whole, 'max-score': whole } },
        },
      },
    })
    for (const result of results) {
      validate(JSON.parse(written('classroom50', [result], 'en', environment)))
      expect(validate.errors).toBeNull()
    }
  },
)

describe('html', () => {
  const page = (): string => written('html', results, 'zh-tw')

  test('is read by an HTML parser without a complaint, and holds nothing that runs or is fetched', () => {
    const complaints: string[] = []
    const document = parseHtml(page(), { onParseError: ({ code }) => complaints.push(code) })
    expect(complaints).toEqual([])
    const tags = new Set<string>()
    const attributes = new Set<string>()
    const walk = (node: DefaultTreeAdapterTypes.Node): void => {
      if ('tagName' in node) {
        tags.add(node.tagName)
        for (const { name } of node.attrs) attributes.add(name)
      }
      if ('childNodes' in node) for (const child of node.childNodes) walk(child)
    }
    walk(document)
    for (const tag of ['script', 'img', 'link', 'iframe', 'object', 'embed', 'base', 'form', 'a', 'audio', 'video', 'image', 'use'])
      expect(tags).not.toContain(tag)
    expect([...attributes].filter((name) => /^on|^(?:src|href|action|srcset|style|xlink:href|formaction|background)$/.test(name))).toEqual(
      [],
    )
    expect(page()).not.toMatch(/url\(|@import/)
  })

  test('forbids the rest itself, before anything else in it', () => {
    const head = page().slice(0, page().indexOf('<title>'))
    expect(head).toContain(`<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">`)
    expect(head).toContain('<html lang="zh-Hant-TW">')
  })

  test('draws where a request died, and says it in words as well', () => {
    expect(page()).toContain('<g class="stop died">')
    expect(page()).toMatch(/<li>誰在聽: nobody listens on [^<]+<\/li><li>refused<\/li>/)
    expect(page()).toContain('&lt;script&gt;')
  })
})
