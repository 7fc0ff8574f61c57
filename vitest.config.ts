import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'content/**/*.test.ts', 'scripts/**/*.test.{ts,mjs}'],
    globalSetup: ['scripts/generate.ts'],
    setupFiles: ['scripts/whole.ts'],
    environment: 'node',
    // One a core: the default leaves one idle, and half of the time tests wait for servers.
    maxWorkers: availableParallelism(),
    testTimeout: 90_000,
  },
})
