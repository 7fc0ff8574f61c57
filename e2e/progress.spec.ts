import { readFile } from 'node:fs/promises'
import { expect, test } from '@playwright/test'
import { listen, openLab, type } from './lab.ts'

const WRONG = `apiVersion: v1
kind: Pod
metadata:
  name: backend
  labels: {app: backend}
spec:
  containers:
    - name: backend
      image: hello-backend:1.0
      env: [{name: PORT, value: "80"}]
`

for (const [language, texts] of [
  ['zh-tw', { start: '開始練習', check: '檢查', hint: /^提示 1/, solution: '看解答', passed: '全部通過', again: '重新開始' }],
  [
    'en',
    {
      start: 'Start the exercise',
      check: 'Check',
      hint: /^Hint 1/,
      solution: 'Show the solution',
      passed: 'All passed',
      again: 'Start over',
    },
  ],
] as const) {
  test(`${language}: an exercise: what failed and where the request died, hints one at a time, the solution last`, async ({ page }) => {
    const quiet = listen(page)
    await openLab(page, `/${language}/lessons/pod-ip/`)
    await page.locator('[data-open-exercise=backend-pod]').click()
    const checks = page.locator('.checks')
    await expect(checks.getByRole('button', { name: texts.check, exact: true })).toBeVisible()
    await page.locator('[data-tab=files]').click()
    await page.locator('.cm-content').click()
    await page.keyboard.press('Control+a')
    await page.keyboard.insertText(WRONG)
    await page.locator('[data-tab=checks]').click()
    await expect(checks.getByRole('button', { name: texts.solution })).toHaveCount(0)
    await checks.getByRole('button', { name: texts.check, exact: true }).click()
    const failed = checks.locator('.result.failed')
    await expect(failed).toHaveCount(1)
    await expect(checks.locator('.result.passed')).toHaveCount(2)
    await failed.locator('summary').click()
    await expect(failed.locator('.trace')).toContainText('8080')
    await expect(failed.locator('.hint')).toHaveCount(0)
    await failed.getByRole('button', { name: texts.hint }).click()
    await expect(failed.locator('.hint')).toHaveCount(1)
    await failed.locator('button', { hasText: '2' }).click()
    await expect(failed.locator('.hint')).toHaveCount(2)
    // Hints stay to be read again.
    await page.reload()
    await expect(page.locator('.xterm-rows').first()).toContainText('$')
    await page.locator('[data-open-exercise=backend-pod]').click()
    await checks.getByRole('button', { name: texts.check, exact: true }).click()
    await expect(failed.locator('.hint')).toHaveCount(2)
    await checks.getByRole('button', { name: texts.solution }).click()
    await expect(checks.locator('.solution pre')).toContainText('hello-backend:1.0')
    await page.locator('[data-tab=files]').click()
    await page.locator('.cm-content').click()
    await page.keyboard.press('Control+a')
    await page.keyboard.insertText(WRONG.replace('"80"', '"8080"'))
    await page.locator('[data-tab=checks]').click()
    await checks.getByRole('button', { name: texts.check, exact: true }).click()
    await expect(checks.locator('.go strong')).toContainText(texts.passed)
    await expect(page.locator('[data-exercise=backend-pod]')).toHaveClass(/\bdone\b/)
    // Starting over is no loss: it can be taken back.
    await checks.getByRole('button', { name: texts.again }).click()
    await page.locator('.ws-notice button').first().click()
    await page.locator('[data-tab=files]').click()
    await expect(page.locator('.cm-content')).toContainText('8080')
    quiet.expectQuiet()
  })
}

