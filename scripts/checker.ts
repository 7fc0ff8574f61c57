// A Vite plugin: `podtalk:checker` is the address of the checker's script. Vite bundles a worker by itself, with a second
// copy of the whole engine, fetched and kept beside the first; this one is a script of the page's own build, made of the same files.
import { fileURLToPath } from 'node:url'

const NAME = 'podtalk:checker'
const SCRIPT = 'src/site/grading/worker.ts'

interface Chunk {
  readonly type: 'chunk' | 'asset'
  readonly facadeModuleId?: string | null
  readonly imports?: readonly string[]
  readonly dynamicImports?: readonly string[]
}

interface Context {
  environment: { mode: string }
  emitFile(file: { type: 'chunk'; id: string; name: string }): string
}

export function checkerPlugin() {
  const script = fileURLToPath(new URL(`../${SCRIPT}`, import.meta.url))
  /** all files that run in the checker's thread */
  const files = new Set<string>()
  return {
    name: NAME,
    resolveId: (id: string) => (id === NAME ? `\0${NAME}` : undefined),
    load(this: Context, id: string) {
      if (id !== `\0${NAME}`) return undefined
      if (this.environment.mode === 'dev') return `export default '/${SCRIPT}'`
      return `export default import.meta.ROLLUP_FILE_URL_${this.emitFile({ type: 'chunk', id: script, name: 'worker' })}`
    },
    generateBundle: {
      order: 'pre' as const,
      handler(_: unknown, bundle: Readonly<Record<string, Chunk>>) {
        const take = (file: string): void => {
          if (files.has(file)) return
          files.add(file)
          for (const next of [...(bundle[file]?.imports ?? []), ...(bundle[file]?.dynamicImports ?? [])]) take(next)
        }
        for (const [file, chunk] of Object.entries(bundle)) if (chunk.facadeModuleId === script) take(file)
      },
    },
    // What a script is about to import Vite announces by a <link>, and a thread has no document to put that into.
    config: () => ({
      build: {
        modulePreload: {
          resolveDependencies: (_: string, found: string[], { hostId }: { hostId: string }) => (files.has(hostId) ? [] : found),
        },
      },
    }),
  }
}
