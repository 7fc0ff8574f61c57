import type { FileSystem } from '../../cluster/machine/filesystem.ts'
import { LAPTOP_DIRECTORY, LAPTOP_HOME } from '../../lab/scenario.ts'

/** Files shown in the tree. */
const LIMIT = 500

export interface TreeEntry {
  path: string
  name: string
  depth: number
  folder: boolean
}

/** The learner's files and folders, folders first, hidden ones left out. */
export function treeOf(fs: FileSystem): TreeEntry[] {
  const out: TreeEntry[] = []
  const walk = (folder: string, depth: number): void => {
    if (depth > 12) return
    const names = fs.lookup(folder)?.type === 'directory' ? fs.readdir(folder).filter((name) => !name.startsWith('.')) : []
    const isFolder = (name: string): boolean => fs.lookup(`${folder}/${name}`, false)?.type === 'directory'
    for (const name of [...names.filter(isFolder), ...names.filter((name) => !isFolder(name))]) {
      if (out.length >= LIMIT) return
      const path = `${folder}/${name}`
      const folderToo = isFolder(name)
      out.push({ path, name, depth, folder: folderToo })
      if (folderToo) walk(path, depth + 1)
    }
  }
  walk(LAPTOP_HOME, 0)
  return out
}

/** A path as it is called in the laptop's folder: `web.yaml`. What lies elsewhere keeps its whole path. */
export function nameOf(path: string): string {
  return path.startsWith(`${LAPTOP_DIRECTORY}/`) ? path.slice(LAPTOP_DIRECTORY.length + 1) : path
}

/** A name that someone typed, as a path in the shop's folder; undefined when it cannot be one. */
export function pathFrom(name: string): string | undefined {
  const clean = name.trim().replace(/^~\//, `${LAPTOP_HOME}/`)
  const path = clean.startsWith('/') ? clean : `${LAPTOP_DIRECTORY}/${clean}`
  const steps = path.split('/').slice(1)
  const fine =
    clean !== '' &&
    path.startsWith(`${LAPTOP_HOME}/`) &&
    steps.every((step) => step !== '' && step !== '.' && step !== '..' && step.length < 200)
  return fine && !/[\p{Cc}]/u.test(path) ? path : undefined
}
