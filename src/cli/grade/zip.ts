import { unzipSync } from 'fflate'
import { type FileCounter, HANDED_IN, textOf, UnreadableSubmission } from '../files.ts'

/** Entries that a zip may list, whatever they are. */
const ENTRIES = 50_000

/**
 * The manifests and scripts in a zip, by their paths; nothing is written to disk, and a link in it
 * is a file that holds a path. Throws UnreadableSubmission, also for a name that leads out of it.
 */
export function unzip(bytes: Uint8Array, counter: (path: string) => FileCounter): Record<string, string> {
  let entries = 0
  let found: Record<string, Uint8Array>
  try {
    found = unzipSync(bytes, {
      filter({ name, originalSize }) {
        if (++entries > ENTRIES) throw new UnreadableSubmission(`more than ${ENTRIES} entries in the zip`)
        const path = checked(name)
        const wanted = HANDED_IN.test(path) && !hidden(path)
        if (wanted) counter(path).add(path, originalSize)
        return wanted
      },
    })
  } catch (error) {
    if (error instanceof UnreadableSubmission) throw error
    throw new UnreadableSubmission(`not a zip that can be read: ${(error as Error).message}`)
  }
  const files: Record<string, string> = Object.create(null)
  for (const name of Object.keys(found).sort()) files[checked(name)] = textOf(found[name] as Uint8Array)
  return files
}

/** Does this begin like a zip? */
export function isZip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x50 && bytes[1] === 0x4b && (bytes[2] === 0x03 || bytes[2] === 0x05)
}

function checked(name: string): string {
  const path = name.replaceAll('\\', '/')
  if (path.startsWith('/') || /^[a-z]:/i.test(path) || path.split('/').includes('..') || path.includes('\0'))
    throw new UnreadableSubmission(`the zip has a path that leads out of it: ${JSON.stringify(name)}`)
  return path.replace(/^(?:\.\/)+/, '')
}

const hidden = (path: string): boolean => path.split('/').some((part) => part.startsWith('.') || part === '__MACOSX')
