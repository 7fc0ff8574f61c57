// Draws public/og/*.png, the pictures that other sites show of a page: `node scripts/og-pictures.ts` after titles have changed.
// Wants a Chromium and a font with Chinese letters on this machine; the course itself needs neither.
import { mkdirSync, readFileSync } from 'node:fs'
import { chromium } from '@playwright/test'
import { browserPath, FLAGS } from '../e2e/browser.ts'
import { readLessons } from '../src/cli/course.ts'
import { fill } from '../src/site/i18n/fill.ts'
import { LANGUAGES, TAGS, TEXTS } from '../src/site/i18n/index.ts'
import { escapeHtml } from '../src/site/lesson/inline.ts'

const root = new URL('..', import.meta.url)
const tokens = readFileSync(new URL('src/site/styles/tokens.css', root), 'utf8')

const page = (
  lang: string,
  eyebrow: string,
  title: string,
  text: string,
): string => `<!doctype html><html lang="${lang}"><meta charset="utf-8"><style>${tokens}
body { margin: 0; width: 1200px; height: 630px; display: grid; grid-template-rows: auto 1fr auto; padding: 72px 80px 64px; box-sizing: border-box;
  background: var(--paper); color: var(--ink); font: 30px/1.5 var(--sans); border-block-end: 12px solid var(--accent) }
header { display: flex; align-items: center; gap: 18px; font-weight: 700; font-size: 34px }
main { align-self: center } h1 { font-size: 66px; line-height: 1.25; letter-spacing: -0.02em; margin: 0 0 18px; text-wrap: balance }
p { margin: 0; color: var(--ink-2); max-width: 940px; text-wrap: pretty } small { color: var(--ink-3); font-size: 26px }
svg.way { position: absolute; inset: auto 80px 60px auto }
</style><header><svg width="44" height="44" viewBox="0 0 20 20"><rect x="1" y="6" width="7" height="8" rx="2" fill="none" stroke="var(--accent)" stroke-width="2"/><rect x="12" y="6" width="7" height="8" rx="2" fill="var(--accent)"/><path d="M8 10h4" stroke="var(--accent)" stroke-width="2"/></svg>Podtalk</header>
<main><small>${escapeHtml(eyebrow)}</small><h1>${escapeHtml(title)}</h1><p>${escapeHtml(text)}</p></main>
<svg class="way" width="360" height="60" viewBox="0 0 360 60"><rect x="2" y="8" width="96" height="44" rx="9" fill="var(--panel)" stroke="var(--ink-3)" stroke-width="2"/><rect x="262" y="8" width="96" height="44" rx="9" fill="var(--accent-soft)" stroke="var(--accent)" stroke-width="2"/><path d="M98 30h164" stroke="var(--ink-2)" stroke-width="2.5" stroke-dasharray="2 9" stroke-linecap="round"/><circle cx="196" cy="30" r="9" fill="var(--accent)"/></svg></html>`

const browser = await chromium.launch({ executablePath: await browserPath(), args: FLAGS })
const tab = await browser.newPage({ viewport: { width: 1200, height: 630 } })
const draw = async (name: string, html: string): Promise<void> => {
  await tab.setContent(html)
  await tab.screenshot({ path: new URL(`public/og/${name}.png`, root).pathname })
}
mkdirSync(new URL('public/og', root), { recursive: true })
for (const language of LANGUAGES) {
  const texts = TEXTS[language]
  await draw(language, page(TAGS[language], texts.tagline, texts.heroTitle, texts.heroNote))
  for (const { slug, front } of readLessons(language))
    await draw(`${language}-${slug}`, page(TAGS[language], fill(texts.lessonNumber, { number: front.order }), front.title, front.summary))
}
await browser.close()
