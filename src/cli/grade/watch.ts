import { statSync, watch } from 'node:fs'
import { dirname } from 'node:path'

/** Editors write a file in several steps: quiet time before it is looked at, ms. */
const QUIET = 120

/** Calls back whenever something below the paths changes, never while the last call runs; until `signal`. */
export async function whenChanged(paths: readonly string[], look: () => Promise<void>, signal: AbortSignal): Promise<void> {
  let wake: () => void = () => {}
  let timer: NodeJS.Timeout | undefined
  const watchers = paths.map((path) => {
    const folder = statSync(path).isDirectory()
    // A file that is replaced rather than written is seen from its folder only.
    return watch(folder ? path : dirname(path) || '.', { recursive: folder }, () => {
      clearTimeout(timer)
      timer = setTimeout(() => wake(), QUIET)
    })
  })
  const stop = (): void => wake()
  signal.addEventListener('abort', stop)
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
