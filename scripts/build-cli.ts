// Bundles the command line into a folder (dist-cli): podtalk.mjs, which starts fast on Node 20 and later, and the course's
// content beside it. All but live classes works wherever the folder is put.
import { chmodSync, cpSync, mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'esbuild'

const root = join(import.meta.dirname, '..')
const out = process.argv[2] ?? join(root, 'dist-cli')
rmSync(out, { recursive: true, force: true })
mkdirSync(out, { recursive: true })
await build({
  entryPoints: {
    podtalk: join(root, 'src/cli/main.ts'),
    'grading-worker': join(root, 'src/grading/worker.ts'),
  },
  bundle: true,
  splitting: true,
  minify: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  outdir: out,
  outExtension: { '.js': '.mjs' },
  // Some packages are CommonJS, which calls require.
  banner: { js: "#!/usr/bin/env node\nimport { createRequire } from 'node:module';const require = createRequire(import.meta.url);" },
  // Its entry for Node is CommonJS too, and slower to start.
  alias: { yaml: join(root, 'node_modules/yaml/browser/index.js') },
  // Only live classes need them.
  external: ['pg', 'pg-boss', 'ws'],
  logLevel: 'warning',
})
chmodSync(join(out, 'podtalk.mjs'), 0o755)
cpSync(join(root, 'content'), join(out, 'content'), { recursive: true })
cpSync(join(root, 'LICENSE'), join(out, 'LICENSE'))