for (const [language, some, all] of [
  ['zh-tw', '進行中：1 / ', '完成 1 / 15 課'],
  ['en', 'Begun: 1 of ', '1 of 15 lessons done'],
] as const) {
  test(`${language}: progress is shown for each lesson, for all of them, on the path above, and where to go on`, async ({ page }) => {
    await page.addInitScript(() => {
      const lesson = (ticks: Record<string, number>, of: number) => ({ ticks, predictions: {}, of })
      const lessons = { orientation: lesson({ a: 1 }, 1), 'pod-ip': lesson({ 'backend-ready': 1 }, 6) }
      localStorage.setItem('podtalk.progress', JSON.stringify({ version: 1, lessons, exercises: {} }))
    })
    await page.goto(`/${language}/lessons/`)
    await expect(page.locator('[data-course-progress]')).toContainText(all)
    await expect(page.locator('[data-lesson-state="pod-ip"]')).toContainText(some)
    await expect(page.locator('.path [data-lesson="orientation"]')).toHaveAttribute('data-progress', 'done')
    await expect(page.locator('.path [data-lesson="pod-ip"]')).toHaveAttribute('data-progress', 'some')
    await page.goto(`/${language}/`)
    await expect(page.locator('[data-go-on]')).toHaveAttribute('href', new RegExp(`/${language}/lessons/pod-ip/$`))
  })
}

test('steps tick, guesses count the first time, and all of it can be saved, loaded, forgotten and had back', async ({ page }) => {
  await openLab(page, '/en/lessons/pod-ip/')
  const guess = page.locator('[data-predict]').first()
  await guess.locator('input').first().check()
  await expect(guess.locator('.verdict')).not.toBeEmpty()
  await guess.locator('input').last().check()
  await type(page, 'kubectl apply -f backend.yaml')
  await expect(page.locator('[data-tick=backend-ready]')).toHaveClass(/\bdone\b/)
  const kept = await page.evaluate(() => JSON.parse(localStorage.getItem('podtalk.progress') ?? '{}').lessons['pod-ip'])
  const [prediction] = Object.values(kept.predictions) as { first: string; last: string }[]
  expect(prediction?.first).not.toBe(prediction?.last)

  // Of one lesson, with its lab.
  await page.locator('[data-tab=checks]').click()
  await page.getByRole('button', { name: 'Reset this lesson' }).click()
  await expect(page.locator('[data-tick=backend-ready]')).not.toHaveClass(/\bdone\b/)
  await expect(page.locator('.map-panel [data-item="pod/default/backend"]')).toHaveCount(0)
  await page.locator('.ws-notice').getByRole('button', { name: 'Undo' }).click()
  await expect(page.locator('[data-tick=backend-ready]')).toHaveClass(/\bdone\b/)
  await expect(page.locator('.map-panel [data-item="pod/default/backend"]')).toHaveCount(1)

  // Of everything.
  await page.goto('/en/settings/')
  const download = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Save progress' }).click()
  const file = await (await download).path()
  expect(JSON.parse(await readFile(file, 'utf8')).lessons['pod-ip'].ticks['backend-ready']).toBeGreaterThan(0)
  await page.getByRole('button', { name: 'Forget all' }).click()
  await expect(page.locator('[data-progress-status]')).toContainText('forgotten')
  await page.goto('/en/lessons/')
  await expect(page.locator('[data-lesson-state="pod-ip"]')).toHaveText('Not begun')
  await openLab(page, '/en/lessons/pod-ip/')
  expect(await type(page, 'kubectl get pods')).toContain('No resources')
  await page.goto('/en/settings/')
  await page.getByRole('button', { name: 'Bring it back' }).click()
  await expect(page.getByRole('button', { name: 'Bring it back' })).toBeHidden()
  await openLab(page, '/en/lessons/pod-ip/')
  await expect(page.locator('[data-tick=backend-ready]')).toHaveClass(/\bdone\b/)
  expect(await type(page, 'kubectl wait --for=condition=Ready pod/backend')).toContain('condition met')
  await page.goto('/en/settings/')
  await page
    .locator('input[data-progress=import]')
    .setInputFiles({ name: 'x.json', mimeType: 'application/json', buffer: Buffer.from('[]') })
  await expect(page.locator('[data-progress-status]')).toContainText('no progress of Podtalk')
  await page.locator('input[data-progress=import]').setInputFiles(file)
  await expect(page.locator('[data-progress-status]')).toContainText('loaded')
})
