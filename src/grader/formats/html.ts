import type { Trace } from '../../cluster/network/trace.ts'
import type { Language } from '../exercise.ts'
import { type CheckResult, message } from '../report.ts'
import { sentence } from '../words.ts'
import { escape } from './escape.ts'
import { explain, hopText, placeText } from './explain.ts'
import type { GradingResult, GradingRun, Writer } from './format.ts'
import { STYLE } from './html-style.ts'

const WORDS = ['title', 'summary', 'results', 'passed', 'failed', 'skipped', 'stopped', 'expected', 'seen', 'way'] as const

const MARKS = { passed: '✓', failed: '✗', skipped: '–' } as const

/** One file for people, which needs nothing else: each submission, what failed, and a drawing of where the request died. */
export function html({ exercises, language, seed, podtalk }: GradingRun): Writer {
  const words = Object.fromEntries(WORDS.map((word) => [word, sentence(message(`report.${word}`), language)])) as Record<
    (typeof WORDS)[number],
    string
  >
  const lang = language === 'en' ? 'en' : 'zh-Hant-TW'
  return {
    begin: () =>
      `<!doctype html>\n<html lang="${lang}">\n<head>\n<meta charset="utf-8">\n<meta name="viewport" content="width=device-width, initial-scale=1">\n<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">\n<title>${words.title}</title>\n<style>${STYLE}</style>\n</head>\n<body>\n<main>\n<h1>${words.title}</h1>\n<ol class="results">\n`,
    result: (result) => `${section(result)}\n`,
    end: ({ results, passed, failed, stopped, score, maxScore }) =>
      `</ol>\n<section class="summary" aria-label="${words.summary}"><p><strong>${results}</strong> ${words.results} · <strong>${passed}</strong> ${words.passed} · <strong>${failed}</strong> ${words.failed} · <strong>${stopped}</strong> ${words.stopped} · ${score}/${maxScore}</p><p class="small">Podtalk ${escape(podtalk)} · Kubernetes v1.36.2 · seed ${escape(seed)}</p></section>\n</main>\n</body>\n</html>\n`,
  }

  function section({ submission, exercise: id, report }: GradingResult): string {
    const exercise = exercises.get(id)
    const state = report.stopped ? 'stopped' : report.passed ? 'passed' : 'failed'
    const notes = [...(report.stopped ? [report.stopped] : []), ...(report.warnings ?? [])]
    const name = `<summary><span class="mark" aria-hidden="true">${state === 'passed' ? '✓' : state === 'failed' ? '✗' : '!'}</span> <strong>${escape(submission)}</strong> <span class="exercise">${escape(exercise?.title[language] ?? id)}</span> <span class="score">${report.score}/${report.maxScore}</span> <span class="state">${words[state]}</span></summary>`
    const checks = report.checks.map((check) => checkItem(check, id))
    return `<li class="${state}"><details${report.passed ? '' : ' open'}>${name}${notes.map((note) => `<p class="note">${escape(sentence(note, language))}</p>`).join('')}${checks.length > 0 ? `<ul>${checks.join('')}</ul>` : ''}</details></li>`
  }

  function checkItem(check: CheckResult, id: string): string {
    const { title, maxPoints, expected, seen, place, hint } = explain(check, exercises.get(id), language)
    const head = `<p class="check"><span class="mark" aria-hidden="true">${MARKS[check.outcome]}</span> <span class="state">${words[check.outcome]}</span> ${escape(title)} <span class="score">${check.points}/${maxPoints}</span></p>`
    if (check.outcome !== 'failed') return `<li class="${check.outcome}">${head}</li>`
    const where = place ? `<code>${escape(placeText(place))}</code> ` : ''
    return `<li class="failed">${head}<dl><dt>${words.expected}</dt><dd>${escape(expected)}</dd><dt>${words.seen}</dt><dd>${where}${escape(seen)}</dd></dl>${check.trace ? journey(check.trace, words.way, language) : ''}${hint ? `<p class="hint">→ ${escape(hint)}</p>` : ''}</li>`
  }
}

/** Wide enough for the texts below, which are cut to it. */
const BOX = { width: 196, height: 44, gap: 26 }

/** The request's way as boxes from left to right; the last one is where it arrived or died. Each step is also a line of text. */
function journey(trace: Trace, label: string, language: Language): string {
  const stops = [
    { title: trace.from, detail: trace.target },
    ...trace.hops.map((hop) => ({ title: sentence(message(`report.hop.${hop.kind}`), language), detail: hopText(hop) })),
  ]
  const died = trace.outcome !== 'connected'
  const boxes = stops.map(({ title, detail }, index) => {
    const x = index * (BOX.width + BOX.gap)
    const last = index === stops.length - 1
    const wire = index > 0 ? `<path d="M${x - BOX.gap} 22h${BOX.gap - 6}m-4 -4l4 4l-4 4" class="wire"/>` : ''
    return `${wire}<g class="stop${last && died ? ' died' : ''}"><rect x="${x + 1}" y="1" width="${BOX.width - 2}" height="${BOX.height - 2}" rx="6"/><text x="${x + 8}" y="18" class="kind">${escape(short(title, 22))}</text><text x="${x + 8}" y="34">${escape(short(detail, 24))}</text></g>`
  })
  const width = stops.length * (BOX.width + BOX.gap) - BOX.gap
  const lines = [...stops.map(({ title, detail }) => `${title}: ${detail}`), trace.outcome].map((line) => `<li>${escape(line)}</li>`)
  return `<figure><svg viewBox="0 0 ${width} ${BOX.height}" width="${width}" height="${BOX.height}" aria-hidden="true">${boxes.join('')}</svg><figcaption>${label}<ol>${lines.join('')}</ol></figcaption></figure>`
}

const short = (text: string, length: number): string => (text.length > length ? `${text.slice(0, length - 1)}…` : text)
