import { expect, type Locator, type Page, test } from '@playwright/test'
import { readCourse } from '../scripts/content-lint/course.ts'
import { readAnswers } from '../src/cli/course.ts'
import type { AnsweredExercise } from '../src/grader/answers.ts'
import { type Language, TEXTS } from '../src/site/i18n/index.ts'
import { countCommands, handIn, toPane, untilPrompt } from './exercise.ts'
import { hurry, listen, ready } from './lab.ts'

/** What a lesson asks of its reader, as it stands in the text. */
const PARTS = '.run .chip, [data-open-file], .predict, .tick'
const EXERCISE = '[data-open-exercise]'

test.describe.configure({ mode: 'parallel' })

const { lessons } = readCourse()

/** Every lesson in both languages; one of the two on a phone, the other on a desktop, in turn. Exercises are solved on the desktop. */
const walks = Object.keys(lessons).flatMap((slug, index) => [
  { slug, language: 'zh-tw' as const, phone: index % 2 === 0 },
  { slug, language: 'en' as const, phone: index % 2 === 1 },
])

for (const { slug, language, phone } of walks)
  test.describe(phone ? 'on a phone' : 'on a desktop', () => {
    if (phone) test.use({ viewport: { width: 390, height: 844 }, hasTouch: true })
    test(`${language}: ${slug}: its chips tick every step${phone ? '' : ', its solutions every exercise'}`, async ({ page }) => {
      const quiet = listen(page)
      await countCommands(page)
      await page.goto(`/${language}/lessons/${slug}/`)
      await toPane(page, 'terminal')
      await ready(page)
      if (phone) await page.locator('[data-panes] [data-show=map]').click()
      await hurry(page)
      await toText(page)
      const clock = page.locator('.countdown')
      const timed = (await clock.count()) > 0
      if (timed) await clock.getByRole('button', { name: TEXTS[language].countdownStart }).click()
      // An exercise against the clock belongs to its lesson.
      const solves = !phone || timed
      const parts = solves ? `${PARTS}, ${EXERCISE}` : PARTS
      for (const part of await page.locator('[data-lesson-text]').locator(parts).all()) await follow(page, part, language)

      for (const undone of ['.tick:not(.done)', '.predict:not(.answered)', ...(solves ? ['.exercise:not(.done)'] : [])])
        await expect(page.locator(`[data-lesson-text] ${undone}`)).toHaveCount(0)
      if (timed) await expect(clock.locator('.said')).toHaveText(new RegExp(TEXTS[language].countdownDone.replace('{time}', '\\d+:\\d\\d')))
      await expect(page.locator(`[data-lesson=${slug}]`).first()).toHaveAttribute('data-progress', 'done')
      await page.goto(`/${language}/lessons/`)
      await expect(page.locator(`[data-lesson-state=${slug}]`)).toHaveText(TEXTS[language].progressDone)
      quiet.expectQuiet()
    })
  })

/** The text comes to the front of a phone's one pane. */
async function toText(page: Page): Promise<void> {
  const text = page.locator('[data-panes] [data-show=text]')
  if (await text.isVisible()) await text.click()
}

/** Does what a part of a lesson asks for, and waits until the page shows that it is done. */
async function follow(page: Page, part: Locator, language: Language): Promise<void> {
  await toText(page)
  const about = await part.evaluate((element) => ({ ...(element as HTMLElement).dataset }))
  if (about['run'] !== undefined) {
    await untilPrompt(page, () => part.click())
    await expect(part).toHaveClass(/\bran\b/)
  } else if (about['predict'] !== undefined) {
    await part.locator(`input[value="${about['answer']}"]`).check()
    await expect(part.locator('.verdict')).toHaveText(TEXTS[language].predictRight)
    await expect(part.locator('.answer')).toBeVisible()
  } else if (about['tick'] !== undefined) await expect(part).toHaveClass(/\bdone\b/)
  else if (about['openExercise'] !== undefined) await solve(page, part, about['openExercise'], language)
  else {
    await part.click()
    await expect(page.locator('.cm-content')).toBeVisible()
  }
}

/** Opens an exercise, solves it and goes back to the lesson. */
async function solve(page: Page, start: Locator, id: string, language: Language): Promise<void> {
  const { exercise, solutions } = readAnswers(id) as AnsweredExercise
  // Each language takes another of the solutions that use the exercise's own files.
  const fitting = Object.values(solutions).filter((files) => Object.keys(files).every((name) => exercise.files.includes(name)))
  await start.click()
  await handIn(page, exercise, fitting.at(language === 'en' ? -1 : 0) as Record<string, string>, language)
  await expect(page.locator('.checks .go strong')).toHaveText(TEXTS[language].allPassed)
  await expect(page.locator(`[data-exercise=${id}]`)).toHaveClass(/\bdone\b/)
  await page.locator('.checks').getByRole('button', { name: TEXTS[language].exerciseLeave }).click()
  await toPane(page, 'terminal')
  await expect(page.locator('.xterm-rows').first()).toContainText(/[$#]/)
}
