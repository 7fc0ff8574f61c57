import { readFile } from 'node:fs/promises'
import { expect, test } from '@playwright/test'
import { LANGUAGE_NAMES, otherLanguage, TAGS } from '../src/site/i18n/index.ts'
import { ready, screen } from './lab.ts'
import { everywhere } from './visit.ts'

test.describe.configure({ mode: 'parallel' })

everywhere('the home page shows the product, the outline leads into it, search finds, the glossary explains', async (visit) => {
  const { page, words, language, phone } = visit
  const [word, marked] = language === 'en' ? ['namespace', /^namespace/i] : ['命名空間', /^命名/]
  await visit.goto('')
  await visit.shows('around/home', async () => {
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(words.heroTitle)
    await visit.press(page.locator('[data-run="curl http://localhost:30002/"]'))
    await ready(page)
    await visit.expectScreen('Hello from backend')
    await expect(page.locator('.map-panel .journey.alive')).not.toHaveCount(0)
    // No door in front of it: what a visitor types runs.
    await page.locator('.xterm-helper-textarea').first().focus()
    await page.keyboard.insertText('kubectl get svc frontend')
    await page.keyboard.press('Enter')
    await visit.expectScreen(/frontend\s+NodePort/)
    await visit.expectFits()
  })

  await visit.shows('around/search', async () => {
    if (phone) await visit.button(words.search)
    else {
      await page.locator('h1').focus()
      await page.keyboard.press('/')
    }
    await expect(page.getByRole('combobox', { name: words.search }).or(page.locator('#search-input'))).toBeFocused()
    await page.keyboard.type(word)
    const results = page.locator('#search-results a')
    await expect(results.filter({ hasText: new RegExp(word, 'i') }).first()).toBeVisible()
    // What was found is marked, with its words apart.
    await expect(results.locator('span mark').first()).toHaveText(marked)
    if (language === 'en')
      for (const text of await results.locator('span').allInnerTexts()) expect(text).not.toMatch(/\bnamespaces?(?:in|into|of|and|is)\b/i)
    await expect(page.locator('.search-status')).toContainText(/\d/)
    await visit.expectFits()
    await page.locator('#search-input').fill('龘龘')
    await expect(page.locator('.search-status')).toHaveText(words.searchNothing)
    await page.locator('#search-input').fill(word)
    await expect(results.first()).toBeVisible()
    if (phone) await results.first().tap()
    else {
      await page.keyboard.press('ArrowDown')
      await page.keyboard.press('Enter')
    }
    await expect(page).toHaveURL(new RegExp(`/${language}/(?:lessons|glossary|commands)/`))
    await expect(page.getByRole('dialog')).toHaveCount(0)
  })

  await visit.shows('around/outline', async () => {
    await visit.goto('lessons/')
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(words.outlineTitle)
    const lessons = page.locator('.lesson-list li:has([data-lesson-state])')
    await expect(lessons).toHaveCount(15)
    await expect(page.locator('[data-lesson-state=pod-ip]')).toHaveText(words.progressNone)
    await visit.press(page.locator('.lesson-list a[href$="/lessons/pod-ip/"]').first())
    await expect(page).toHaveURL(new RegExp(`/${language}/lessons/pod-ip/$`))
    await expect(page.locator('h1')).toBeFocused()
  })

  await visit.shows('around/glossary', async () => {
    const term = page.locator('.term').first()
    const card = term.locator('.card')
    if (phone) await term.locator('a').tap()
    else await term.locator('a').hover()
    await expect(card).toBeVisible()
    await expect(card).not.toBeEmpty()
    const [box, text] = [await card.boundingBox(), await page.locator('article').boundingBox()]
    expect(box?.x).toBeGreaterThanOrEqual(text?.x as number)
    expect((box?.x as number) + (box?.width as number)).toBeLessThanOrEqual((text?.x as number) + (text?.width as number))
    await page.keyboard.press('Escape')
    await expect(card).toBeHidden()
    if (!phone) await page.mouse.move(700, 30)
    await page.locator('h1').focus()
    await term.locator('a').focus()
    await expect(card).toBeVisible()
    await visit.goto('glossary/')
    const shown = page.locator('.glossary > div:visible')
    const all = await shown.count()
    for (const each of ['叢集', 'Cluster']) {
      await page.getByLabel(words.glossaryFilter).fill(each)
      expect(await shown.count()).toBeLessThan(all)
      await expect(page.locator('#cluster')).toBeVisible()
    }
    await page.getByLabel(words.glossaryFilter).fill('no such thing anywhere')
    await expect(shown).toHaveCount(0)
    await expect(page.locator('[data-filter-status]')).toHaveText(words.searchNothing)
  })
})

