import { lstatSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { basename, join, relative, sep } from 'node:path'

/** What one submission may hold. */
export const LIMITS = { files: 1_000, fileBytes: 2_000_000, totalBytes: 8_000_000, depth: 20 }
/** The files of a folder that are handed in. */
export const HANDED_IN = /\.(ya?ml|json|sh)$/

/** A submission that cannot be read; the message says why. */
export class UnreadableSubmission extends Error {}

/** Counts what is read, up to the limits. */
export class FileCounter {
  #files = 0
  #bytes = 0

  /** Throws UnreadableSubmission. */
  add(name: string, bytes: number): void {
    if (++this.#files > LIMITS.files) throw new UnreadableSubmission(`more than ${LIMITS.files} files`)
    if (bytes > LIMITS.fileBytes) throw new UnreadableSubmission(`${name} is larger than ${LIMITS.fileBytes} bytes`)
    this.#bytes += bytes
    if (this.#bytes > LIMITS.totalBytes) throw new UnreadableSubmission(`more than ${LIMITS.totalBytes} bytes in all`)
  }
}

/** The manifests and scripts of a file or a folder, by their paths inside it. Links are not followed, hidden folders not entered. */
export function readFiles(path: string): Record<string, string> {
  const files: Record<string, string> = Object.create(null)
  const counter = new FileCounter()
  const add = (file: string, name: string): void => {
    counter.add(name, lstatSync(file).size)
    files[name] = textOf(readFileSync(file))
  }
  const walk = (folder: string, depth: number): void => {
    if (depth > LIMITS.depth) throw new UnreadableSubmission(`folders more than ${LIMITS.depth} deep`)
    for (const entry of readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))) {
      const full = join(folder, entry.name)
      if (entry.isDirectory() && !entry.name.startsWith('.')) walk(full, depth + 1)
      else if (entry.isFile() && HANDED_IN.test(entry.name)) add(full, relative(path, full).split(sep).join('/'))
    }
  }
  const what = statSync(path)
  if (what.isDirectory()) walk(path, 0)
  else if (what.isFile()) add(path, basename(path))
  else throw new UnreadableSubmission(`${path} is neither a file nor a folder`)
  return files
}

/** UTF-8, without the mark that Windows puts before it. */
export function textOf(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes)
}
