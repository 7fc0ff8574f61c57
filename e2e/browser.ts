import { existsSync } from 'node:fs'
import { chromium } from '@playwright/test'
import bundled from '@sparticuz/chromium'

/** Browsers of the system, in the order in which they are tried. */
const SYSTEM = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
]

/** No sandbox (tests also run as root), and nothing that asks for the network. */
export const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/** A Chromium: CHROMIUM_PATH, the system's, Playwright's own, or the one that an npm package brings. */
export async function browserPath(): Promise<string> {
  const given = process.env['CHROMIUM_PATH']
  if (given) return given
  const found = [...SYSTEM, chromium.executablePath()].find((path) => path !== '' && existsSync(path))
  return found ?? (await bundled.executablePath())
}
