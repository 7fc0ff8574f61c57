import AxeBuilder from '@axe-core/playwright'
import { expect, type Page, test } from '@playwright/test'
import { pack } from '../src/site/workspace/share.ts'
import { atPrompt, THEIRS, type } from './lab.ts'
import { everywhere, type Visit } from './visit.ts'

test.describe.configure({ mode: 'parallel' })

/** Every kind of page. */
const LABS = ['lessons/clusterip/', 'sandbox/', '']
const TEXTS = ['lessons/', 'glossary/', 'settings/', 'credits/', 'workshop/', 'commands/', 'join/', 'teach/', 'nowhere/']

/** What axe finds; the terminal's own elements are xterm's. `within`: only in this part of the page. */
async function violations(page: Page, within?: string): Promise<string[]> {
  const axe = new AxeBuilder({ page }).options({ resultTypes: ['violations'] }).exclude('.xterm')
  const found = await (within ? axe.include(within) : axe).analyze()
  return found.violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html.slice(0, 160)}`)
}

/** English in the light and Chinese in the dark, so that both screens are seen in both; and nothing moves. */
async function calm({ page, language }: Visit): Promise<void> {
  await page.emulateMedia({ colorScheme: language === 'en' ? 'light' : 'dark', reducedMotion: 'reduce' })
}

async function expectNone({ page }: Visit, what: string, within?: string): Promise<void> {
  expect.soft(await violations(page, within), what).toEqual([])
}

for (const [kind, paths] of [
  ['page with a lab', LABS],
  ['page without one', TEXTS],
] as const)
  everywhere(`no accessibility violation on any ${kind}, light or dark, and nothing wider than the screen`, async (visit) => {
    if (paths === TEXTS) visit.forgive('404 (Not Found)')
    await calm(visit)
    await visit.shows('done/pages', async () => {
      for (const path of paths) {
        await visit.goto(path)
        if (LABS.includes(path) && (path !== '' || !visit.phone)) {
          await visit.reopened()
          await visit.to('text')
        }
        await visit.expectFits(path)
        await expectNone(visit, path)
      }
      await visit.goto('lessons/final/')
      await visit.expectFits('lessons/final/')
    })
  })

everywhere(
  'no violation in what opens in the terminal and the files: menus, a search, an explanation, the plain text, dialogs, a diff',
  async (visit) => {
    const { page, words } = visit
    await calm(visit)
    await visit.lab('lessons/clusterip/')
    const none = (what: string): Promise<void> => expectNone(visit, what, '.ws')
    await visit.shows('done/states', async () => {
      await atPrompt(page)
      await page.keyboard.type('cat ')
      await page.keyboard.press('Tab')
      await expect(page.locator('.completions')).toBeVisible()
      await page.keyboard.press('ArrowDown')
      await none('completions')
      await page.keyboard.press('Escape')
      await atPrompt(page)
      await page.keyboard.press('Control+r')
      await page.keyboard.type('x')
      await none('search back')
      await page.keyboard.press('Control+c')
      await type(page, 'kubectl get pod nobody')
      await visit.press(page.locator('.explain-mark').first())
      await expect(page.locator('.explain-card')).toBeVisible()
      await none('explanation')
      await visit.button(words.close, page.locator('.explain-card'))
      await visit.button(words.newTerminal)
      await expect(page.getByRole('menu')).toBeVisible()
      await none('machines')
      await visit.press(page.getByRole('menuitem', { name: 'node-1' }).first())
      await visit.button(words.transcript)
      await expect(page.getByRole('region', { name: words.transcript })).toBeVisible()
      await none('two terminals, plain text')

      await visit.to('files')
      const content = page.locator('.cm-content')
      await content.click()
      await page.keyboard.press('Control+End')
      await page.keyboard.insertText('  ty')
      await page.keyboard.press('Control+Space')
      await expect(page.locator('.cm-completionInfo')).toBeVisible()
      await none('fields')
      await page.keyboard.press('Enter')
      await page.keyboard.press('Escape')
      await page.keyboard.press('Control+End')
      await page.keyboard.insertText('\nwrong: 1\n')
      await expect(page.locator('.cm-lint-marker-error').first()).toBeVisible()
      await page.keyboard.press('Control+Home')
      await page.keyboard.press('F1')
      await expect(page.locator('.field-card')).toBeVisible()
      await none('a field explained, an error marked')
      await page.keyboard.press('Escape')
      await page.keyboard.press('Control+f')
      await none('search in the file')
      await page.keyboard.press('Escape')
      await visit.button(words.diff)
      await expect(page.locator('.editor-diff')).toBeVisible()
      await none('diff')
      await visit.button(words.newFile)
      await expect(page.getByRole('dialog')).toBeVisible()
      await expectNone(visit, 'dialog', 'dialog[open]')
      await page.getByRole('dialog').getByRole('textbox').fill('../x')
      await page.keyboard.press('Enter')
      await expect(page.locator('.ws-notice.problem')).toBeVisible()
      await none('a problem told')
    })
  },
)

everywhere(
  'no violation in what opens around the cluster and the text: details, list, timeline, an exercise, search, keys, cards',
  async (visit) => {
    const { page, words, language, phone } = visit
    await calm(visit)
    await visit.lab('lessons/clusterip/')
    const none = (what: string): Promise<void> => expectNone(visit, what, '.ws')
    await visit.shows('done/states', async () => {
      await type(page, 'curl -s -m 1 http://10.244.0.77/; curl -s http://localhost:30002/')
      await visit.top('map')
      await visit.press(page.locator('.map-panel [data-item^="pod/"]').first())
      await visit.button(words.showYaml)
      await none('details and YAML')
      await visit.top('list')
      await none('list with details')
      await visit.button(words.close, page.locator('.details'))
      await none('list')
      await visit.top('timeline')
      await none('timeline')
      await visit.press(page.locator('.timeline').getByRole('button', { name: words.backToBefore }).first())
      await expect(page.locator('.timeline li.ahead')).not.toHaveCount(0)
      await none('what lies ahead')

      await visit.to('text')
      await visit.press(page.locator('[data-open-exercise]').first())
      await visit.button(words.check, page.locator('.checks'))
      const failed = page.locator('.result.failed').first()
      await expect(failed).toBeVisible()
      await visit.press(failed.getByRole('button', { name: words.hint.split('{')[0]?.trim() }))
      // After three tries the solution is offered.
      for (let i = 0; i < 2; i++) {
        await visit.button(words.check, page.locator('.checks'))
        await expect(page.locator('.checks').getByRole('button', { name: words.check, exact: true })).toBeEnabled()
      }
      await visit.press(page.getByRole('button', { name: words.seeSolution }))
      for (const way of await page.locator('.checks summary').all()) await visit.press(way)
      await none('an exercise with its hints, trace and solution')

      await visit.to('text')
      const guess = page.locator('[data-predict] input').first()
      await guess.check()
      const term = page.locator('.term').first()
      await term.locator('a').focus()
      await expect(term.locator('.card')).toBeVisible()
      await expectNone(visit, 'a card and a guess', 'article')
      await page.locator('h1').focus()
      await page.keyboard.press('?')
      await expectNone(visit, 'keys', 'dialog[open]')
      await page.keyboard.press('Escape')
      await visit.press(page.locator('[data-open-search]'))
      await page.keyboard.type('Service')
      await expect(page.locator('#search-results a').first()).toBeVisible()
      await expectNone(visit, 'search', 'dialog[open]')
      await page.keyboard.press('Escape')

      // The bars over a lab that is not one's own: a film that came by a link, and the same lab in another tab.
      await page.goto('about:blank')
      await page.goto(`/${language}/sandbox/#film=${await pack(THEIRS)}`)
      await visit.reopened()
      await expect(page.locator('.ws-guest')).toContainText(words.labIsShared)
      if (phone) await visit.to('map')
      await expect(page.locator('.time .film')).toBeVisible()
      await none('a film of a shared lab')
      await visit.goto('lessons/clusterip/')
      await visit.reopened()
      const tab = await page.context().newPage()
      const second = visit.inTab(tab)
      await calm(second)
      await second.lab('lessons/clusterip/')
      await expect(tab.locator('.ws-guest')).toContainText(words.labIsCopy)
      await expectNone(second, 'a copy', '.ws')
      await tab.close()
    })
  },
)

test('the door where a language is chosen has no violation', async ({ page }) => {
  await page.route('**/_astro/**', (route) => route.abort())
  await page.goto('/')
  expect(await violations(page)).toEqual([])
})

test('at 200 % and 400 % nothing is wider than the window, and without a script the text can be read and the map seen', async ({
  page,
}) => {
  for (const width of [720, 360]) {
    await page.setViewportSize({ width, height: 450 })
    for (const path of ['', ...TEXTS, 'lessons/final/', 'sandbox/']) {
      await page.goto(`/en/${path}`)
      expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth), `${path} at ${width}`).toBeLessThanOrEqual(0)
    }
  }
  await page.route('**/*.js', (route) => route.abort())
  await page.goto('/zh-tw/lessons/dns/')
  await expect(page.locator('article h1')).toBeVisible()
  await expect(page.locator('.chip').first()).toBeVisible()
  for (const [width, size] of [
    [1440, 'wide'],
    [390, 'narrow'],
  ] as const) {
    await page.setViewportSize({ width, height: 844 })
    await page.goto('/zh-tw/')
    await expect(page.locator(`.ws-map svg.${size}`)).toContainText('frontend.default.svc')
    await expect(page.locator('.ws-map svg:visible')).toHaveCount(1)
  }
})
