// Bundles the command line into dist-cli/podtalk.mjs: one file that starts fast on Node 20 and later.
import { chmodSync, mkdirSync } from 'node:fs'
import { build } from 'esbuild'

mkdirSync('dist-cli', { recursive: true })
await build({
  entryPoints: {
    podtalk: 'src/cli/main.ts',
    'grading-worker': 'src/grading/worker.ts',
  },
  bundle: true,
  splitting: true,
  minify: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  outdir: 'dist-cli',
  outExtension: { '.js': '.mjs' },
  banner: { js: '#!/usr/bin/env node' },
  // the package's entry for Node is CommonJS, which calls require
  alias: { yaml: './node_modules/yaml/browser/index.js' },
  // CommonJS, which calls require; only workshops need them
  external: ['pg', 'pg-boss', 'rate-limiter-flexible', 'ws'],
  logLevel: 'warning',
})
chmodSync('dist-cli/podtalk.mjs', 0o755)