everywhere('settings hold from page to page; a lesson prints as a handout', async (visit) => {
  const { page, words, language, phone } = visit
  await visit.shows('around/settings', async () => {
    await visit.goto('settings/')
    const small = await page.evaluate(() => Number.parseFloat(getComputedStyle(document.documentElement).fontSize))
    const group = (name: string) => page.getByRole('group', { name })
    for (const [name, choice] of [
      [words.settingTheme, words.themeDark],
      [words.settingFont, words.fontHuge],
      [words.settingWidth, words.widthWide],
      [words.settingMotion, words.motionReduce],
      [words.settingScreenReader, words.on],
    ] as const)
      await visit.press(group(name).locator('label', { hasText: new RegExp(`^${choice}$`) }))
    await visit.lab('lessons/clusterip/')
    const root = page.locator('html')
    for (const [name, value] of Object.entries({ theme: 'dark', font: 'huge', width: 'wide', motion: 'reduce' }))
      await expect(root).toHaveAttribute(`data-${name}`, value)
    expect(await page.evaluate(() => Number.parseFloat(getComputedStyle(document.documentElement).fontSize))).toBeGreaterThan(small * 1.15)
    await visit.expectFits('very large letters')
    await page.locator('.xterm-helper-textarea').first().focus()
    await page.keyboard.type('curl -s http://localhost:30002/')
    await page.keyboard.press('Enter')
    await expect(page.getByRole('region', { name: words.transcript })).toContainText('Hello from backend')
    await visit.top('map')
    await expect(page.locator('.map-panel .journey .wire')).not.toHaveCount(0)
    await expect(page.locator('.map-panel .packet')).toHaveCount(0)
    // The language is one of them.
    await visit.goto('settings/')
    await expect(group(words.settingTheme).getByRole('radio', { name: words.themeDark })).toBeChecked()
    await visit.press(group(words.chooseLanguage).getByRole('link', { name: LANGUAGE_NAMES[otherLanguage(language)] }))
    await expect(page).toHaveURL(new RegExp(`/${otherLanguage(language)}/settings/$`))
    await page.goto('/')
    await expect(page).toHaveURL(new RegExp(`/${otherLanguage(language)}/$`))
  })

  await visit.shows('around/print', async () => {
    await visit.lab('lessons/pod-ip/')
    await page.emulateMedia({ media: 'print', colorScheme: 'dark' })
    await page.evaluate(() => dispatchEvent(new Event('beforeprint')))
    for (const hidden of ['podtalk-workspace', '.site-header .tools', '[data-panes]']) await expect(page.locator(hidden)).toBeHidden()
    // Also when a phone had another pane in front.
    await expect(page.locator('article h1')).toBeVisible()
    await expect(page.locator('.expected pre').first()).toBeVisible()
    const colour = (): Promise<string> => page.evaluate(() => getComputedStyle(document.body).color)
    const dark = await colour()
    await page.evaluate(() => {
      document.documentElement.dataset['theme'] = 'light'
    })
    expect(dark).toBe(await colour())
    if (!phone) expect((await page.pdf({ format: 'A4' })).length).toBeGreaterThan(10_000)
    await page.evaluate(() => dispatchEvent(new Event('afterprint')))
    await expect(page.locator('.expected pre').first()).toBeHidden()
  })
})

