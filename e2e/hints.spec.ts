import { expect, test } from '@playwright/test'
import { readAnswers } from '../src/cli/course.ts'
import type { AnsweredExercise } from '../src/grader/answers.ts'
import { TEXTS } from '../src/site/i18n/index.ts'
import { countCommands, handIn } from './exercise.ts'
import { openLab } from './lab.ts'

const EXERCISE = 'mend-the-selector'

// That each of them does so is src/site/grading/hints.test.ts.
for (const language of ['zh-tw', 'en'] as const)
  test(`${language}: a wrong answer shows its own hint`, async ({ page }) => {
    const { exercise, wrong, wrongAnswers } = readAnswers(EXERCISE) as AnsweredExercise
    const [name, files] = Object.entries(wrongAnswers)[0] as [string, Record<string, string>]
    const must = wrong[name] as { check: string; hint: string }
    const own = exercise.checks.find((check) => check.id === must.check)
    const hint = own?.hints.find((each) => each.id === must.hint)?.text[language] ?? ''
    await countCommands(page)
    await openLab(page, `/${language}/lessons/${exercise.lesson}/`)
    await page.locator(`[data-open-exercise=${EXERCISE}]`).click()
    await handIn(page, exercise, files, language)
    const failed = page.locator('.checks .result.failed')
    await expect(failed).toHaveCount(1)
    await expect(failed).toContainText(own?.title[language] ?? '')
    await failed.getByRole('button', { name: TEXTS[language].hint.split('{')[0]?.trim() ?? '' }).click()
    await expect(failed.locator('.hint')).toHaveText(hint.replace(/`|\*\*/g, ''))
  })
