import { expect, type Page } from '@playwright/test'
import { parse } from 'yaml'
import { asksQuestions, type Exercise } from '../src/grader/exercise.ts'
import { type Language, TEXTS } from '../src/site/i18n/index.ts'
import { paste, shown } from './lab.ts'

/** Enters an answer into the exercise that is open, as a learner does: answers, files in the editor, or commands; then checks it. */
export async function handIn(page: Page, exercise: Exercise, files: Readonly<Record<string, string>>, language: Language): Promise<void> {
  const checks = page.locator('.checks')
  await expect(checks.getByRole('heading', { name: exercise.title[language] })).toBeVisible()
  if (asksQuestions(exercise)) {
    for (const [question, answer] of Object.entries(parse(files['answers.yaml'] as string)))
      await checks
        .locator('label', { has: page.locator(`code:text-is("${question}")`) })
        .locator('input')
        .fill(String(answer))
  } else if (exercise.kind === 'commands') {
    await toPane(page, 'terminal')
    await page.locator('.xterm-helper-textarea').first().focus()
    await untilPrompt(page, async () => {
      await paste(page, (files['fix.sh'] as string).trimEnd())
      await page.keyboard.press('Enter')
    })
    await toPane(page, 'checks')
  } else
    for (const [name, text] of Object.entries(files)) {
      await checks.getByRole('button', { name }).click()
      await page.locator('.cm-content').click()
      await page.keyboard.press('Control+a')
      await page.keyboard.insertText(text)
      await toPane(page, 'checks')
    }
  await checks.getByRole('button', { name: TEXTS[language].check, exact: true }).click()
  await expect(checks.locator('.go strong')).not.toBeEmpty()
}

/** A pane of the lab comes to the front: by the bar of a phone, or by its tab. */
export async function toPane(page: Page, pane: 'terminal' | 'checks'): Promise<void> {
  const button = page.locator(`[data-panes] [data-show=${pane}]`)
  if (await button.isVisible()) await button.click()
  else
    await page
      .locator(pane === 'checks' ? '[data-tab=checks]' : '.ws-work [role=tab]')
      .first()
      .click()
}

/** Counts from now on the commands that end in a page's terminals: `untilPrompt` goes by it. */
export async function countCommands(page: Page): Promise<void> {
  await page.addInitScript(() => {
    document.addEventListener('podtalk:command-ended', () => {
      const { dataset } = document.documentElement
      dataset['ended'] = `${Number(dataset['ended'] ?? 0) + 1}`
    })
  })
}

/** Enters something and waits until it has run and its terminal stands at a prompt again. */
export async function untilPrompt(page: Page, enter: () => Promise<void>): Promise<void> {
  const ended = async (): Promise<number> => Number((await page.locator('html').getAttribute('data-ended')) ?? 0)
  const before = await ended()
  await enter()
  await expect(async () => {
    expect(await ended()).toBeGreaterThan(before)
    expect((await shown(page)).trimEnd()).toMatch(/[$#]$/)
  }).toPass({ intervals: [100] })
}
