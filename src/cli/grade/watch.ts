import { statSync, watch } from 'node:fs'
import { dirname, resolve } from 'node:path'

/** Editors write a file in several steps: quiet time before it is looked at, ms. */
const QUIET = 120

/**
 * Calls back, and again whenever something below the paths changes, never while the last call runs;
 * until `signal`. `except`: absolute paths whose changes are our own. A path need not be there yet,
 * if its folder is. Throws Node's own error where that is not there either.
 */
export async function whenChanged(
  paths: readonly string[],
  except: ReadonlySet<string>,
  look: () => Promise<void>,
  signal: AbortSignal,
): Promise<void> {
  let wake: () => void = () => {}
  let timer: NodeJS.Timeout | undefined
  const watchers = paths.map((path) => {
    const isFolder = statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false
    // A file that is replaced rather than written is seen from its folder only.
    const folder = isFolder ? path : dirname(path)
    return watch(folder, { recursive: isFolder }, (_, name) => {
      const changed = resolve(folder, name ?? '')
      if (except.has(changed) || (!isFolder && name !== null && changed !== resolve(path))) return
      clearTimeout(timer)
      timer = setTimeout(() => wake(), QUIET)
    })
  })
  signal.addEventListener('abort', () => wake())
  while (!signal.aborted) {
    const changed = new Promise<void>((resolve) => {
      wake = resolve
    })
    await look()
    if (!signal.aborted) await changed
  }
  for (const watcher of watchers) watcher.close()
  clearTimeout(timer)
}
