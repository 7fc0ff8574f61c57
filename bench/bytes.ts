import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { type OutputChunk, rolldown } from 'rolldown'
import { FIRST_WAVES, LATER_WAVES, waveGroups } from '../scripts/waves.ts'
import type { Figure } from './measure.ts'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const { opening, reading } = FIRST_WAVES
const { shell, arithmetic, builtins, completion, changes, programs } = LATER_WAVES

/** What a lab has loaded when something has been done in it, by the modules that are asked for. */
const LOADED: readonly (readonly [figure: string, modules: readonly string[], bound?: number])[] = [
  ['engine until the prompt, gzip', opening, 150],
  ['engine until kubectl get answers, gzip', [...opening, ...reading], 150],
  ['engine until kubectl get in a shell line answers, gzip', [...opening, ...reading, ...shell], 150],
  ['engine with kubectl get and all of a shell, gzip', [...opening, ...reading, ...shell, ...arithmetic, ...builtins, ...completion], 150],
  ['engine until what kubectl apply made runs, gzip', [...opening, ...reading, ...changes]],
  ['engine until that and a shell line run, gzip', [...opening, ...reading, ...changes, ...shell]],
  ['engine until ls, cat and curl answer, gzip', [...opening, ...reading, ...changes, ...shell, ...programs]],
]

/**
 * What the engine costs a learner, in kB (1,000 bytes) of gzip, in files cut and minified as the page's.
 * `src/lab/first-load.test.ts` holds that what is counted is enough.
 */
export async function byteFigures(): Promise<Figure[]> {
  const bundle = await rolldown({ input: `${ROOT}${opening[0]}`, platform: 'browser', external: /^node:/ })
  const { output } = await bundle.generate({ format: 'esm', minify: true, codeSplitting: waveGroups() })
  await bundle.close()
  const chunks = new Map<string, OutputChunk>()
  for (const file of output) if (file.type === 'chunk') chunks.set(file.fileName, file)
  const sizes = new Map([...chunks].map(([name, { code }]) => [name, gzipSync(code, { level: 9 }).length / 1_000]))
  const sum = (names: Iterable<string>): number => [...names].reduce((all, name) => all + (sizes.get(name) ?? 0), 0)
  /** All files that these modules need, without what they load later. */
  const weightOf = (modules: readonly string[]): number => {
    const taken = new Set<string>()
    const take = (name: string): void => {
      if (taken.has(name)) return
      taken.add(name)
      chunks.get(name)?.imports.forEach(take)
    }
    for (const module of modules) {
      const found = [...chunks.values()].find(({ moduleIds }) => moduleIds.includes(ROOT + module))
      if (!found) throw new Error(`${module} is not part of the engine any more`)
      take(found.fileName)
    }
    return sum(taken)
  }
  return [
    ...LOADED.map(
      ([name, modules, bound]): Figure => ({ name, value: weightOf(modules), unit: 'kB', better: 'lower', ...(bound ? { bound } : {}) }),
    ),
    { name: 'engine with all that comes later, gzip', value: sum(chunks.keys()), unit: 'kB', better: 'lower' },
  ]
}
