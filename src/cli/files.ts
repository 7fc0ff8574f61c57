import { lstatSync, readdirSync, readFileSync } from 'node:fs'
import { basename, join, relative } from 'node:path'

/** What one path may hold. */
const MAX_FILES = 1_000
const MAX_FILE_BYTES = 2_000_000
const HANDED_IN = /\.(ya?ml|json|sh)$/

/** The manifests and scripts of a file or a folder, by their paths inside it. Links are not followed. */
export function readFiles(path: string): Record<string, string> {
  const files: Record<string, string> = Object.create(null)
  let count = 0
  const add = (file: string, name: string): void => {
    if (++count > MAX_FILES) throw new Error(`more than ${MAX_FILES} files`)
    if (lstatSync(file).size > MAX_FILE_BYTES) throw new Error(`${name} is larger than ${MAX_FILE_BYTES} bytes`)
    files[name] = readFileSync(file, 'utf8')
  }
  const walk = (folder: string): void => {
    for (const entry of readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))) {
      const full = join(folder, entry.name)
      if (entry.isDirectory() && !entry.name.startsWith('.')) walk(full)
      else if (entry.isFile() && HANDED_IN.test(entry.name)) add(full, relative(path, full))
    }
  }
  if (lstatSync(path).isDirectory()) walk(path)
  else add(path, basename(path))
  return files
}
