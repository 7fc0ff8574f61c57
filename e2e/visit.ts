import { devices, expect, type Locator, type Page, test } from '@playwright/test'
import { LANGUAGES, type Language, TEXTS, type Texts } from '../src/site/i18n/index.ts'
import type { Item } from './items.ts'
import { listen, ready, screen } from './lab.ts'

const { defaultBrowserType: _, ...pixel } = devices['Pixel 7'] as (typeof devices)[string]
const WIDTHS = {
  desktop: { viewport: { width: 1440, height: 900 } },
  phone: { ...pixel, viewport: { width: 390, height: 844 } },
}

/** Runs a test in both languages, on a desktop and on a phone (390 px): four tests. What the page complains of fails them. */
export function everywhere(title: string, run: (visit: Visit) => Promise<void>): void {
  for (const language of LANGUAGES)
    for (const [width, use] of Object.entries(WIDTHS))
      test.describe(() => {
        test.use(use)
        test(`${language}, ${width}: ${title}`, {
          annotation: { type: 'visit', description: `${language} ${width}` },
        }, async ({ page }) => {
          const quiet = listen(page)
          const visit = new Visit(page, language, width === 'phone')
          await run(visit)
          await visit.shows('security/no-third-party', async () => quiet.expectQuiet(visit.forgiven))
        })
      })
}

export type Pane = 'text' | 'terminal' | 'map' | 'files' | 'checks'

/** Somebody with a language and a screen, and where they are. Hides what a finger does otherwise than a mouse. */
export class Visit {
  readonly page: Page
  readonly language: Language
  readonly phone: boolean
  readonly words: Texts
  /** the one complaint that the console may have */
  forgiven: string | undefined

  constructor(page: Page, language: Language, phone: boolean) {
    this.page = page
    this.language = language
    this.phone = phone
    this.words = TEXTS[language]
  }

  /** Shows one of the promised items here; counted by scripts/matrix.ts. */
  shows(item: Item, how: () => Promise<void>): Promise<void> {
    return test.step(item, how)
  }

  /** Something is looked at that the console has to complain of. */
  forgive(complaint: string): void {
    this.forgiven = complaint
  }

  /** Somebody else with such a screen, in a browser that knows nothing of this one's. */
  async stranger(): Promise<Visit> {
    const context = await this.page
      .context()
      .browser()
      ?.newContext(WIDTHS[this.phone ? 'phone' : 'desktop'])
    if (!context) throw new Error('no second browser')
    return new Visit(await context.newPage(), this.language, this.phone)
  }

  /** The same visitor in another tab. */
  inTab(page: Page): Visit {
    return new Visit(page, this.language, this.phone)
  }

  /** Opens a page of this visitor's language. */
  async goto(path: string): Promise<void> {
    await this.page.goto(`/${this.language}/${path}`)
  }

  /** Opens a page with a lab, its terminal in front. */
  async lab(path: string): Promise<void> {
    await this.goto(path)
    await this.reopened()
  }

  /** Waits for the lab of a page that was loaded anew; its terminal comes to the front. */
  async reopened(): Promise<void> {
    await this.to('terminal')
    await ready(this.page)
  }

  /** Brings something to the front: a pane of a phone, a tab of a desktop. */
  async to(pane: Pane): Promise<void> {
    const { page, phone } = this
    const bar = page.locator(`[data-panes] [data-show=${pane}]`)
    if (phone) {
      if ((await bar.count()) > 0) await bar.tap()
    } else if (pane === 'terminal') await page.locator('.ws-work [role=tab]:not([data-tab=files], [data-tab=checks])').first().click()
    else if (pane !== 'text') await page.locator(`[data-tab=${pane}]`).click()
  }

  /** Chooses one of the views of the cluster. */
  async top(tab: 'map' | 'list' | 'timeline'): Promise<void> {
    if (this.phone) await this.to('map')
    await this.press(this.page.locator(`[data-tab=${tab}]`))
  }

  /** A click, or a tap. */
  async press(target: Locator): Promise<void> {
    if (this.phone) await target.tap()
    else await target.click()
  }

  /** Presses a button by its name, inside of something or anywhere. */
  async button(name: string | RegExp, within: Page | Locator = this.page): Promise<void> {
    await this.press(within.getByRole('button', { name, exact: typeof name === 'string' }))
  }

  /** The terminal shows this, its wrapped lines joined. */
  async expectScreen(text: string | RegExp): Promise<void> {
    await expect
      .poll(async () => joined(this.page))
      .toMatch(typeof text === 'string' ? new RegExp(text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')) : text)
  }

  /** Nothing is wider than the screen. */
  async expectFits(what = ''): Promise<void> {
    expect(await this.page.evaluate(() => document.documentElement.scrollWidth - innerWidth), what).toBeLessThanOrEqual(0)
  }
}

/** What the terminal shows as one line. */
async function joined(page: Page): Promise<string> {
  const rows = await screen(page).locator('> div').allInnerTexts()
  return rows.join('').replaceAll('\u00a0', ' ')
}
