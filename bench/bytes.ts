import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'
import type { Figure } from './measure.ts'

/**
 * What the engine costs a learner, in kB (1,000 bytes) of gzip, by building the split that a page loads.
 * The first load is what a lab needs to open from an installed cluster, show its prompt and run `kubectl get pods`,
 * `kubectl apply` of everyday objects, `ls`, `cat` and `curl`: `src/lab/first-load.test.ts` holds that it does.
 */
export async function byteFigures(): Promise<Figure[]> {
  const { metafile, outputFiles } = await build({
    stdin: { contents: `export { Lab } from './src/lab/lab.ts'`, resolveDir: new URL('..', import.meta.url).pathname, loader: 'ts' },
    bundle: true,
    splitting: true,
    minify: true,
    format: 'esm',
    platform: 'browser',
    outdir: 'engine',
    metafile: true,
    write: false,
    logLevel: 'error',
  })
  const sizes = new Map(outputFiles.map(({ path, contents }) => [path, gzipSync(contents, { level: 9 }).length / 1_000]))
  const sizeOf = (output: string): number => [...sizes].find(([path]) => path.endsWith(`/${output}`))?.[1] as number
  const first = new Set<string>()
  const take = (output: string): void => {
    if (first.has(output)) return
    first.add(output)
    for (const { path, kind } of metafile.outputs[output]?.imports ?? []) if (kind === 'import-statement') take(path)
  }
  take(Object.keys(metafile.outputs).find((output) => metafile.outputs[output]?.entryPoint === '<stdin>') as string)
  const sum = (values: number[]): number => values.reduce((all, each) => all + each, 0)
  return [
    { name: 'engine with kubectl and shell, gzip', value: sum([...first].map(sizeOf)), unit: 'kB', bound: 150, better: 'lower' },
    { name: 'engine with all that comes later, gzip', value: sum([...sizes.values()]), unit: 'kB', better: 'lower' },
  ]
}
