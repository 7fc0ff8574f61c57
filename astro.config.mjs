import { satteri } from '@astrojs/markdown-satteri'
import mdx from '@astrojs/mdx'
import sitemap from '@astrojs/sitemap'
import { defineConfig } from 'astro/config'
import { checkerPlugin } from './scripts/checker.ts'
import { installedClusterPlugin } from './scripts/installed-cluster.ts'
import { waveGroups } from './scripts/waves.ts'

/** Where the course is served; a build for another place sets SITE_URL and BASE_PATH. */
const site = process.env.SITE_URL ?? 'https://podtalk.dev'

export default defineConfig({
  site,
  base: process.env.BASE_PATH ?? '/',
  trailingSlash: 'always',
  build: { format: 'directory', inlineStylesheets: 'never' },
  devToolbar: { enabled: false },
  // Commands stay as they are written: no curly quotes, no dashes made of `--`.
  markdown: { syntaxHighlight: 'prism', processor: satteri({ features: { smartPunctuation: false } }) },
  integrations: [
    mdx(),
    sitemap({
      filter: (page) => /\/(zh-tw|en)\//.test(page),
      i18n: { defaultLocale: 'zh-tw', locales: { 'zh-tw': 'zh-TW', en: 'en' } },
    }),
  ],
  vite: {
    plugins: [installedClusterPlugin(), checkerPlugin()],
    // A script small enough to be put into the page would need its own hash in the page's security policy.
    build: { assetsInlineLimit: 0 },
    environments: { client: { build: { rolldownOptions: { output: { codeSplitting: waveGroups() } } } } },
  },
})
