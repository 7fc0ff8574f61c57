// How the engine is cut into files. A bundler left alone makes a file of every few modules that are needed together:
// ninety of them for a lab in which something is done, and each compressed without knowing the others. Here what comes
// together is one file (docs/decisions/0002-code-that-comes-later.md). The site's build and `bench/bytes.ts` cut by this.
import { fileURLToPath } from 'node:url'

const ROOT = fileURLToPath(new URL('..', import.meta.url))

/** What every lab loads, in this order: by the modules that are asked for. All that they import comes along, if it is not there yet. */
export const FIRST_WAVES = {
  opening: ['src/lab/lab.ts'],
  reading: ['src/cluster/apiserver/requests.ts', 'src/cluster/apiserver/resources/everyday-tables.ts', 'src/kubectl/kubectl.ts'],
} as const

/** What comes on top of those, in any order. */
export const LATER_WAVES = {
  shell: ['src/shell/interpreter/evaluator.ts'],
  arithmetic: ['src/shell/interpreter/arithmetic.ts'],
  builtins: ['src/shell/interpreter/builtins/seldom.ts'],
  completion: ['src/shell/completion.ts'],
  changes: [
    'src/kubectl/manifest-code.ts',
    'src/cluster/apiserver/writes.ts',
    'src/cluster/apiserver/resources/everyday.ts',
    'src/cluster/components.ts',
  ],
  programs: ['src/shell/commands/everyday.ts'],
} as const

interface ModuleInfo {
  readonly importedIds: readonly string[]
  readonly importers: readonly string[]
  readonly dynamicImporters: readonly string[]
}

interface Chunking {
  getModuleInfo(id: string): ModuleInfo | null
}

interface Group {
  name(id: string, chunking: Chunking): string | null
  priority: number
  debugName: string
  entriesAware?: boolean
}

/** What the page's own scripts use of the engine comes with them, before the engine: it stays in small files. */
const PAGE = 'page'

/** A bundler's groups (`output.codeSplitting`), for one build. */
export function waveGroups(): { groups: Group[] } {
  let plan: ReadonlyMap<string, string> | undefined
  const later = Object.keys(LATER_WAVES)
  // What several waves need comes first: a group takes along whatever of its imports is not yet taken.
  const names = [
    PAGE,
    ...Object.keys(FIRST_WAVES),
    ...subsets(later)
      .sort((a, b) => b.length - a.length)
      .map((set) => set.join('-')),
  ]
  return {
    groups: names.map((name, index) => ({
      name: (id, chunking) => ((plan ??= planOf(chunking)).get(id) === name ? name : null),
      priority: names.length - index,
      debugName: name,
      ...(name === PAGE ? { entriesAware: true } : {}),
    })),
  }
}

function planOf(chunking: Chunking): Map<string, string> {
  const first = reached(FIRST_WAVES, chunking)
  const later = reached(LATER_WAVES, chunking)
  const plan = new Map<string, string>()
  for (const id of new Set([...first, ...later].flatMap(({ ids }) => [...ids]))) {
    const name =
      first.find(({ ids }) => ids.has(id))?.name ??
      later
        .filter(({ ids }) => ids.has(id))
        .map((wave) => wave.name)
        .join('-')
    plan.set(id, servesPage(id, chunking) ? PAGE : name)
  }
  return plan
}

/** The scripts of the page that are the engine's own, and not there before it. */
const ENGINE = ['src/site/workspace/engine.ts', 'src/site/grading/worker.ts'].map((module) => ROOT + module)

/** Does a script of the page import this, on whatever way? */
function servesPage(id: string, chunking: Chunking): boolean {
  const importers = new Set([id])
  for (const one of importers) {
    if (ENGINE.includes(one)) continue
    const info = chunking.getModuleInfo(one)
    // What only the engine's own scripts import is theirs.
    if (one.startsWith(`${ROOT}src/site/`) && (info?.importers.length === 0 || info?.dynamicImporters.length)) return true
    for (const importer of info?.importers ?? []) importers.add(importer)
  }
  return false
}

function reached(waves: Readonly<Record<string, readonly string[]>>, chunking: Chunking): { name: string; ids: Set<string> }[] {
  return Object.entries(waves).map(([name, modules]) => {
    const ids = new Set<string>()
    for (const module of modules) follow(ROOT + module, chunking, ids)
    return { name, ids }
  })
}

/** Adds a module and all that it imports. */
function follow(id: string, chunking: Chunking, ids: Set<string>): void {
  const info = ids.has(id) ? null : chunking.getModuleInfo(id)
  if (!info) return
  ids.add(id)
  for (const imported of info.importedIds) follow(imported, chunking, ids)
}

function subsets(names: readonly string[]): string[][] {
  const sets: string[][] = [[]]
  for (const name of names) sets.push(...sets.map((set) => [...set, name]))
  return sets.slice(1)
}
