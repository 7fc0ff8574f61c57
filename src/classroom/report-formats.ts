import { cell, escape } from '../grader/formats/escape.ts'
import type { CourseWords } from './course-words.ts'
import type { ClassReport } from './report.ts'

/** A class report as CSV with a header line: one line a learner. Opens in spreadsheets without running anything. */
export function csvReport({ lessons, exercises, learners }: ClassReport): string {
  const header = [
    'name',
    'group',
    'points',
    'predictions right',
    ...lessons.map(({ lesson }) => `lesson ${lesson}`),
    ...exercises.flatMap((id) => [id, `${id} tries`]),
    'misconceptions',
  ]
  const lines = learners.map((learner): (string | number)[] => [
    learner.name,
    learner.group ?? '',
    learner.points,
    learner.predictions === undefined ? '' : `${Math.round(learner.predictions * 100)} %`,
    ...lessons.map(({ lesson }) => {
      const state = learner.lessons[lesson]
      return state ? `${state.done}/${state.of}` : ''
    }),
    ...exercises.flatMap((id): (string | number)[] => {
      const state = learner.exercises[id]
      return state ? [state.best, state.tries] : ['', '']
    }),
    learner.misconceptions.join(' '),
  ])
  return [header as (string | number)[], ...lines]
    .map((line) => line.map((value) => cell(String(value))).join(','))
    .join('\r\n')
    .concat('\r\n')
}

const WORDS = {
  en: {
    learner: 'Learner',
    group: 'Group',
    points: 'Points',
    predictions: 'Predictions right',
    misconceptions: 'Misconceptions',
    exercise: 'Exercise',
    tried: 'Tried',
    passed: 'Passed',
    tries: 'Tries until passed, mean',
    learners: 'Learners',
    seen: 'solution seen',
    none: 'Nobody joined.',
  },
  'zh-tw': {
    learner: '學員',
    group: '組別',
    points: '得分',
    predictions: '預測答對',
    misconceptions: '迷思概念',
    exercise: '練習',
    tried: '作答人數',
    passed: '通過人數',
    tries: '通過前平均嘗試次數',
    learners: '人數',
    seen: '看過解答',
    none: '沒有人加入。',
  },
} as const

const STYLE = `body{font:16px/1.6 system-ui,"PingFang TC","Noto Sans TC","Microsoft JhengHei",sans-serif;margin:2rem auto;max-width:72rem;padding:0 1rem;color:#1b2130;background:#fbfaf7}
h1{font-size:1.6rem}h2{font-size:1.15rem;margin-top:2.5rem}.wide{overflow-x:auto}
table{border-collapse:collapse;font-size:.9rem;min-width:100%}th,td{border-bottom:1px solid #dcd9d0;padding:.35rem .6rem;text-align:left;white-space:nowrap}
thead th{border-bottom-color:#8b8f9a}thead th,.texts th{white-space:normal}thead th{vertical-align:bottom;min-width:5em}code{font-size:.85em;opacity:.75}td.number{font-variant-numeric:tabular-nums}.passed{background:#e6f4ec}.open{background:#fbecea}
@media (prefers-color-scheme:dark){body{color:#e9ebf0;background:#14181f}th,td{border-color:#39404d}.passed{background:#1d3a2a}.open{background:#452522}}
@media print{body{margin:0;background:none}}`

/** A class report as one HTML file that needs nothing else. `course`: what it calls exercises and misconceptions. */
export function htmlReport(report: ClassReport, language: 'en' | 'zh-tw', course: CourseWords): string {
  const words = WORDS[language]
  const titleOf = (exercise: string): string => course.exercises[exercise]?.title[language] ?? exercise
  const beliefOf = (id: string): string => course.misconceptions[id]?.[language] ?? id
  const { title, exercises, learners, misconceptions, difficulty } = report
  const row = (cells: readonly string[]): string => `<tr>${cells.join('')}</tr>`
  const head = (names: readonly string[]): string => `<thead>${row(names.map((name) => `<th scope="col">${escape(name)}</th>`))}</thead>`
  const number = (value: string | number): string => `<td class="number">${escape(String(value))}</td>`
  const people = learners.map((learner) =>
    row([
      `<th scope="row">${escape(learner.name)}</th>`,
      `<td>${escape(learner.group ?? '')}</td>`,
      number(learner.points),
      number(learner.predictions === undefined ? '' : `${Math.round(learner.predictions * 100)} %`),
      ...exercises.map((id) => {
        const state = learner.exercises[id]
        if (!state) return '<td></td>'
        const seen = state.solutionSeen ? ` · ${words.seen}` : ''
        return `<td class="${state.passed ? 'passed' : 'open'}">${state.passed ? '✓' : '–'} ${state.best}/${state.max} (${state.tries})${seen}</td>`
      }),
      `<td>${escape(learner.misconceptions.join(', '))}</td>`,
    ]),
  )
  return `<!doctype html>
<html lang="${language === 'en' ? 'en' : 'zh-Hant-TW'}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${escape(title)}</title><style>${STYLE}</style></head><body>
<h1>${escape(title)}</h1>
${learners.length === 0 ? `<p>${words.none}</p>` : ''}
<div class="wide"><table>${head([words.learner, words.group, words.points, words.predictions, ...exercises.map(titleOf), words.misconceptions])}<tbody>${people.join('\n')}</tbody></table></div>
<h2>${words.misconceptions}</h2>
<table class="texts">${head([words.misconceptions, words.learners])}<tbody>${misconceptions.map(({ id, learners: count }) => row([`<th scope="row">${escape(beliefOf(id))} <code>${escape(id)}</code></th>`, number(count)])).join('')}</tbody></table>
<h2>${words.exercise}</h2>
<table>${head([words.exercise, words.tried, words.passed, words.tries])}<tbody>${difficulty.map((each) => row([`<th scope="row">${escape(titleOf(each.exercise))} <code>${escape(each.exercise)}</code></th>`, number(each.tried), number(each.passed), number(each.meanTries)])).join('')}</tbody></table>
</body></html>
`
}
