import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'
import type { Figure } from './measure.ts'

/** What comes with each kind of first command, beside what came before, by the modules that are loaded (`src/lab/programs.ts`). */
const WAVES: readonly (readonly [figure: string, modules: readonly string[], bound?: number])[] = [
  ['engine until the prompt, gzip', ['<stdin>'], 150],
  [
    'engine until kubectl get answers, gzip',
    ['src/cluster/apiserver/requests.ts', 'src/cluster/apiserver/resources/everyday-tables.ts', 'src/kubectl/kubectl.ts'],
    150,
  ],
  [
    'engine until what kubectl apply made runs, gzip',
    ['src/cluster/apiserver/writes.ts', 'src/cluster/apiserver/resources/everyday.ts', 'src/cluster/components.ts'],
  ],
  ['engine until any line of a shell runs, gzip', ['src/shell/interpreter/evaluator.ts']],
  ['engine until ls, cat and curl answer, gzip', ['src/shell/commands/everyday.ts']],
]

/**
 * What the engine costs a learner, in kB (1,000 bytes) of gzip, by building the split that a page loads: each figure
 * counts all that came before it. `src/lab/first-load.test.ts` holds that it is enough.
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
  const sum = (values: number[]): number => values.reduce((all, each) => all + each, 0)
  /** All outputs that these modules need, without what they load later. */
  const weightOf = (...entries: string[]): number => {
    const taken = new Set<string>()
    const take = (output: string): void => {
      if (taken.has(output)) return
      taken.add(output)
      for (const { path, kind } of metafile.outputs[output]?.imports ?? []) if (kind === 'import-statement') take(path)
    }
    for (const entry of entries) {
      const output = Object.keys(metafile.outputs).find((each) => metafile.outputs[each]?.entryPoint === entry)
      if (!output) throw new Error(`${entry} is not loaded on its own any more`)
      take(output)
    }
    return sum([...taken].map(sizeOf))
  }
  const needed: string[] = []
  return [
    ...WAVES.map(([name, modules, bound]): Figure => {
      needed.push(...modules)
      return { name, value: weightOf(...needed), unit: 'kB', better: 'lower', ...(bound ? { bound } : {}) }
    }),
    { name: 'engine with all that comes later, gzip', value: sum([...sizes.values()]), unit: 'kB', better: 'lower' },
  ]
}
