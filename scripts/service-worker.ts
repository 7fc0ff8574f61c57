// Writes dist/sw.js: the service worker with the list of all files that the course needs without a network.
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'esbuild'

/** Not needed to use the course: pictures for other sites, maps for crawlers, other languages' search programs. */
const LEFT_OUT =
  /^(?:og\/|sitemap|robots\.txt|sw\.js|_headers)|\.map$|^pagefind\/(?!pagefind\.js$|pagefind-worker\.js$|pagefind-entry\.json$|wasm\.|fragment\/|index\/|.*\.pf_meta$)/

/** Every file of a built site that is kept, as addresses relative to its root. */
export function filesOf(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => name.replaceAll('\\', '/'))
    .filter((name) => statSync(join(folder, name)).isFile() && !LEFT_OUT.test(name))
    .sort()
}

export async function writeServiceWorker(folder: string): Promise<number> {
  const files = filesOf(folder)
  const hash = createHash('sha256')
  for (const name of files) hash.update(name).update(readFileSync(join(folder, name)))
  await build({
    entryPoints: [new URL('../src/site/offline/service-worker.ts', import.meta.url).pathname],
    outfile: join(folder, 'sw.js'),
    bundle: true,
    minify: true,
    format: 'iife',
    target: 'es2022',
    logLevel: 'warning',
    define: {
      FILES: JSON.stringify(files.map((name) => name.replace(/(^|\/)index\.html$/, '$1'))),
      VERSION: JSON.stringify(hash.digest('hex').slice(0, 12)),
    },
  })
  return files.length
}
