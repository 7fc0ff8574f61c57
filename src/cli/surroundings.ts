import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { type Files, HANDED_IN, isHidden, textOf } from './files.ts'

/** What is taken along; a script may lie in somebody's home. */
const LIMITS = { files: 500, fileBytes: 2_000_000, totalBytes: 8_000_000, folders: 1_000 }

/**
 * The manifests and scripts around a script, by their paths inside its folder, nearest first. Never fails: what cannot
 * be read stays out, and what is too much too (`complete: false`). Links, hidden folders and installed packages are not entered.
 */
export function readSurroundings(folder: string): { files: Files; complete: boolean } {
  const files: Files = Object.create(null)
  const folders = ['']
  let count = 0
  let bytes = 0
  for (let index = 0; index < folders.length; index++) {
    if (index === LIMITS.folders) return { files, complete: false }
    const within = folders[index] as string
    for (const entry of entriesOf(join(folder, within))) {
      const name = within === '' ? entry.name : `${within}/${entry.name}`
      if (entry.isDirectory() && !isHidden(entry.name) && entry.name !== 'node_modules') folders.push(name)
      if (!entry.isFile() || !HANDED_IN.test(entry.name)) continue
      const content = contentOf(join(folder, name))
      if (!content) continue
      bytes += content.length
      if (++count > LIMITS.files || bytes > LIMITS.totalBytes) return { files, complete: false }
      files[name] = textOf(content)
    }
  }
  return { files, complete: true }
}

function entriesOf(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))
  } catch {
    return []
  }
}

/** Undefined: too large, or may not be read. */
function contentOf(path: string): Uint8Array | undefined {
  try {
    return statSync(path).size > LIMITS.fileBytes ? undefined : readFileSync(path)
  } catch {
    return undefined
  }
}
