import type { Clock } from '../../sim/clock.ts'
import { Random } from '../../sim/random.ts'
import { ownValue } from '../api/json.ts'
import type { Informers } from '../client/client.ts'
import type { Flavour } from '../cluster.ts'
import { type Directory, FileSystem } from '../machine/filesystem.ts'
import type { Program, Programs } from '../machine/machine.ts'
import { FLAVOUR_FILES } from './flavour-files.ts'

/** What an image contains and does. One file each in this folder. */
export interface Image {
  /** in full: `docker.io/library/nginx` */
  repository: string
  tags: readonly string[]
  /** the course's nodes have it already; others are pulled when first used */
  present?: boolean
  flavour: Flavour
  entrypoint?: readonly string[]
  command?: readonly string[]
  /** in the image's own order, PATH among them where it is not the usual one */
  env?: readonly (readonly [name: string, value: string])[]
  workingDir?: string
  /** whom it runs as; root where absent */
  user?: ImageUser
  stopSignal?: string
  /** texts by path, beside what its flavour has */
  files?: Readonly<Record<string, string>>
  /** executable files among `files` */
  executable?: readonly string[]
  /** links by path, to their target */
  links?: Readonly<Record<string, string>>
  /** its own programs, by name or path, beside those of its flavour */
  programs?: Readonly<Record<string, Program>>
  /** programs of another flavour that it has too */
  borrows?: { flavour: Flavour; names: readonly string[] }
  /** programs that know the cluster's objects by other ways than the network: made once a cluster, for all its Pods */
  clusterPrograms?: (context: ImageContext) => Readonly<Record<string, Program>>
  /** once its probes have succeeded they always will, and nothing shows that they were made */
  steady?: boolean
  /** bytes, as pulled */
  size: number
}

export interface ImageContext {
  clock: Clock
  random: Random
  informers: Informers
}

export interface ImageUser {
  name: string
  uid: number
  gid: number
  home: string
}

/** An image under one of its tags. */
export interface TaggedImage {
  image: Image
  /** in full: `docker.io/library/nginx:1.27` */
  name: string
  /** `docker.io/library/nginx@sha256:…` */
  id: string
}

/** When the images' files were made. */
const BUILT = Date.UTC(2026, 2, 17, 9, 30, 0)

const layers = new Map<Image, Directory>()

/** The files of an image as a layer: made once, shown in every container. */
export function layerOf(image: Image): Directory {
  let layer = layers.get(image)
  if (!layer) {
    const fs = new FileSystem(() => BUILT)
    const base = FLAVOUR_FILES[image.flavour]
    for (const directory of base.directories) fs.mkdir(directory, { parents: true })
    for (const files of [base.files, image.files ?? {}]) {
      for (const [path, content] of Object.entries(files)) fs.place(path, { type: 'file', content, mode: 0o644, modified: BUILT })
    }
    for (const path of image.executable ?? []) fs.chmod(path, 0o755)
    for (const [path, target] of Object.entries({ ...base.links, ...image.links })) fs.symlink(target, path)
    if (fs.exists('/tmp')) fs.chmod('/tmp', 0o1777)
    layer = fs.asLayer()
    layers.set(image, layer)
  }
  return layer
}

/** Programs of images by the programs of their flavour: what one cluster's containers find. */
export class ImagePrograms {
  readonly #base: (flavour: Flavour) => Programs
  readonly #context: ImageContext
  readonly #known = new Map<Image, Programs>()

  constructor(base: (flavour: Flavour) => Programs, context: ImageContext) {
    this.#base = base
    this.#context = context
  }

  /** An image's own programs before those of its flavour. */
  of(image: Image): Programs {
    let programs = this.#known.get(image)
    if (!programs) {
      const base = this.#base(image.flavour)
      const own = image.clusterPrograms?.(this.#context) ?? image.programs
      programs = own || image.borrows ? withOwn(own ?? {}, image.borrows ? this.#borrowing(image.borrows, base) : base) : base
      this.#known.set(image, programs)
    }
    return programs
  }

  #borrowing({ flavour, names }: NonNullable<Image['borrows']>, base: Programs): Programs {
    const other = this.#base(flavour)
    return Object.assign((name: string) => (names.includes(name) ? other(name) : base(name)), {
      names: () => [...names, ...(base.names?.() ?? [])],
      completer: (name: string) => (names.includes(name) ? other : base).completer?.(name),
    })
  }
}

function withOwn(extra: Readonly<Record<string, Program>>, base: Programs): Programs {
  return Object.assign((name: string) => ownValue(extra, name) ?? base(name), {
    names: () => [...Object.keys(extra).filter((name) => !name.includes('/')), ...(base.names?.() ?? [])],
    completer: (name: string) => base.completer?.(name),
  })
}

/** The digest that a registry would give: made from the name, always the same. */
export function digestOf(repository: string, tag: string): string {
  return `sha256:${new Random(`${repository}:${tag}`).hex(64)}`
}
