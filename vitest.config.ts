import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'content/**/*.test.ts', 'scripts/**/*.test.{ts,mjs}'],
    globalSetup: ['scripts/generate.ts'],
    setupFiles: ['scripts/whole.ts'],
    environment: 'node',
    testTimeout: 90_000,
  },
})
