import { expect, type Locator, type Page, test } from '@playwright/test'
import { parse } from 'yaml'
import { readCourse } from '../scripts/content-lint/course.ts'
import { readAnswers } from '../src/cli/course.ts'
import type { AnsweredExercise } from '../src/grader/answers.ts'
import { asksQuestions } from '../src/grader/exercise.ts'
import { type Language, TEXTS } from '../src/site/i18n/index.ts'
import { listen, openLab, paste, shown } from './lab.ts'

/** What a lesson asks of its reader, as it stands in the text. */
const PARTS = '.run .chip, [data-open-file], .predict, .tick, [data-open-exercise]'

const { lessons } = readCourse()

for (const language of ['zh-tw', 'en'] as const)
  for (const slug of Object.keys(lessons))
    test(`${language}: ${slug}: its chips tick every step, its solutions every exercise`, async ({ page }) => {
      const quiet = listen(page)
      await countCommands(page)
      await openLab(page, `/${language}/lessons/${slug}/`)
      await page.getByRole('group', { name: TEXTS[language].time }).locator('.speed', { hasText: '10×' }).click()
      for (const part of await page.locator(`[data-lesson-text]`).locator(PARTS).all()) await follow(page, part, language)

      for (const undone of ['.tick:not(.done)', '.predict:not(.answered)', '.exercise:not(.done)'])
        await expect(page.locator(`[data-lesson-text] ${undone}`)).toHaveCount(0)
      await expect(page.locator(`[data-lesson=${slug}]`).first()).toHaveAttribute('data-progress', 'done')
      await page.goto(`/${language}/lessons/`)
      await expect(page.locator(`[data-lesson-state=${slug}]`)).toHaveText(TEXTS[language].progressDone)
      quiet.expectQuiet()
    })

/** Does what a part of a lesson asks for, and waits until the page shows that it is done. */
async function follow(page: Page, part: Locator, language: Language): Promise<void> {
  const about = await part.evaluate((element) => ({ ...(element as HTMLElement).dataset }))
  if (about['run'] !== undefined) {
    await untilPrompt(page, () => part.click())
    await expect(part).toHaveClass(/\bran\b/)
  } else if (about['predict'] !== undefined) {
    await part.locator(`input[value="${about['answer']}"]`).check()
    await expect(part.locator('.verdict')).toHaveText(TEXTS[language].predictRight)
  } else if (about['tick'] !== undefined) await expect(part).toHaveClass(/\bdone\b/)
  else if (about['openExercise'] !== undefined) await solve(page, part, about['openExercise'], language)
  else {
    await part.click()
    await expect(page.locator('.cm-content')).toBeVisible()
  }
}

/** Works on an exercise as a learner does: answers, a file in the editor or commands; checks it and goes back to the lesson. */
async function solve(page: Page, start: Locator, id: string, language: Language): Promise<void> {
  const texts = TEXTS[language]
  const { exercise, solutions } = readAnswers(id) as AnsweredExercise
  // Each language takes another of the solutions that use the exercise's own files.
  const fitting = Object.values(solutions).filter((files) => Object.keys(files).every((name) => exercise.files.includes(name)))
  const solution = fitting.at(language === 'en' ? -1 : 0) as Record<string, string>
  await start.click()
  const checks = page.locator('.checks')
  await expect(checks.getByRole('heading', { name: exercise.title[language] })).toBeVisible()
  if (asksQuestions(exercise)) {
    for (const [question, answer] of Object.entries(parse(solution['answers.yaml'] as string)))
      await checks
        .locator('label', { has: page.locator(`code:text-is("${question}")`) })
        .locator('input')
        .fill(String(answer))
  } else if (exercise.kind === 'commands') {
    await page.locator('.ws-work [role=tab]').first().click()
    await page.locator('.xterm-helper-textarea').first().focus()
    await untilPrompt(page, async () => {
      await paste(page, (solution['fix.sh'] as string).trimEnd())
      await page.keyboard.press('Enter')
    })
    await page.locator('[data-tab=checks]').click()
  } else
    for (const [name, text] of Object.entries(solution)) {
      await checks.getByRole('button', { name }).click()
      await page.locator('.cm-content').click()
      await page.keyboard.press('Control+a')
      await page.keyboard.insertText(text)
      await page.locator('[data-tab=checks]').click()
    }
  await checks.getByRole('button', { name: texts.check, exact: true }).click()
  await expect(checks.locator('.go strong')).toHaveText(texts.allPassed)
  await expect(page.locator(`[data-exercise=${id}]`)).toHaveClass(/\bdone\b/)
  await checks.getByRole('button', { name: texts.exerciseLeave }).click()
  await expect(page.locator('.xterm-rows').first()).toContainText(/[$#]/)
}

/** Counts the commands that end in a page's terminals. */
async function countCommands(page: Page): Promise<void> {
  await page.addInitScript(() => {
    document.addEventListener('podtalk:command-ended', () => (document.documentElement.dataset['ended'] = `${commandsEnded() + 1}`))
    const commandsEnded = (): number => Number(document.documentElement.dataset['ended'] ?? 0)
  })
}

/** Enters something and waits until it has run and its terminal stands at a prompt again. */
async function untilPrompt(page: Page, enter: () => Promise<void>): Promise<void> {
  const ended = async (): Promise<number> => Number((await page.locator('html').getAttribute('data-ended')) ?? 0)
  const before = await ended()
  await enter()
  await expect(async () => {
    expect(await ended()).toBeGreaterThan(before)
    expect((await shown(page)).trimEnd()).toMatch(/[$#]$/)
  }).toPass({ intervals: [100] })
}
