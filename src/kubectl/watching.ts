import type { WatchEvent } from '../cluster/apiserver/door.ts'
import type { Task } from '../sim/task.ts'
import { StatusError } from './errors.ts'
import type { Invocation } from './invocation.ts'
import type { Info } from './resource-builder.ts'
import { pathOf, type RequestOptions } from './rest.ts'

/**
 * Watches a path and hands on its events until `onEvent` returns true ('done') or the virtual time `deadline`
 * (ms) has come ('timeout'). Ctrl-C ends it as it ends every task.
 */
export function* watchPath(
  k: Invocation,
  path: string,
  options: RequestOptions,
  deadline: number,
  onEvent: (event: WatchEvent) => boolean | void,
): Task<'done' | 'timeout'> {
  const events: WatchEvent[] = []
  let wakeUp: (() => void) | undefined
  const watch = k.client.watch(path, options, (event) => {
    events.push(event)
    wakeUp?.()
  })
  try {
    for (;;) {
      for (let event = events.shift(); event; event = events.shift()) {
        if (event.type === 'ERROR') throw new StatusError(event.object as any)
        if (event.type !== 'BOOKMARK' && onEvent(event)) return 'done'
      }
      yield* k.flush()
      if (events.length > 0) continue
      if (k.now >= deadline) return 'timeout'
      yield (wake, runner) => {
        const timer = Number.isFinite(deadline) ? runner.clock.after(deadline - runner.clock.now, () => wake(undefined)) : undefined
        wakeUp = () => {
          wakeUp = undefined
          runner.clock.cancel(timer)
          wake(undefined)
        }
        return () => {
          wakeUp = undefined
          runner.clock.cancel(timer)
        }
      }
    }
  } finally {
    watch.stop()
  }
}

/** Watches one object from now on; an object may be older than what the server still knows of its past. */
export function* watchObject(
  k: Invocation,
  { mapping, namespace, name }: Pick<Info, 'mapping' | 'namespace' | 'name'>,
  deadline: number,
  onEvent: (event: WatchEvent) => boolean | void,
): Task<'done' | 'timeout'> {
  const fieldSelector = `metadata.name=${name}`
  const list = k.client.list(mapping, namespace, { query: { fieldSelector } })
  const query = { fieldSelector, resourceVersion: String(list['metadata']?.resourceVersion ?? '') }
  return yield* watchPath(k, pathOf(mapping, namespace), { query }, deadline, onEvent)
}

/** When a wait that began now ends: a duration flag in ms (0: never). */
export function deadlineOf(k: Invocation, ms: number): number {
  return ms > 0 ? k.now + ms : Number.POSITIVE_INFINITY
}
