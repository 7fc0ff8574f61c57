import { buffer } from 'node:stream/consumers'
import { type Entry, fromBufferPromise, openPromise, type ZipFile } from 'yauzl'
import { FileCounter, type Files, HANDED_IN, isHidden, textHandedIn, UnreadableSubmission } from '../files.ts'

/** Entries that a zip may list, whatever they are. */
const ENTRIES = 50_000
/** Bytes of all zips inside a zip. */
const INNER_BYTES = 20_000_000

/**
 * A zip: its manifests and scripts by path, and the zips in it. It is listed when it is opened, and
 * read piece by piece; nothing is written to disk, and a link in it is a file that holds a path.
 */
export interface Archive {
  paths: readonly string[]
  /** The texts of these paths; what lies in an inner zip has the zip's path before it. Throws UnreadableSubmission. */
  read(paths: readonly string[], counter: FileCounter): Promise<Files>
  close(): void
}

/** Opens a zip by its path or its bytes. Throws UnreadableSubmission, also for a name that leads out of it. */
export async function openZip(from: string | Uint8Array): Promise<Archive> {
  const options = { autoClose: false }
  const zip = await orUnreadable(() =>
    typeof from === 'string'
      ? openPromise(from, options)
      : fromBufferPromise(Buffer.from(from.buffer, from.byteOffset, from.length), options),
  )
  try {
    const entries = await orUnreadable(() => list(zip))
    return {
      paths: [...entries.keys()],
      close: () => zip.close(),
      read: (paths, counter) => orUnreadable(() => read(zip, entries, paths, counter)),
    }
  } catch (error) {
    zip.close()
    throw error
  }
}

/** All texts of a zip. */
export async function readZip(from: string | Uint8Array, counter = new FileCounter()): Promise<Files> {
  const zip = await openZip(from)
  try {
    return await zip.read(zip.paths, counter)
  } finally {
    zip.close()
  }
}

/** Does this begin like a zip? */
export function isZip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x50 && bytes[1] === 0x4b && (bytes[2] === 0x03 || bytes[2] === 0x05)
}

/** What is of interest in it. The names have been looked at by yauzl: none leads out. */
async function list(zip: ZipFile): Promise<Map<string, Entry>> {
  if (zip.entryCount > ENTRIES) throw new UnreadableSubmission('entries', { limit: ENTRIES })
  const entries = new Map<string, Entry>()
  for await (const entry of zip.eachEntry()) {
    const path = entry.fileName.replace(/^(?:\.\/)+/, '')
    if ((HANDED_IN.test(path) || path.endsWith('.zip')) && !path.split('/').some(isHidden)) entries.set(path, entry)
  }
  return new Map([...entries].sort(([a], [b]) => (a < b ? -1 : 1)))
}

async function read(zip: ZipFile, entries: ReadonlyMap<string, Entry>, paths: readonly string[], counter: FileCounter): Promise<Files> {
  const files: Files = Object.create(null)
  let innerBytes = 0
  for (const path of paths) {
    const entry = entries.get(path) as Entry
    const inner = path.endsWith('.zip')
    if (!inner) counter.add(path, entry.uncompressedSize)
    else if ((innerBytes += entry.uncompressedSize) > INNER_BYTES) throw new UnreadableSubmission('innerBytes', { limit: INNER_BYTES })
    // Ends with an error as soon as there is more than the entry said.
    const bytes = await buffer(await zip.openReadStreamPromise(entry))
    if (inner) Object.assign(files, below(path, await readInner(bytes, counter)))
    else files[path] = textHandedIn(bytes, path)
  }
  return files
}

/** A zip inside a zip; zips in that one are left alone. */
async function readInner(bytes: Uint8Array, counter: FileCounter): Promise<Files> {
  const zip = await openZip(bytes)
  return zip.read(
    zip.paths.filter((path) => !path.endsWith('.zip')),
    counter,
  )
}

/** The files as they lie in a folder. */
export function below(folder: string, files: Readonly<Files>): Files {
  return Object.fromEntries(Object.entries(files).map(([path, text]) => [`${folder}/${path}`, text]))
}

async function orUnreadable<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof UnreadableSubmission || (error as NodeJS.ErrnoException).syscall !== undefined) throw error
    const detail = (error as Error).message.slice(0, 300)
    // yauzl's words for a name with `..` in it, a name from the root, and more bytes than were told
    if (/^(?:invalid relative path|absolute path|invalid characters in fileName)/.test(detail))
      throw new UnreadableSubmission('zipPath', { detail })
    if (/^too many bytes/.test(detail)) throw new UnreadableSubmission('zipSize')
    if (/encrypted/.test(detail)) throw new UnreadableSubmission('zipPassword')
    throw new UnreadableSubmission('zip', { detail })
  }
}
