import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'

const root = join(import.meta.dirname, '..')

test('the library grades in a page as it is, with the same report as in Node', async ({ page }) => {
  // A page of somebody else's: nothing but the library's files.
  await page.route('http://library.test/**', (route) => {
    const { pathname } = new URL(route.request().url())
    if (pathname === '/') return route.fulfill({ contentType: 'text/html', body: '<!doctype html><title>library</title>' })
    return route.fulfill({ contentType: 'text/javascript', body: readFileSync(join(root, 'dist-lib', pathname)) })
  })
  await page.goto('http://library.test/')
  const template = (path: string): string => readFileSync(join(root, 'content/templates/write', path), 'utf8')
  const work = { exercise: template('exercise.yaml'), answer: template('wrong/no-target-port/service.yaml') }
  const inPage = await page.evaluate(async ({ exercise, answer }) => {
    const library = await import('http://library.test/podtalk.js' as string)
    return JSON.stringify(await library.grade(library.readExercise(exercise), { files: { 'a.yaml': answer } }))
  }, work)
  const library = await import(join(root, 'dist-lib/podtalk.js'))
  const here = JSON.stringify(await library.grade(library.readExercise(work.exercise), { files: { 'a.yaml': work.answer } }))
  expect(inPage).toBe(here)
  expect(JSON.parse(here).score).toBe(2)
})
