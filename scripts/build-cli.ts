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
  // Some packages are CommonJS, which calls require.
  banner: { js: "#!/usr/bin/env node\nimport { createRequire } from 'node:module';const require = createRequire(import.meta.url);" },
  // Its entry for Node is CommonJS too, and slower to start.
  alias: { yaml: './node_modules/yaml/browser/index.js' },
  // Only workshops need them.
  external: ['pg', 'pg-boss', 'ws'],
  logLevel: 'warning',
})
chmodSync('dist-cli/podtalk.mjs', 0o755)
