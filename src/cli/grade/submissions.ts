import { lstatSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { basename, join } from 'node:path'
import { isSession } from '../../grader/session.ts'
import { FileCounter, HANDED_IN, LIMITS, readFiles, textOf, UnreadableSubmission } from '../files.ts'
import { isZip, unzip } from './zip.ts'

/** The bytes of one zip, with all its learners. */
const ZIP_BYTES = 1_000_000_000
const ONE_ZIP_BYTES = 50_000_000

/** One learner's work, read when its turn comes. */
export interface Source {
  /** what it is called in reports */
  name: string
  /** where its files lie, from where one stands: '' or ending with '/' */
  root: string
  /** Texts by path. Throws UnreadableSubmission. */
  read(): Record<string, string>
}

export interface SourceOptions {
  /** each entry of a folder or zip is a learner */
  each: boolean
  /** the work lies in this folder of each learner's */
  within?: string | undefined
  /** standard input, for the path `-` */
  stdin: () => Uint8Array
  /** how a text without a name is called: `answer.yaml` */
  nameOfText: string
}

/** The learners' work behind the paths of a call, in order of their names. Throws when a path is not there. */
export function sourcesOf(paths: readonly string[], options: SourceOptions): Source[] {
  return paths.flatMap((path) => (options.each ? eachIn(path, options) : [oneAt(path, options)]))
}

function oneAt(path: string, options: SourceOptions): Source {
  if (path === '-') {
    const bytes = options.stdin()
    const read = (): Record<string, string> => (isZip(bytes) ? oneZip(bytes) : named(limited(bytes), options.nameOfText))
    return { name: 'stdin', root: '', read: () => inside(read(), options.within) }
  }
  const what = statSync(path)
  if (what.isFile() && path.endsWith('.zip')) return { name: path, root: '', read: () => inside(oneZip(zipBytes(path)), options.within) }
  const folder = what.isDirectory()
  const root = folder ? `${path.replace(/\/+$/, '')}/` : path.slice(0, path.length - basename(path).length)
  return {
    name: path,
    root: rootOf(root, folder ? options.within : undefined),
    read: () => readFiles(folder ? join(path, options.within ?? '') : path),
  }
}

function eachIn(path: string, options: SourceOptions): Source[] {
  if (path === '-') return eachInZip(options.stdin(), options)
  if (statSync(path).isFile()) return eachInZip(zipBytes(path), options)
  return readdirSync(path)
    .filter((name) => !name.startsWith('.'))
    .sort()
    .flatMap((name): Source[] => {
      const full = join(path, name)
      const what = lstatSync(full)
      // Who hands in a link hands in somebody else's file.
      if (what.isSymbolicLink()) return [refused(name, 'a link is not followed')]
      if (what.isDirectory() || /\.zip$/.test(name) || HANDED_IN.test(name)) return [{ ...oneAt(full, options), name }]
      return []
    })
}

/** A zip's learners: its topmost folders and files; one folder around all of them is looked into. */
function eachInZip(bytes: Uint8Array, { within }: SourceOptions): Source[] {
  const counters = new Map<string, FileCounter>()
  const counterOf = (path: string): FileCounter => {
    const learner = path.split('/').slice(0, 2).join('/')
    if (!counters.has(learner)) counters.set(learner, new FileCounter())
    return counters.get(learner) as FileCounter
  }
  const all = unzip(bytes, counterOf)
  const paths = Object.keys(all)
  const around =
    paths.length > 0 && paths.every((path) => path.split('/').length > 2) && new Set(paths.map((path) => path.split('/')[0])).size === 1
      ? 1
      : 0
  const learners = new Map<string, Record<string, string>>()
  for (const path of paths) {
    const parts = path.split('/').slice(around)
    const learner = parts[0] as string
    if (!learners.has(learner)) learners.set(learner, Object.create(null))
    ;(learners.get(learner) as Record<string, string>)[parts.length > 1 ? parts.slice(1).join('/') : learner] = all[path] as string
  }
  return [...learners].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, files]) => ({ name, root: '', read: () => inside(files, within) }))
}

function oneZip(bytes: Uint8Array): Record<string, string> {
  if (bytes.length > ONE_ZIP_BYTES) throw new UnreadableSubmission(`the zip is larger than ${ONE_ZIP_BYTES} bytes`)
  const counter = new FileCounter()
  return unzip(bytes, () => counter)
}

function zipBytes(path: string): Uint8Array {
  if (statSync(path).size > ZIP_BYTES) throw new UnreadableSubmission(`the zip is larger than ${ZIP_BYTES} bytes`)
  return readFileSync(path)
}

/** A text that came without a name. */
function named(text: string, name: string): Record<string, string> {
  return { [isSession(text) ? 'session.json' : name]: text }
}

function limited(bytes: Uint8Array): string {
  if (bytes.length > LIMITS.totalBytes) throw new UnreadableSubmission(`more than ${LIMITS.totalBytes} bytes`)
  return textOf(bytes)
}

/** The files below a folder, without its name. */
export function inside(files: Readonly<Record<string, string>>, folder: string | undefined): Record<string, string> {
  const prefix = folder ? `${folder.replace(/\/+$/, '')}/` : ''
  const out: Record<string, string> = Object.create(null)
  for (const [path, text] of Object.entries(files)) if (path.startsWith(prefix)) out[path.slice(prefix.length)] = text
  return out
}

function rootOf(root: string, within: string | undefined): string {
  return within ? `${root}${within.replace(/\/+$/, '')}/` : root
}

function refused(name: string, why: string): Source {
  return {
    name,
    root: '',
    read() {
      throw new UnreadableSubmission(why)
    },
  }
}
