import { readFile } from 'node:fs/promises'
import { expect, test } from '@playwright/test'
import { readAnswers } from '../src/cli/course.ts'
import type { AnsweredExercise } from '../src/grader/answers.ts'
import { fillBrowser, type } from './lab.ts'
import { everywhere } from './visit.ts'

test.describe.configure({ mode: 'parallel' })

const { exercise, wrong, wrongAnswers } = readAnswers('backend-pod') as AnsweredExercise
/** A wrong answer of the author's, and the hint that has to come first. That each of them shows its own is src/site/grading/hints.test.ts. */
const WRONG = wrongAnswers['other-port']?.['backend.yaml'] as string
const FIRST_HINT = exercise.checks.flatMap((check) => check.hints).find(({ id }) => id === wrong['other-port']?.hint)

everywhere('an exercise: what failed and where the request died, hints one at a time, the solution last', async (visit) => {
  const { page, words, language } = visit
  await visit.lab('lessons/pod-ip/')
  await visit.to('text')
  await visit.button(new RegExp(words.exerciseOpen), page.locator('[data-exercise=backend-pod]'))
  const checks = page.locator('.checks')
  const check = (): Promise<void> => visit.button(words.check, checks)
  const answer = async (text: string): Promise<void> => {
    await visit.button(words.editFile.replace('{name}', 'backend.yaml'), checks)
    await page.locator('.cm-content').click()
    await page.keyboard.press('Control+a')
    await page.keyboard.insertText(text)
    await visit.to('checks')
  }
  const failed = checks.locator('.result.failed')
  const hint = (number: number) =>
    failed.getByRole('button', { name: new RegExp(`^${words.hint.replace('{number}', `${number}`).split('{')[0]?.trim()}`) })

  await visit.shows('progress/checks', async () => {
    await answer(WRONG)
    await check()
    await expect(failed).toHaveCount(1)
    await expect(failed).toContainText(words.expected)
    await expect(checks.locator('.result.passed')).toHaveCount(2)
    await visit.press(failed.getByText(words.wayOfRequest))
    await expect(failed.locator('.trace')).toContainText('8080')
    await visit.expectFits()
  })
  await visit.shows('progress/hints', async () => {
    await expect(failed.locator('.hint')).toHaveCount(0)
    await visit.press(hint(1))
    await expect(failed.locator('.hint')).toHaveText(FIRST_HINT?.text[language].replace(/`|\*\*/g, '') as string)
    await visit.press(hint(2))
    await expect(failed.locator('.hint')).toHaveCount(2)
    // Hints stay to be read again.
    await page.reload()
    await visit.reopened()
    await visit.to('text')
    await visit.button(new RegExp(words.exerciseOpen), page.locator('[data-exercise=backend-pod]'))
    await check()
    await expect(failed.locator('.hint')).toHaveCount(2)
    await visit.button(words.seeSolution, checks)
    await expect(checks.locator('.solution pre')).toContainText('hello-backend:1.0')
  })
  await visit.shows('progress/checks', async () => {
    await answer(WRONG.replace('"80"', '"8080"'))
    await check()
    await expect(checks.locator('.go strong')).toHaveText(words.allPassed)
    await expect(page.locator('[data-exercise=backend-pod]')).toHaveClass(/\bdone\b/)
    // Starting over is no loss: it can be taken back.
    await visit.button(words.exerciseRestart, checks)
    await visit.button(words.undoAction, page.locator('.ws-notice'))
    await visit.button(words.editFile.replace('{name}', 'backend.yaml'), checks)
    await expect(page.locator('.cm-content')).toContainText('8080')
    await visit.to('checks')
    await visit.button(new RegExp(words.exerciseLeave), checks)
    await visit.to('checks')
    await expect(checks.locator('.exercise-list .done')).toContainText(words.exerciseDone)
  })
})

everywhere(
  'steps tick, guesses count the first time, and all of it can be saved, loaded, forgotten and had back; a full browser says so',
  async (visit) => {
    const { page, words } = visit
    await visit.goto('lessons/pod-ip/')
    const guess = page.locator('[data-predict]').first()
    await visit.shows('progress/predictions', async () => {
      const right = await guess.getAttribute('data-answer')
      await guess.locator(`input:not([value="${right}"])`).first().check()
      await expect(guess.locator('.verdict')).toHaveText(words.predictWrong)
      await guess.locator(`input[value="${right}"]`).check()
      await expect(guess.locator('.verdict')).toHaveText(words.predictRight)
      await expect(guess.locator('.answer')).toBeVisible()
      const kept = await page.evaluate(() => JSON.parse(localStorage.getItem('podtalk.progress') ?? '{}').lessons['pod-ip'])
      const [prediction] = Object.values(kept.predictions) as { first: string; last: string }[]
      expect(prediction?.first).not.toBe(right)
      expect(prediction?.last).toBe(right)
    })
    const tick = page.locator('[data-tick=backend-ready]')
    await visit.shows('progress/ticks', async () => {
      await expect(tick).toContainText(words.tickOpen)
      await visit.reopened()
      await type(page, 'kubectl apply -f backend.yaml')
      await expect(tick).toHaveClass(/\bdone\b/)
      // A phone shows the terminal now: the text's button tells of it until it is pressed.
      const news = page.locator('[data-panes] .news[data-show=text]')
      await expect(news).toHaveCount(visit.phone ? 1 : 0)
      await visit.to('text')
      await expect(news).toHaveCount(0)
      await expect(tick).toContainText(words.tickDone)
      await visit.to('checks')
      await expect(page.locator('.checks .meter-line')).toContainText(words.doneOf.replace('{done}', '1').split('{')[0]?.trim() ?? '')
    })
    await visit.shows('progress/reset-lesson', async () => {
      await visit.button(words.resetLesson)
      await expect(tick).not.toHaveClass(/\bdone\b/)
      await expect(page.locator('.ws-notice')).toContainText(words.lessonWasReset)
      await visit.to('terminal')
      expect(await type(page, 'kubectl get pods')).toContain('No resources')
      // Asking is no deed: it can still be taken back.
      await visit.button(words.undoAction, page.locator('.ws-notice'))
      await expect(tick).toHaveClass(/\bdone\b/)
      expect(await type(page, 'kubectl get pods')).toContain('backend')
    })
    await visit.shows('done/storage', async () => {
      const makeRoom = await fillBrowser(page)
      await type(page, 'echo written > after.txt')
      const problem = page.locator('.ws-notice.problem')
      await expect(problem).toContainText(words.labNotKept)
      const lab = page.waitForEvent('download')
      await visit.button(words.shareFile, problem)
      expect(await readFile(await (await lab).path(), 'utf8')).toContain('kubectl apply -f backend.yaml')
      await makeRoom()
      // It goes on working meanwhile, and is kept again as soon as there is room.
      await type(page, 'echo kept > kept.txt')
      await page.waitForTimeout(500)
      await page.reload()
      await visit.reopened()
      expect(await type(page, 'cat after.txt kept.txt; kubectl get pods')).toMatch(/written\nkept\n[^]*backend/)
    })

    const status = page.locator('[data-progress-status]')
    let file = ''
    await visit.shows('progress/export', async () => {
      await visit.goto('settings/')
      const download = page.waitForEvent('download')
      await visit.button(words.progressExport)
      file = await (await download).path()
      expect(JSON.parse(await readFile(file, 'utf8')).lessons['pod-ip'].ticks['backend-ready']).toBeGreaterThan(0)
    })
    await visit.shows('progress/reset-all', async () => {
      await visit.button(words.progressReset)
      await expect(status).toHaveText(words.progressResetDone)
      await visit.goto('lessons/')
      await expect(page.locator('[data-lesson-state="pod-ip"]')).toHaveText(words.progressNone)
      await visit.lab('lessons/pod-ip/')
      expect(await type(page, 'kubectl get pods')).toContain('No resources')
      await visit.goto('settings/')
      await visit.button(words.progressResetUndo)
      await expect(page.getByRole('button', { name: words.progressResetUndo })).toBeHidden()
      await visit.lab('lessons/pod-ip/')
      await expect(tick).toHaveClass(/\bdone\b/)
      expect(await type(page, 'kubectl wait --for=condition=Ready pod/backend')).toContain('condition met')
    })
    await visit.shows('progress/export', async () => {
      const guest = await visit.stranger()
      await guest.goto('settings/')
      const open = guest.page.locator('input[data-progress=import]')
      await open.setInputFiles({ name: 'x.json', mimeType: 'application/json', buffer: Buffer.from('[]') })
      const said = guest.page.locator('[data-progress-status]')
      await expect(said).toHaveText(words.progressUnreadable)
      await open.setInputFiles(file)
      await expect(said).toHaveText(words.progressImported)
      await guest.goto('lessons/')
      await expect(guest.page.locator('[data-lesson-state="pod-ip"]')).toHaveText(
        new RegExp(`^${words.progressSome.replace('{done}', '2').replace('{count}', '\\d+')}$`),
      )
      await guest.page.context().close()
    })
  },
)

everywhere('progress is shown for each lesson, for all of them, on the path above, and where to go on', async (visit) => {
  const { page, words, phone } = visit
  await page.addInitScript(() => {
    const lesson = (ticks: Record<string, number>, of: number) => ({ ticks, predictions: {}, of })
    const lessons = { orientation: lesson({ a: 1 }, 1), 'pod-ip': lesson({ 'backend-ready': 1 }, 6) }
    localStorage.setItem('podtalk.progress', JSON.stringify({ version: 1, lessons, exercises: {} }))
  })
  await visit.shows('progress/overview', async () => {
    await visit.goto('lessons/')
    const all = words.progressAll.replace('{lessons}', '1').replace('{count}', '15').replace('{exercises}', '0')
    await expect(page.locator('[data-course-progress]')).toContainText(all.split('{')[0] as string)
    const some = words.progressSome.replace('{done}', '1').split('{')[0] as string
    await expect(page.locator('[data-lesson-state="pod-ip"]')).toContainText(some)
    await expect(page.locator('[data-lesson-state=orientation]')).toHaveText(words.progressDone)
    // A phone has no room for the path.
    if (!phone) {
      await expect(page.locator('.path [data-lesson="orientation"]')).toHaveAttribute('data-progress', 'done')
      await expect(page.locator('.path [data-lesson="pod-ip"]')).toHaveAttribute('data-progress', 'some')
    }
    await visit.goto('')
    await visit.press(page.getByRole('link', { name: words.heroContinue.replace('{number}', '1') }))
    await expect(page).toHaveURL(new RegExp(`/${visit.language}/lessons/pod-ip/$`))
  })
})
