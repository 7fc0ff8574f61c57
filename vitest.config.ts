import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'
import { checkerPlugin } from './scripts/checker.ts'

export default defineConfig({
  plugins: [checkerPlugin()],
  test: {
    include: ['src/**/*.test.ts', 'content/**/*.test.ts', 'scripts/**/*.test.{ts,mjs}'],
    globalSetup: ['scripts/generate.ts'],
    setupFiles: ['scripts/whole.ts'],
    environment: 'node',
    // More than there are cores: half of the time tests wait for servers.
    maxWorkers: availableParallelism() + 1,
    testTimeout: 90_000,
    hookTimeout: 90_000,
  },
})
