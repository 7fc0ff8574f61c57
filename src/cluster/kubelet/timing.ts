import type { Instant } from '../../sim/clock.ts'
import type { Random } from '../../sim/random.ts'

// Virtual milliseconds, as the recorded node took them.

/** The kubelet looks every so often whether a Pod's volumes are mounted; without volumes it goes on at once. */
export const MOUNT_WAIT = 300
/** PLEG asks the runtime for what has changed once in this time. */
export const RELIST_PERIOD = 1_000
/** A Pod that could not be synced is tried again after this, and up to half as much more. */
export const RETRY = 10_000
/** A Pod in back-off is looked at again when that is over, but after this, and up to half as much more, at the latest. */
export const RESYNC = 60_000
/** Killing gives a container this long at the least. */
export const MINIMUM_GRACE = 2_000
/** How long after a change of a ConfigMap or Secret its mounted files follow, at the most. */
export const VOLUME_RESYNC = 90_000

/** Several starts at once wait for one another. */
function contention(starting: number): number {
  return 25 * Math.min(starting, 8)
}

/** Making a Pod's sandbox and network. */
export function sandboxDelay(random: Random, starting: number): number {
  return 80 + random.below(70) + contention(starting)
}

export function createDelay(random: Random): number {
  return 25 + random.below(25)
}

export function startDelay(random: Random): number {
  return 20 + random.below(25)
}

/** After a look that changed something PLEG is asked for news at once: until the next look. */
export function statusDelay(random: Random): number {
  return 4 + random.below(12)
}

/** Taking a sandbox down. */
export function teardownDelay(random: Random): number {
  return 150 + random.below(200)
}

/** Until the kubelet has seen that a Pod's volumes are unmounted; it is in no hurry with one that has finished by itself. */
export function unmountDelay(random: Random, deleted: boolean): number {
  return (deleted ? 100 : 700) + random.below(600)
}

/** A registry's answer that there is no such image. */
export function refusalDelay(random: Random): number {
  return 500 + random.below(400)
}

/** Pulling an image: part of it grows with its size. */
export function pullDelay(random: Random, bytes: number): number {
  return 700 + random.below(500) + bytes / 100_000
}

/** Asking a registry whether the image that is there is still the one. */
export function checkDelay(random: Random): number {
  return 250 + random.below(250)
}

/** When PLEG will next look: relists come once a period, at a phase of the node's own. */
export function nextRelist(now: Instant, phase: number): Instant {
  return Math.floor((now - phase) / RELIST_PERIOD + 1) * RELIST_PERIOD + phase
}
