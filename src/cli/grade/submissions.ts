import { lstatSync, readdirSync, statSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { isSession } from '../../grader/session-text.ts'
import { FileCounter, type Files, filesBelow, HANDED_IN, isHidden, readFiles, textHandedIn, UnreadableSubmission } from '../files.ts'
import { type Archive, below, isZip, openZip, readZip } from './zip.ts'

/** Bytes of one text from standard input. */
const TEXT_BYTES = 8_000_000
/** Zips in one learner's folder. */
const ZIPS = 20

/** One learner's work, read when its turn comes. */
export interface Source {
  /** what it is called in reports */
  name: string
  /** where its files lie, from where one stands: '' or ending with '/' */
  root: string
  /** Texts by path. Throws UnreadableSubmission. */
  read(): Promise<Files>
}

export interface SourceOptions {
  /** each entry of a folder or zip is a learner */
  each: boolean
  /** the work lies in this folder of each learner's */
  within?: string | undefined
  /** absolute paths that are nobody's work: the reports that are being written */
  except: ReadonlySet<string>
  /** standard input, for the path `-` */
  stdin: () => Uint8Array
  /** how a text without a name is called: `answer.yaml` */
  nameOfText: string
}

/** The learners' work behind the paths of a call, in order of their names. Throws when a path is not there or no zip. */
export async function sourcesOf(paths: readonly string[], options: SourceOptions): Promise<Source[]> {
  const sources: Source[] = []
  for (const path of paths) {
    const found = options.each ? await eachIn(path, options) : [oneAt(path, options)]
    // Classes may have learners of the same name.
    sources.push(...(options.each && paths.length > 1 ? found.map((each) => ({ ...each, name: `${path}/${each.name}` })) : found))
  }
  return sources
}

/** Looks a folder like a class: the same file in three of its folders or more? */
export function holdsSeveral(path: string): boolean {
  if (path === '-' || !statSync(path).isDirectory()) return false
  const counts = new Map<string, number>()
  for (const entry of readdirSync(path, { withFileTypes: true })) {
    if (!entry.isDirectory() || isHidden(entry.name)) continue
    for (const name of readdirSync(join(path, entry.name))) if (HANDED_IN.test(name)) counts.set(name, (counts.get(name) ?? 0) + 1)
  }
  return [...counts.values()].some((count) => count >= 3)
}

function oneAt(path: string, { within, except, stdin, nameOfText }: SourceOptions): Source {
  if (path === '-') {
    const bytes = stdin()
    const read = async (): Promise<Files> => (isZip(bytes) ? readZip(bytes) : named(bytes, nameOfText))
    return { name: 'stdin', root: '', read: async () => inside(await read(), within) }
  }
  const folder = statSync(path).isDirectory()
  if (!folder && path.endsWith('.zip')) return { name: path, root: '', read: async () => inside(await readZip(path), within) }
  if (!folder) return { name: path, root: path.slice(0, path.length - basename(path).length), read: async () => readFiles(path) }
  const root = `${path.replace(/\/+$/, '')}/`
  return { name: path, root: within ? `${root}${trimmed(within)}/` : root, read: () => readFolder(path, within, except) }
}

/** A folder's texts, and those of the zips in it. What lies `within` may lie in a zip as well. */
async function readFolder(path: string, within: string | undefined, except: ReadonlySet<string>): Promise<Files> {
  const folder = within === undefined ? path : step(path, within)
  if (folder === undefined) return inside(await readFolder(path, undefined, except), within)
  const counter = new FileCounter()
  const files = readFiles(folder, except, counter)
  const zips = filesBelow(folder, /\.zip$/)
  if (zips.length > ZIPS) throw new UnreadableSubmission('zips', { limit: ZIPS })
  for (const zip of zips) Object.assign(files, below(zip.name, await readZip(zip.path, counter)))
  return files
}

/** A folder inside a learner's; undefined when it is not there. Throws UnreadableSubmission when a link leads to it. */
function step(root: string, within: string): string | undefined {
  let path = root
  for (const name of trimmed(within).split('/')) {
    path = join(path, name)
    const what = lstatSync(path, { throwIfNoEntry: false })
    if (what?.isSymbolicLink()) throw new UnreadableSubmission('link', { file: within })
    if (!what?.isDirectory()) return undefined
  }
  return path
}

async function eachIn(path: string, options: SourceOptions): Promise<Source[]> {
  if (path === '-') return eachInZip(await openZip(options.stdin()), options)
  if (statSync(path).isFile()) return eachInZip(await openZip(path), options)
  return readdirSync(path)
    .filter((name) => !isHidden(name) && !options.except.has(resolve(path, name)))
    .sort()
    .flatMap((name): Source[] => {
      const full = join(path, name)
      const what = lstatSync(full, { throwIfNoEntry: false })
      // Who hands in a link hands in somebody else's file.
      if (!what || what.isSymbolicLink()) return [refused(name, what ? 'link' : 'name')]
      if (what.isDirectory() || /\.zip$/.test(name) || HANDED_IN.test(name)) return [{ ...oneAt(full, options), name }]
      return []
    })
}

/** A zip's learners: its topmost folders and files; one folder around all of them is looked into. */
function eachInZip(zip: Archive, { within }: SourceOptions): Source[] {
  const parts = zip.paths.map((path) => path.split('/'))
  const around = parts.length > 0 && parts.every((each) => each.length > 2 && each[0] === parts[0]?.[0]) ? 1 : 0
  const learners = new Map<string, string[]>()
  for (const [index, path] of zip.paths.entries()) {
    const learner = parts[index]?.[around] as string
    learners.set(learner, [...(learners.get(learner) ?? []), path])
  }
  return [...learners]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, paths]) => {
      const own = paths[0]?.split('/').slice(0, around).concat(name).join('/') as string
      const read = async (): Promise<Files> => {
        const files = await zip.read(paths, new FileCounter())
        return Object.hasOwn(files, own) ? { [name]: files[own] as string } : inside(files, own)
      }
      return { name, root: '', read: async () => inside(await read(), within) }
    })
}

/** A text that came without a name. */
function named(bytes: Uint8Array, name: string): Files {
  if (bytes.length > TEXT_BYTES) throw new UnreadableSubmission('bytes', { limit: TEXT_BYTES })
  const text = textHandedIn(bytes, name)
  return { [isSession(text) ? 'session.json' : name]: text }
}

/** The files below a folder, without its name. What a zip has around everything is looked into. */
export function inside(files: Readonly<Files>, folder: string | undefined): Files {
  if (folder === undefined) return files
  const paths = Object.keys(files)
  const wanted = `${trimmed(folder)}/`
  const top = `${paths[0]?.split('/')[0]}/`
  const around = paths.some((path) => path.startsWith(wanted)) || !paths.every((path) => path.startsWith(top)) ? '' : top
  const prefix = around + wanted
  const out: Files = Object.create(null)
  for (const path of paths) if (path.startsWith(prefix)) out[path.slice(prefix.length)] = files[path] as string
  return out
}

function trimmed(folder: string): string {
  return folder.replace(/^(?:\.\/)+|\/+$/g, '')
}

function refused(name: string, reason: 'link' | 'name'): Source {
  return { name, root: '', read: () => Promise.reject(new UnreadableSubmission(reason, { file: name })) }
}
