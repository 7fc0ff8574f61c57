// Builds dist-lib: the grader as a package of its own, which runs as it is in Node 20 and later and in browsers, with its types.
import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'esbuild'
import own from '../package.json' with { type: 'json' }

const root = join(import.meta.dirname, '..')
const out = process.argv[2] ?? join(root, 'dist-lib')
rmSync(out, { recursive: true, force: true })
mkdirSync(out, { recursive: true })
await build({
  entryPoints: { podtalk: join(root, 'src/grader/podtalk.ts') },
  bundle: true,
  splitting: true,
  minify: true,
  format: 'esm',
  platform: 'browser',
  target: ['es2023'],
  outdir: out,
  define: { PODTALK_VERSION: JSON.stringify(own.version) },
  logLevel: 'warning',
})

// Declarations name their neighbours with .ts; who reads them has .d.ts beside.
const types = join(out, 'types')
const { status } = spawnSync(
  process.execPath,
  [
    join(root, 'node_modules/typescript/bin/tsc'),
    ...['--declaration', '--emitDeclarationOnly', '--outDir', types, '--rootDir', join(root, 'src')],
    ...['--target', 'es2023', '--module', 'nodenext', '--allowImportingTsExtensions', '--resolveJsonModule', '--skipLibCheck', '--strict'],
    ...['--ignoreConfig', '--noCheck', '--types', 'node', join(root, 'src/grader/podtalk.ts')],
  ],
  { stdio: 'inherit', cwd: root },
)
if (status !== 0) process.exit(status ?? 1)
for (const name of readdirSync(types, { recursive: true }) as string[]) {
  if (!name.endsWith('.d.ts')) continue
  const path = join(types, name)
  writeFileSync(path, readFileSync(path, 'utf8').replace(/(from '\.[^']*|import\("\.[^"]*|from "\.[^"]*)\.ts(['"])/g, '$1.js$2'))
}

const { name, version, license, engines } = own
const exports = { '.': { types: './types/grader/podtalk.d.ts', default: './podtalk.js' }, './package.json': './package.json' }
const description = 'Grades Kubernetes exercises in a simulated cluster'
const manifest = { name, version, description, license, engines, type: 'module', exports, types: exports['.'].types, sideEffects: false }
writeFileSync(join(out, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`)
cpSync(join(root, 'LICENSE'), join(out, 'LICENSE'))
// The page on grading tells how it is used.
const page = readFileSync(join(root, 'docs/grading.md'), 'utf8')
const section = /^## From JavaScript\n([^]*?)(?=^## )/m.exec(page)?.[1]
if (section === undefined) throw new Error('docs/grading.md has no section on JavaScript')
writeFileSync(join(out, 'README.md'), `# Podtalk\n\n${description}.\n${section}`)
