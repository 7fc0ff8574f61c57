import type { Task } from '../../sim/task.ts'
import { ConfigError } from './config-error.ts'
import type { Container } from './container.ts'
import type { Sandbox } from './container-factory.ts'
import type { Slot } from './container-status.ts'
import { runHook } from './lifecycle-hook.ts'
import type { PodContext } from './node-runtime.ts'
import { createDelay, RESYNC, RETRY, startDelay } from './timing.ts'

/** What a start leads to, besides what it notes in the slot: a container to watch, or one to end at once. */
export interface StartedContainer {
  container: Container
  /** its postStart hook has failed */
  hookFailed: boolean
}

/**
 * Starts a slot's container: back-off, image, creation, start, postStart hook. Where that is not
 * possible the slot's problem says why, and the Pod is looked at again. `run` starts the created one.
 */
export function* startContainer(
  context: PodContext,
  slot: Slot,
  run: (container: Container) => string | undefined,
): Task<StartedContainer | undefined> {
  const { runtime, uid, pod, volumes } = context
  const { images, factory, random, clock, restarts } = runtime
  const { spec, restored } = slot
  const last = slot.current
  const tell = (type: 'Normal' | 'Warning', reason: string, message: string): void => context.tell(type, reason, message, slot)

  if (last?.termination || restored?.state?.terminated) {
    const endedAt = last?.termination?.finishedAt ?? Date.parse(restored?.state?.terminated?.finishedAt ?? '')
    const key = `${uid}/${spec.name}/${spec.image}`
    const wait = restarts.remaining(key, endedAt)
    if (wait > 0) {
      const name = `${pod.metadata.name}_${pod.metadata.namespace}(${uid})`
      tell('Warning', 'BackOff', `Back-off restarting failed container ${spec.name} in pod ${name}`)
      const message = `back-off ${backoffText(restarts.get(key))} restarting failed container=${spec.name} pod=${name}`
      slot.problem = { reason: 'CrashLoopBackOff', message }
      context.retryIn(Math.min(wait, RESYNC) * (1 + random.fraction() / 2))
      return undefined
    }
    restarts.next(key, endedAt)
  }

  const image = yield* images.ensure(uid, spec.image ?? '', spec.imagePullPolicy, tell, (ms) => context.pause(ms))
  if ('reason' in image) {
    slot.problem = image
    tell('Warning', 'Failed', `Error: ${image.reason}`)
    context.retryIn(RETRY * (1 + random.fraction() / 2))
    return undefined
  }

  yield* context.pause(createDelay(random))
  const ended = restored?.state?.terminated
  const restartCount = last ? last.restartCount + 1 : (restored?.restartCount ?? 0) + (ended ? 1 : 0)
  let container: Container
  try {
    container = factory.create({
      pod,
      spec,
      sandbox: context.sandbox as Sandbox,
      volumes,
      image,
      restartCount,
      pids: context.pidsFor(slot),
    })
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    tell('Warning', 'Failed', `Error: ${error.message}`)
    slot.problem = { reason: 'CreateContainerConfigError', message: error.message }
    context.retryIn(RETRY * (1 + random.fraction() / 2))
    return undefined
  }
  tell('Normal', 'Created', 'Container created')
  yield* context.pause(startDelay(random))
  if (last?.termination) slot.previous = last
  slot.current = container
  slot.problem = undefined
  const message = run(container)
  if (message !== undefined) {
    tell('Warning', 'Failed', `Error: ${message}`)
    slot.problem = { reason: 'RunContainerError', message }
    return undefined
  }
  tell('Normal', 'Started', 'Container started')
  const hook = spec.lifecycle?.postStart
  if (!hook) return { container, hookFailed: false }
  const begun = clock.now
  const failure = yield* runHook(hook, container, context.sandbox as Sandbox)
  if (failure === undefined) return { container, hookFailed: false }
  tell('Warning', 'FailedPostStartHook', 'PostStartHook failed')
  slot.problem = { reason: 'PostStartHookError', message: failure }
  if (clock.now === begun) yield* context.pause(1)
  return { container, hookFailed: true }
}

/** A back-off as Go prints a duration: `10s`, `1m20s`, `5m0s`. */
function backoffText(ms: number): string {
  const seconds = Math.round(ms / 1000)
  return seconds < 60 ? `${seconds}s` : `${Math.floor(seconds / 60)}m${seconds % 60}s`
}
