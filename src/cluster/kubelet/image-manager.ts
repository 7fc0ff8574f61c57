import type { Clock } from '../../sim/clock.ts'
import type { Random } from '../../sim/random.ts'
import type { Task } from '../../sim/task.ts'
import { findImage, imageNamed, PRESENT_IMAGES } from '../images/catalog.ts'
import type { TaggedImage } from '../images/image.ts'
import { parseReference, type Reference, textOfReference } from '../images/reference.ts'
import { Backoff } from './backoff.ts'
import { checkDelay, pullDelay, refusalDelay } from './timing.ts'

/** Why a container has no image: the reason and message of its waiting state. */
export interface ImageProblem {
  reason: 'ErrImagePull' | 'ImagePullBackOff' | 'ErrImageNeverPull' | 'InvalidImageName'
  message: string
}

type Tell = (type: 'Normal' | 'Warning', reason: string, message: string) => void

/** The images of one node: which are there, and how others get there. */
export class ImageManager {
  readonly #clock: Clock
  readonly #random: Random
  readonly #backoff: Backoff
  /** images that were pulled here */
  readonly #pulled = new Set<string>()
  /** the last error of each Pod's pull of an image, for the back-off's message */
  readonly #errors = new Map<string, string>()

  constructor(clock: Clock, random: Random) {
    this.#clock = clock
    this.#random = random
    this.#backoff = new Backoff(clock, 10_000, 300_000)
  }

  /** The image if it is on the node. */
  present(name: string): TaggedImage | undefined {
    const image = imageNamed(name)
    return image && (PRESENT_IMAGES.has(image.name) || this.#pulled.has(image.name)) ? image : undefined
  }

  /** Gets a container's image onto the node, as its pull policy wants it. `pause` waits, and gives up when the Pod has to go. */
  *ensure(
    uid: string,
    name: string,
    policy: string | undefined,
    tell: Tell,
    pause: (ms: number) => Task,
  ): Task<TaggedImage | ImageProblem> {
    const present = this.present(name)
    if (present && policy !== 'Always') {
      tell('Normal', 'Pulled', `Container image "${name}" already present on machine and can be accessed by the pod`)
      return present
    }
    const reference = parseReference(name)
    if (typeof reference === 'string') {
      const message = `Failed to apply default image tag "${name}": couldn't parse image name "${name}": ${reference}`
      tell('Warning', 'InspectFailed', message)
      return { reason: 'InvalidImageName', message }
    }
    if (policy === 'Never') {
      const message = `Container image "${name}" is not present with pull policy of Never`
      tell('Warning', 'ErrImageNeverPull', message)
      return { reason: 'ErrImageNeverPull', message }
    }
    const key = `${uid}_${name}`
    if (this.#backoff.remaining(key) > 0) {
      const message = `Back-off pulling image "${name}"`
      tell('Normal', 'BackOff', message)
      const cause = this.#errors.get(key)
      return { reason: 'ImagePullBackOff', message: cause === undefined ? message : `${message}: ErrImagePull: ${cause}` }
    }
    tell('Normal', 'Pulling', `Pulling image "${name}"`)
    const begun = this.#clock.now
    const found = findImage(reference)
    if (typeof found === 'string') {
      yield* pause(refusalDelay(this.#random))
      const cause = pullError(reference, found)
      tell('Warning', 'Failed', `Failed to pull image "${name}": ${cause}`)
      this.#backoff.next(key)
      this.#errors.set(key, cause)
      return { reason: 'ErrImagePull', message: cause }
    }
    yield* pause(present ? checkDelay(this.#random) : pullDelay(this.#random, found.image.size))
    this.#pulled.add(found.name)
    this.#errors.delete(key)
    const took = goDuration(this.#clock.now - begun)
    tell(
      'Normal',
      'Pulled',
      `Successfully pulled image "${name}" in ${took} (${took} including waiting). Image size: ${found.image.size} bytes.`,
    )
    return found
  }

  /** A Pod is gone. */
  forget(uid: string): void {
    this.#backoff.forget(`${uid}_`)
    for (const key of this.#errors.keys()) if (key.startsWith(`${uid}_`)) this.#errors.delete(key)
  }
}

/** containerd's words for what Docker Hub and other registries answer. */
function pullError(reference: Reference, missing: 'no repository' | 'no tag'): string {
  const name = textOfReference(reference)
  const what = `failed to pull and unpack image "${name}": failed to resolve reference "${name}": `
  const notFound = `rpc error: code = NotFound desc = ${what}${name}: not found`
  if (missing === 'no tag') return notFound
  const host = reference.repository.slice(0, reference.repository.indexOf('/'))
  if (host === 'docker.io') {
    return `${what}pull access denied, repository does not exist or may require authorization: server message: insufficient_scope: authorization failed`
  }
  if (host === 'registry.k8s.io' || host === 'ghcr.io' || host === 'quay.io' || host === 'gcr.io') return notFound
  const path = reference.repository.slice(host.length + 1)
  return `${what}failed to do request: Head "https://${host}/v2/${path}/manifests/${reference.digest ?? reference.tag}": dial tcp: lookup ${host.replace(/:\d+$/, '')}: no such host`
}

/** A duration in whole milliseconds as Go prints it: `812ms`, `1.204s`. */
function goDuration(ms: number): string {
  const whole = Math.round(ms)
  return whole < 1000 ? `${whole}ms` : `${whole / 1000}s`
}
