import { defineConfig, devices } from '@playwright/test'
import { browserPath, FLAGS } from './e2e/browser.ts'

const DESKTOP = { ...devices['Desktop Chrome'], viewport: { width: 1440, height: 900 } }
const PORT = Number(process.env['E2E_PORT'] ?? 4399)

export default defineConfig({
  testDir: 'e2e',
  outputDir: 'test-results',
  // More than the two cores of a small machine: half of a test's time is waiting.
  workers: 3,
  retries: process.env['CI'] ? 1 : 0,
  timeout: 120_000,
  expect: { timeout: 30_000 },
  reporter: [['list'], ['json', { outputFile: '.cache/playwright.json' }]],
  use: {
    baseURL: `http://127.0.0.1:${PORT}`,
    trace: 'off',
    launchOptions: { executablePath: await browserPath(), args: FLAGS },
  },
  projects: [
    // A test that is for a phone says so itself (e2e/visit.ts).
    // The course is not stored for use without a network in each test's browser: that is a third of the time. Who needs it says so.
    { name: 'course', testIgnore: /offline/, use: { ...DESKTOP, serviceWorkers: 'block' } },
    // It puts another service worker beside the pages that all are served from: when the others are done.
    { name: 'offline', testMatch: /offline/, use: DESKTOP, dependencies: ['course'] },
  ],
  webServer: {
    command: `astro preview --host 127.0.0.1 --port ${PORT}`,
    url: `http://127.0.0.1:${PORT}/en/lessons/pod-ip/`,
    reuseExistingServer: !process.env['CI'],
    env: { ASTRO_TELEMETRY_DISABLED: '1' },
  },
})
