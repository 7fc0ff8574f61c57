import { lstatSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { basename, join, relative, resolve, sep } from 'node:path'
import { type Message, message } from '../grader/report.ts'
import { sentence } from '../grader/words.ts'
import { CannotRun } from './usage.ts'

/** Texts by path, with `/` between folders. */
export type Files = Record<string, string>

/** What one submission may hold. */
const LIMITS = { files: 1_000, fileBytes: 2_000_000, totalBytes: 8_000_000, depth: 20 }
/** The files of a folder that are handed in. */
export const HANDED_IN = /\.(ya?ml|json|sh)$/

/** A submission that cannot be read: why, as a message of the grader's words and as a line in English. */
export class UnreadableSubmission extends CannotRun {
  readonly why: Message
  /** `reason`: a key of content/grader below `reason.` */
  constructor(reason: string, parameters: Message['parameters'] = {}) {
    const why = message('stopped.unreadable', { reason, ...parameters })
    super(sentence(message(`reason.${reason}`, parameters), 'en'))
    this.why = why
  }
}

/** Counts what is read of one submission, up to the limits. */
export class FileCounter {
  #files = 0
  #bytes = 0

  /** Throws UnreadableSubmission. */
  add(name: string, bytes: number): void {
    if (++this.#files > LIMITS.files) throw new UnreadableSubmission('files', { limit: LIMITS.files })
    if (bytes > LIMITS.fileBytes) throw new UnreadableSubmission('fileBytes', { file: shown(name), limit: LIMITS.fileBytes })
    this.#bytes += bytes
    if (this.#bytes > LIMITS.totalBytes) throw new UnreadableSubmission('bytes', { limit: LIMITS.totalBytes })
  }
}

/** A file below a folder. */
export interface Found {
  /** where it is */
  path: string
  /** its path inside the folder */
  name: string
}

/**
 * The files below a folder whose names are `wanted`, in order. Links are not followed, hidden folders
 * not entered. Throws UnreadableSubmission.
 */
export function filesBelow(folder: string, wanted: RegExp): Found[] {
  const walk = (at: string, depth: number): Found[] => {
    if (depth > LIMITS.depth) throw new UnreadableSubmission('depth', { limit: LIMITS.depth })
    return readdirSync(at, { withFileTypes: true })
      .sort((a, b) => (a.name < b.name ? -1 : 1))
      .flatMap((entry): Found[] => {
        const path = join(at, entry.name)
        if (entry.isDirectory()) return isHidden(entry.name) ? [] : walk(path, depth + 1)
        return entry.isFile() && wanted.test(entry.name) ? [{ path, name: relative(folder, path).split(sep).join('/') }] : []
      })
  }
  return walk(folder, 0)
}

/** What tools keep for themselves, and what macOS puts into its zips. */
export function isHidden(name: string): boolean {
  return name.startsWith('.') || name === '__MACOSX'
}

/**
 * The manifests and scripts of a file or a folder, by their paths inside it. `except`: absolute paths
 * that are not looked at. Throws UnreadableSubmission, or Node's own error where nothing is.
 */
export function readFiles(path: string, except: ReadonlySet<string> = new Set(), counter = new FileCounter()): Files {
  const files: Files = Object.create(null)
  const what = statSync(path)
  if (!what.isFile() && !what.isDirectory()) throw new UnreadableSubmission('noFile', { file: shown(path) })
  const found = what.isFile() ? [{ path, name: basename(path) }] : filesBelow(path, HANDED_IN)
  for (const each of found) {
    if (except.has(resolve(each.path))) continue
    counter.add(each.name, lstatSync(each.path).size)
    files[each.name] = textHandedIn(readFileSync(each.path), each.name)
  }
  return files
}

/** UTF-8, or UTF-16 as Windows PowerShell writes it; without the mark before it. */
export function textOf(bytes: Uint8Array, fatal = false): string {
  const wide = bytes[0] === 0xff && bytes[1] === 0xfe
  return new TextDecoder(wide ? 'utf-16le' : 'utf-8', { fatal }).decode(bytes)
}

/** The same of what was handed in. Throws UnreadableSubmission for other bytes: what was saved in Big5 would be other words. */
export function textHandedIn(bytes: Uint8Array, name: string): string {
  try {
    return textOf(bytes, true)
  } catch {
    throw new UnreadableSubmission('encoding', { file: shown(name) })
  }
}

/** A name as it stands in a sentence. */
function shown(name: string): string {
  return name.length > 100 ? `${name.slice(0, 100)}…` : name
}
