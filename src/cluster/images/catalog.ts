import { agnhost } from './agnhost.ts'
import { alpine, curl } from './alpine.ts'
import { busybox } from './busybox.ts'
import { coredns } from './coredns.ts'
import { debian, netshoot } from './debian.ts'
import { dnsutils, jessieDnsutils } from './dnsutils.ts'
import { helloBackend } from './hello-backend.ts'
import { helloFrontend } from './hello-frontend.ts'
import { httpEcho } from './http-echo.ts'
import { httpd } from './httpd.ts'
import { digestOf, type Image, type TaggedImage } from './image.ts'
import { nginx, nginxOthers } from './nginx/nginx.ts'
import { pause } from './pause.ts'
import { redis } from './redis/redis.ts'
import { parseReference, type Reference } from './reference.ts'
import { stress } from './stress.ts'
import { whoami } from './whoami.ts'

/** Every image there is. A new one is a file in this folder and a name here. */
const IMAGES: readonly Image[] = [
  helloBackend,
  helloFrontend,
  nginx,
  nginxOthers,
  busybox,
  dnsutils,
  jessieDnsutils,
  pause,
  coredns,
  redis,
  httpd,
  agnhost,
  whoami,
  curl,
  httpEcho,
  alpine,
  debian,
  netshoot,
  stress,
]

const byRepository = new Map<string, Image[]>()
for (const image of IMAGES) byRepository.set(image.repository, [...(byRepository.get(image.repository) ?? []), image])
const found = new Map<string, TaggedImage>()

/** What a registry has under a name: the image, or what is missing. */
export function findImage({ repository, tag, digest }: Reference): TaggedImage | 'no repository' | 'no tag' {
  const images = byRepository.get(repository)
  if (!images) return 'no repository'
  for (const image of images) {
    const known = digest ? image.tags.find((each) => digestOf(repository, each) === digest) : image.tags.find((each) => each === tag)
    if (known !== undefined) return tagged(image, known)
  }
  return 'no tag'
}

/** Images by their names as manifests write them. */
const known = new Map<string, TaggedImage>()
const KNOWN = 1_000

/** The image of that name, where the registry has one. */
export function imageNamed(name: string): TaggedImage | undefined {
  let image = known.get(name)
  if (!image) {
    const reference = parseReference(name)
    const found = typeof reference === 'string' ? undefined : findImage(reference)
    if (typeof found !== 'object') return undefined
    if (known.size >= KNOWN) known.clear()
    known.set(name, found)
    image = found
  }
  return image
}

function tagged(image: Image, tag: string): TaggedImage {
  const name = `${image.repository}:${tag}`
  let one = found.get(name)
  if (!one) {
    one = { image, name, id: `${image.repository}@${digestOf(image.repository, tag)}` }
    found.set(name, one)
  }
  return one
}

/** The images that every node has from the start, in full. */
export const PRESENT_IMAGES: ReadonlySet<string> = new Set(
  IMAGES.filter((image) => image.present).flatMap((image) => image.tags.map((tag) => `${image.repository}:${tag}`)),
)