everywhere(
  'the sandbox starts from scenarios; a wrong address is answered; pages tell others of themselves; the policy holds',
  async (visit) => {
    const { page, words, language } = visit
    const { request } = page
    await visit.shows('around/sandbox', async () => {
      await visit.goto('sandbox/')
      const starts = page.locator('.starts li')
      expect(await starts.count()).toBeGreaterThan(5)
      for (const [title, running, nodes] of [
        [words.sandboxTwoNodes, 'sandbox-two-nodes', 2],
        [words.sandboxEmpty, 'sandbox-empty', 1],
      ] as const) {
        await visit.to('text')
        await visit.button(`${words.sandboxFresh}: ${title}`)
        await expect(page.locator('.ws-notice')).toContainText(words.labWasReset)
        await expect(page.locator('[data-running]:not([hidden])')).toHaveCount(1)
        await visit.top('map')
        await expect(page.locator('.map-panel [data-item^="node/"]')).toHaveCount(nodes)
        await visit.to('text')
        await expect(page.locator(`[data-running=${running}]`)).toHaveText(words.sandboxRunning)
      }
      // The one before can be had back.
      await visit.to('terminal')
      await visit.button(words.undoAction, page.locator('.ws-notice'))
      await visit.top('map')
      await expect(page.locator('.map-panel [data-item^="node/"]')).toHaveCount(2)
      await visit.expectFits()
    })

    await visit.shows('around/pictures', async () => {
      for (const path of ['', 'lessons/dns/']) {
        await visit.goto(path)
        const image = new URL((await page.locator('meta[property="og:image"]').getAttribute('content')) as string)
        const picture = await request.get(image.pathname)
        expect(picture.headers()['content-type']).toBe('image/png')
        const bytes = await picture.body()
        expect([bytes.readUInt32BE(16), bytes.readUInt32BE(20)]).toEqual([1200, 630])
        await expect(page.locator('meta[property="og:locale"]')).toHaveAttribute('content', language === 'en' ? 'en_US' : 'zh_TW')
      }
    })
    await visit.shows('around/sitemap', async () => {
      await expect(page.locator('html')).toHaveAttribute('lang', TAGS[language])
      for (const tag of ['zh-Hant-TW', 'en', 'x-default'])
        await expect(page.locator(`link[rel=alternate][hreflang="${tag}"]`)).toHaveCount(1)
      const other = otherLanguage(language)
      await expect(page.locator(`link[rel=alternate][hreflang=${TAGS[other]}]`)).toHaveAttribute(
        'href',
        new RegExp(`/${other}/lessons/dns/$`),
      )
      await expect(page.locator('link[rel=canonical]')).toHaveAttribute('href', new RegExp(`/${language}/lessons/dns/$`))
      expect(await (await request.get('/robots.txt')).text()).toContain('sitemap-index.xml')
      const sitemap = await (await request.get('/sitemap-0.xml')).text()
      expect(sitemap).toContain(`/${language}/lessons/dns/</loc>`)
      expect(sitemap).toContain('hreflang="zh-TW"')
      // There is no feed, and none is promised.
      await expect(page.locator('link[type*=rss], link[type*=atom]')).toHaveCount(0)
    })
    await visit.shows('security/policy', async () => {
      const policy = (await page.locator('meta[http-equiv="Content-Security-Policy"]').getAttribute('content')) as string
      expect(policy).toContain("default-src 'none'")
      expect(/script-src ([^;]*)/.exec(policy)?.[1]).not.toMatch(/unsafe-inline|unsafe-eval(?!')|\*|https?:/)
      const headers = await readFile(new URL('../dist/_headers', import.meta.url), 'utf8')
      expect(headers).toContain(policy)
      expect(headers).toContain("frame-ancestors 'none'")
    })
    visit.forgive('404 (Not Found)')
    const wrong = await page.goto(`/${language}/lessons/nowhere/`)
    await visit.shows('around/404', async () => {
      expect(wrong?.status()).toBe(404)
      await expect(page.locator('h1').first()).toHaveText(words.notFoundTitle)
      // All of the page, not only its text.
      await expect(page.locator('html')).toHaveAttribute('lang', TAGS[language])
      await visit.expectFits()
      await page.locator('h1').first().focus()
      await page.keyboard.press('?')
      await expect(page.getByRole('dialog', { name: words.keysTitle })).toBeVisible()
      await page.keyboard.press('Escape')
      await visit.press(page.getByRole('link', { name: words.course, exact: true }).last())
      await expect(page).toHaveURL(/\/(?:en|zh-tw)\/lessons\/$/)
    })
  },
)

test('no inline script runs, no handler in an attribute', async ({ page }) => {
  await page.goto('/en/lessons/')
  const ran = await page.evaluate(async () => {
    const script = document.createElement('script')
    script.textContent = 'window.inlineRan = true'
    document.body.append(script)
    const image = document.createElement('div')
    image.innerHTML = '<img src="data:," onerror="window.handlerRan = true">'
    document.body.append(image)
    await new Promise((resolve) => setTimeout(resolve, 200))
    const { inlineRan, handlerRan } = window as unknown as Record<string, unknown>
    return [inlineRan, handlerRan]
  })
  expect(ran).toEqual([undefined, undefined])
})

test('the home page sends its first request by itself, but not to those who want little motion or were quicker', async ({ page }) => {
  await page.goto('/en/')
  await expect(screen(page)).toContainText('Hello from backend')
  await page.emulateMedia({ reducedMotion: 'reduce' })
  await page.goto('/zh-tw/')
  await ready(page)
  await page.waitForTimeout(1_800)
  await expect(screen(page)).not.toContainText('Hello from backend')
  await page.emulateMedia({ reducedMotion: 'no-preference' })
  await page.goto('/en/')
  await ready(page)
  await page.locator('[data-run="kubectl get pods -o wide"]').click()
  await expect(screen(page)).toContainText('NOMINATED NODE')
  await page.waitForTimeout(1_500)
  await expect(screen(page)).not.toContainText('Hello from backend')
})
