import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'
import type { Figure } from './measure.ts'

/** Size of a bundle of `entry` for browsers, minified and compressed, in kB (1,000 bytes). */
async function bundleKb(code: string): Promise<number> {
  const result = await build({
    stdin: { contents: code, resolveDir: new URL('..', import.meta.url).pathname, loader: 'ts' },
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'browser',
    write: false,
    logLevel: 'error',
  })
  return gzipSync((result.outputFiles[0] as { contents: Uint8Array }).contents, { level: 9 }).length / 1_000
}

/** What the engine costs a learner. */
export async function byteFigures(): Promise<Figure[]> {
  const engine = await bundleKb(`export { Lab } from './src/lab/lab.ts'`)
  return [{ name: 'engine with kubectl and shell, gzip', value: engine, unit: 'kB', bound: 150, better: 'lower' }]
}
