import { busybox } from './busybox.ts'
import { coredns } from './coredns.ts'
import { dnsutils, jessieDnsutils } from './dnsutils.ts'
import { helloBackend } from './hello-backend.ts'
import { helloFrontend } from './hello-frontend.ts'
import { digestOf, type Image, type TaggedImage } from './image.ts'
import { nginx } from './nginx.ts'
import { pause } from './pause.ts'
import type { Reference } from './reference.ts'

/** Every image there is. A new one is a file in this folder and a name here. */
const IMAGES: readonly Image[] = [helloBackend, helloFrontend, nginx, busybox, dnsutils, jessieDnsutils, pause, coredns]

const byRepository = new Map<string, Image>(IMAGES.map((image) => [image.repository, image]))
const found = new Map<string, TaggedImage>()

/** What a registry has under a name: the image, or what is missing. */
export function findImage({ repository, tag, digest }: Reference): TaggedImage | 'no repository' | 'no tag' {
  const image = byRepository.get(repository)
  if (!image) return 'no repository'
  const known = digest ? image.tags.find((each) => digestOf(repository, each) === digest) : image.tags.includes(tag) ? tag : undefined
  if (known === undefined) return 'no tag'
  const name = `${repository}:${known}`
  let tagged = found.get(name)
  if (!tagged) {
    tagged = { image, name, id: `${repository}@${digestOf(repository, known)}` }
    found.set(name, tagged)
  }
  return tagged
}

/** The images that every node has from the start, in full. */
export const PRESENT_IMAGES: ReadonlySet<string> = new Set(
  IMAGES.filter((image) => image.present).flatMap((image) => image.tags.map((tag) => `${image.repository}:${tag}`)),
)
