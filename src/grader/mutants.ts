import { type Document, isMap, isScalar, isSeq, type Pair, parseAllDocuments, type Scalar, type YAMLMap } from 'yaml'
import { asksQuestions, type Exercise } from './exercise.ts'
import { grade } from './grade.ts'
import { outcomeOf } from './outcome.ts'
import { submissionFrom } from './submission.ts'

/** How something was broken. */
export type Change = 'removed' | 'changed' | 'swapped'

/** A small thing that is broken. */
interface Fault {
  /** `shop.yaml:12 spec.ports[0].port: 80 → 81` */
  what: string
  /** where, for an author's reasons: `Service/web spec.ports[0].port`, `document 2`, `line 3`, a question, `file` for all of it */
  at: string
  change: Change
}

/** A solution with one small thing broken. */
export interface Mutant extends Fault {
  files: Readonly<Record<string, string>>
}

/** A place in a manifest where a change makes no difference, and why. `at` is matched against `Kind path`. */
interface Harmless {
  at: RegExp
  /** only for this kind of change */
  change?: Change
  why: string
}

/** What means nothing to a running cluster: changing it breaks nothing, so that no check can tell. */
export const HARMLESS: readonly Harmless[] = [
  { at: / (?:.*\.)?containers\[\d+\]\.name$/, change: 'changed', why: 'a container may be called as one likes' },
  {
    at: / (?:.*\.)?containers\[\d+\]\.ports(?:$|\[)/,
    why: 'containerPort is documentation; a name for it matters only where a Service uses it',
  },
  { at: / metadata\.(?:labels|annotations)(?:$|\.)/, why: 'labels of the object itself, which no selector looks at' },
  { at: / spec\.replicas$/, change: 'changed', why: 'one Pod more does the job as well' },
]

/** Why a mutant may pass: what an author writes under `survivors`. */
export interface SurvivorReason {
  /** as a mutant's */
  at: string
  /** only for this kind of change */
  change?: Change | undefined
  why: string
}

/** The reason that is for a mutant. */
export function reasonFor({ at, change }: Pick<Mutant, 'at' | 'change'>, reasons: readonly SurvivorReason[]): SurvivorReason | undefined {
  return reasons.find((reason) => reason.at === at && (reason.change === undefined || reason.change === change))
}

/** What came of the mutants of one solution. */
export interface MutationResult {
  mutants: number
  caught: number
  /** another spelling: the cluster that comes of it is the solution's own */
  same: readonly string[]
  /** wrong in some way, and passed all the same */
  survivors: readonly Fault[]
}

/** Grades every mutant of a solution: does a check notice? */
export function mutate(exercise: Exercise, files: Readonly<Record<string, string>>, seed = '1'): MutationResult {
  const mutants = mutantsOf(exercise, files)
  const passed = mutants.filter((mutant) => grade(exercise, submissionFrom(exercise, mutant.files), seed).passed)
  const own = passed.length > 0 ? outcomeOf(exercise, submissionFrom(exercise, files), seed) : ''
  const same = passed.filter((mutant) => outcomeOf(exercise, submissionFrom(exercise, mutant.files), seed) === own)
  return {
    mutants: mutants.length,
    caught: mutants.length - passed.length,
    same: same.map(({ what }) => what),
    survivors: passed.filter((mutant) => !same.includes(mutant)),
  }
}

/** Small ways in which a solution could be wrong, each on its own. What would make no difference is left out. */
export function mutantsOf(exercise: Exercise, files: Readonly<Record<string, string>>): Mutant[] {
  const mutants: Mutant[] = []
  for (const [path, text] of Object.entries(files)) {
    const asks = asksQuestions(exercise)
    const broken = path.endsWith('.sh') ? brokenScripts(text) : asks ? brokenAnswers(text) : brokenManifests(text)
    for (const { what, at, change, text: changed } of broken)
      mutants.push({ what: `${path}:${what}`, at, change, files: { ...files, [path]: changed } })
    if (Object.keys(files).length > 1 || !asks)
      mutants.push({ what: `${path}: empty`, at: 'file', change: 'removed', files: { ...files, [path]: '' } })
  }
  return mutants
}

interface Broken extends Fault {
  text: string
}

function brokenManifests(text: string): Broken[] {
  const documents = parseAllDocuments(text)
  const out: Broken[] = []
  const whole = (changed?: number): string =>
    documents
      .filter((_, index) => index !== changed)
      .map((document) => String(document))
      .join('---\n')
  for (const [index, document] of documents.entries()) {
    if (documents.length > 1)
      out.push({ what: ` without its document ${index + 1}`, at: `document ${index + 1}`, change: 'removed', text: whole(index) })
    const kind = String(document.get('kind') ?? '')
    const name = String(document.getIn(['metadata', 'name']) ?? '')
    for (const change of changesOf(document, kind)) {
      const undo = change.make()
      out.push({
        what: `${lineOf(text, change.offset)} ${change.what}`,
        at: `${kind}/${name} ${change.at}`,
        change: change.how,
        text: whole(),
      })
      undo()
    }
  }
  return out
}

interface Edit {
  what: string
  at: string
  how: Change
  offset: number
  /** makes it in the document; the result takes it back */
  make: () => () => void
}

function changesOf(document: Document.Parsed, kind: string): Edit[] {
  const changes: Edit[] = []
  const harmless = (path: string, change: Change): boolean =>
    HARMLESS.some(({ at, change: only }) => at.test(`${kind} ${path}`) && (only === undefined || only === change))
  const offsetOf = (node: unknown): number => (node as { range?: [number, number, number] | null })?.range?.[0] ?? 0
  const ofScalar = (node: Scalar, path: string): void => {
    if (harmless(path, 'changed')) return
    const old = node.value
    for (const value of othersThan(old)) {
      changes.push({
        what: `${path}: ${JSON.stringify(old)} → ${JSON.stringify(value)}`,
        at: path,
        how: 'changed',
        offset: offsetOf(node),
        make() {
          const { source, type } = node
          node.value = value
          delete node.source
          return () => Object.assign(node, { value: old, source, type })
        },
      })
    }
  }
  const visit = (node: unknown, path: string): void => {
    if (isMap(node)) {
      for (const [at, pair] of [...node.items].entries()) {
        const own = path === '' ? String(pair.key) : `${path}.${String(pair.key)}`
        if (!harmless(own, 'removed'))
          changes.push({
            what: `${own} removed`,
            at: own,
            how: 'removed',
            offset: offsetOf(pair.key),
            make: () => without(node.items as Pair[], at),
          })
        visit(pair.value, own)
      }
      const swapped = swapOf(node, path)
      if (swapped) changes.push({ ...swapped, offset: offsetOf(node) })
    } else if (isSeq(node)) {
      for (const [at, item] of [...node.items].entries()) {
        const own = `${path}[${at}]`
        if (node.items.length > 1 && !harmless(own, 'removed'))
          changes.push({ what: `${own} removed`, at: own, how: 'removed', offset: offsetOf(item), make: () => without(node.items, at) })
        visit(item, own)
      }
    } else if (isScalar(node)) ofScalar(node, path)
  }
  visit(document.contents, '')
  return changes
}

function without<T>(items: T[], at: number): () => void {
  const [item] = items.splice(at, 1)
  return () => void items.splice(at, 0, item as T)
}

/** The commonest mistake of all: port and targetPort the wrong way round. */
function swapOf(map: YAMLMap, path: string): Omit<Edit, 'offset'> | undefined {
  const [port, target] = ['port', 'targetPort'].map((key) => map.get(key, true))
  if (!isScalar(port) || !isScalar(target) || port.value === target.value || typeof target.value !== 'number') return undefined
  const swap = (): void => {
    ;[port.value, target.value] = [target.value, port.value]
    ;[port.source, target.source] = [target.source as string, port.source as string]
  }
  return {
    what: `${path}: port and targetPort swapped`,
    at: path,
    how: 'swapped',
    make() {
      swap()
      return swap
    },
  }
}

function othersThan(value: unknown): unknown[] {
  if (typeof value === 'number') return [value + 1]
  if (typeof value === 'boolean') return [!value]
  if (typeof value === 'string' && value !== '') return [`${value}x`]
  return []
}

function brokenAnswers(text: string): Broken[] {
  const lines = text.split('\n')
  return lines.flatMap((line, index): Broken[] => {
    const found = /^([\w-]+):\s*(\S.*)$/.exec(line)
    if (!found) return []
    const changed = (replacement: string[]): string => [...lines.slice(0, index), ...replacement, ...lines.slice(index + 1)].join('\n')
    return [
      { what: `${index + 1} ${found[1]} not answered`, at: found[1] as string, change: 'removed', text: changed([]) },
      {
        what: `${index + 1} ${found[1]} answered otherwise`,
        at: found[1] as string,
        change: 'changed',
        text: changed([`${found[1]}: something-else`]),
      },
    ]
  })
}

/** Commands left out, and their values changed. */
function brokenScripts(text: string): Broken[] {
  const lines = text.split('\n')
  return lines.flatMap((line, index): Broken[] => {
    if (/^\s*(?:#|$)/.test(line)) return []
    const changed = (replacement: string[]): string => [...lines.slice(0, index), ...replacement, ...lines.slice(index + 1)].join('\n')
    const at = `line ${index + 1}`
    const values = [...line.matchAll(/=(["']?)([\w.$(){}:/-]+)\1(?=\s|$)/g)].map(
      (found): Broken => ({
        what: `${index + 1} ${found[0]} changed`,
        at,
        change: 'changed',
        text: changed([`${line.slice(0, found.index)}=${found[1]}${found[2]}x${found[1]}${line.slice(found.index + found[0].length)}`]),
      }),
    )
    return [{ what: `${index + 1} left out`, at, change: 'removed', text: changed([]) }, ...values]
  })
}

function lineOf(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length
}
