import { signal } from '@preact/signals'
import { h } from 'preact'
import { render } from 'preact-render-to-string'
import { describe, expect, test } from 'vitest'
import { exerciseIds, readAnswers } from '../../cli/course.ts'
import type { AnsweredExercise } from '../../grader/answers.ts'
import type { Hint } from '../../grader/exercise.ts'
import { grade } from '../../grader/grade.ts'
import { submissionFrom } from '../../grader/submission.ts'
import { loadAllCode } from '../../sim/code.ts'
import { fill } from '../i18n/fill.ts'
import { LANGUAGES, TEXTS } from '../i18n/index.ts'
import { getExercise } from '../lesson/exercises.ts'
import { inlineHtml } from '../lesson/inline.ts'
import { resetProgress } from '../progress/progress.ts'
import type { LabHost } from '../workspace/lab-host.ts'
import { host, language, texts } from '../workspace/store.ts'
import { ChecksPanel } from './ChecksPanel.tsx'
import { exercise, nextHint, report } from './exercise-session.ts'

await loadAllCode()

/** The panel as the page draws it now, and what of it a person reads. */
function panel(): { html: string; text: string } {
  const html = render(h(ChecksPanel, null))
  return { html, text: html.replace(/<[^>]*>/g, '') }
}

const wrongAnswers = exerciseIds().flatMap((id) => {
  const { wrong, wrongAnswers } = readAnswers(id) as AnsweredExercise
  return Object.entries(wrongAnswers).map(([name, files]) => ({ id, name, files, must: wrong[name] as { check: string; hint: string } }))
})

test('there are three wrong answers to each exercise, or more', () => {
  expect(wrongAnswers.length).toBeGreaterThanOrEqual(3 * exerciseIds().length)
})

describe.each(wrongAnswers)('$id, wrong answer $name', ({ id, files, must }) => {
  const found = getExercise(id)
  const result = grade(found, submissionFrom(found, files), '1')
  const { hints } = found.checks.find((check) => check.id === must.check) as (typeof found.checks)[number]
  const fitting = result.checks.find((check) => check.id === must.check)?.hints ?? []
  const own = hints.find((hint) => hint.id === must.hint) as Hint

  test.each(LANGUAGES)('its own hint comes first on the page: %s', (lang) => {
    language.value = lang
    texts.value = TEXTS[lang]
    host.value = { key: signal(`exercise:${id}`) } as unknown as LabHost
    exercise.value = found
    report.value = result
    resetProgress()

    const before = panel()
    expect(before.html).not.toContain('class="hint"')
    expect(before.text).toContain(fill(TEXTS[lang].hint, { number: 1, count: fitting.length }))
    // What was expected and what was seen are whole sentences: nothing of them is left to fill in.
    expect(before.text).not.toMatch(/\{\w+\}|undefined|\[object/)

    nextHint(must.check)
    const [shown, ...more] = [...panel().html.matchAll(/<p class="hint">(.*?)<\/p>/gs)].map((match) => match[1])
    expect(more).toEqual([])
    expect(shown).toBe(inlineHtml(own.text[lang]))
    // A text in the right language, without marks that should have become type.
    expect(/[\u4e00-\u9fff]/.test(own.text[lang])).toBe(lang === 'zh-tw')
    expect(shown?.replace(/<code>.*?<\/code>/g, '')).not.toMatch(/`|\*\*/)
    // Nobody gets another check's hint, or the words of the other language.
    for (const other of hints) if (other.id !== own.id) expect(shown).not.toBe(inlineHtml(other.text[lang]))
  })
})
