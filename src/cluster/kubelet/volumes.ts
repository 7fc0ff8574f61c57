import { textFromBase64 } from '../../sim/base64.ts'
import type { Instant } from '../../sim/clock.ts'
import type { KubeObject } from '../api/object.ts'
import { rfc3339Micro } from '../api/time.ts'
import type { ConfigMap, Container, KeyToPath, Pod, PodSpec, Secret, Volume, VolumeProjection } from '../api/types.ts'
import type { Informer } from '../client/client.ts'
import { basename, type Directory, type File, type FileSystem, type Node, resolvePath } from '../machine/filesystem.ts'
import type { Machine } from '../machine/machine.ts'
import type { NodeObject } from '../scheduler/node-info.ts'
import { fieldValue, type PodPlace, resourceValue } from './field-path.ts'
import { serviceAccountToken } from './token.ts'

/** Where volumes get their contents from. */
export interface VolumeSources {
  now: () => Instant
  configMaps: Informer
  secrets: Informer
  node: () => NodeObject | undefined
  nodeMachine: Machine
}

/** The text behind `MountVolume.SetUp failed for volume "…" : `. */
export class MountError extends Error {}

interface Payload {
  content: string
  mode: number
}

/** Files of a volume that Kubernetes writes, by path. */
type Payloads = Map<string, Payload>

const ROOT_CA = 'kube-root-ca.crt'
const SIMPLE = ['emptyDir', 'hostPath'] as const
const DEFAULT_MODE = 0o644

/** The volumes of one Pod. */
export class PodVolumes {
  readonly #pod: () => Pod & { spec: PodSpec }
  readonly #place: () => PodPlace
  readonly #sources: VolumeSources
  readonly #directories = new Map<string, Directory>()
  /** payloads as they were when the volume was mounted, read when somebody looks; `at`: since when a container sees it */
  readonly #payloads = new Map<string, (at: Instant) => Payloads>()
  #writes = 0

  readonly #seenAt: Instant

  constructor(pod: () => Pod & { spec: PodSpec }, place: () => PodPlace, sources: VolumeSources) {
    this.#pod = pod
    this.#place = place
    this.#sources = sources
    this.#seenAt = sources.now()
  }

  /** Mounts a volume. Throws MountError. */
  setUp(volume: Volume): void {
    const { name } = volume
    if (this.#directories.has(name) || this.#payloads.has(name)) return
    if (SIMPLE.some((kind) => volume[kind])) {
      this.#directories.set(name, volume.hostPath ? this.#hostPath(volume) : this.#empty())
      return
    }
    // What every Pod has and hardly any looks at is put together when somebody does.
    if (isTokenVolume(volume) && this.#sources.configMaps.get(this.#pod().metadata?.namespace as string, ROOT_CA)) {
      this.#payloads.set(name, (at) => this.#capture(volume, at)())
    } else this.#payloads.set(name, this.#capture(volume))
  }

  /** Names of the ConfigMaps and Secrets whose changes matter: `configmaps/NAME`. */
  references(): string[] {
    const out: string[] = []
    for (const volume of this.#pod().spec.volumes ?? []) {
      if (volume.configMap?.name) out.push(`configmaps/${volume.configMap.name}`)
      if (volume.secret?.secretName) out.push(`secrets/${volume.secret.secretName}`)
      for (const { configMap, secret } of volume.projected?.sources ?? []) {
        if (configMap?.name && configMap.name !== ROOT_CA) out.push(`configmaps/${configMap.name}`)
        if (secret?.name) out.push(`secrets/${secret.name}`)
      }
    }
    return out
  }

  /** The Pod's labels or annotations have changed: files that show them follow. */
  refreshMetadata(): void {
    this.refresh((volume) => Boolean(volume.downwardAPI ?? volume.projected?.sources?.some(({ downwardAPI }) => downwardAPI)))
  }

  /** Writes mounted volumes anew where their sources have changed, all files of one at once. */
  refresh(which: (volume: Volume) => boolean = () => true): void {
    for (const volume of this.#pod().spec.volumes ?? []) {
      if (!this.#payloads.has(volume.name) || !which(volume)) continue
      try {
        const capture = this.#capture(volume)
        this.#payloads.set(volume.name, capture)
        const directory = this.#directories.get(volume.name)
        if (directory) this.#write(directory, capture(), this.#sources.now())
      } catch (error) {
        // What was mounted stays as it is while its source is gone.
        if (!(error instanceof MountError)) throw error
      }
    }
  }

  /** Puts a container's mounts into its file system. */
  mount(container: Container, fs: FileSystem, expandPath: (text: string) => string): void {
    for (const { name, mountPath, subPath, subPathExpr, readOnly } of container.volumeMounts ?? []) {
      const volume = this.#pod().spec.volumes?.find((each) => each.name === name)
      const directory = volume && this.#directory(volume)
      if (!directory) continue
      const inside = subPathExpr ? expandPath(subPathExpr) : (subPath ?? '')
      const node = inside === '' ? directory : this.#inside(directory, inside)
      const written = readOnly || this.#payloads.has(name)
      fs.place(resolvePath('/', mountPath), mounted(node, written ? 'ro' : 'rw'))
    }
  }

  /** The text that `mount` shows at `path`, `otherwise` where nothing is mounted above it; undefined where only mounting tells. */
  textOf(container: Container, path: string, otherwise: (path: string) => string | undefined): string | undefined {
    const above = (container.volumeMounts ?? []).filter(({ mountPath }) => `${path}/`.startsWith(`${resolvePath('/', mountPath)}/`))
    const [mount] = above
    if (!mount) return otherwise(path)
    if (above.length > 1 || mount.subPath || mount.subPathExpr) return undefined
    const volume = this.#pod().spec.volumes?.find((each) => each.name === mount.name)
    if (!volume || isTokenVolume(volume)) return undefined
    const payloads = this.#payloads.get(volume.name)?.(this.#sources.now())
    return payloads?.get(path.slice(resolvePath('/', mount.mountPath).length + 1))?.content
  }

  #directory(volume: Volume): Directory | undefined {
    const existing = this.#directories.get(volume.name)
    if (existing) return existing
    if (!this.#payloads.has(volume.name)) return undefined
    const at = this.#sources.now()
    const directory = new WrittenDirectory(at, (empty) => this.#write(empty, this.#payloads.get(volume.name)?.(at) ?? new Map(), at))
    this.#directories.set(volume.name, directory)
    return directory
  }

  #empty(): Directory {
    return { type: 'directory', entries: new Map(), mode: 0o777, modified: this.#sources.now() }
  }

  /** A path inside of a volume; what is missing is made as a directory. */
  #inside(directory: Directory, path: string): Node {
    let node: Node = directory
    for (const part of path.split('/')) {
      if (part === '' || part === '.') continue
      if (node.type !== 'directory') break
      let next: Node | undefined = node.entries.get(part)
      if (next?.type === 'symlink') next = this.#inside(node, next.target)
      if (!next) {
        next = { ...this.#empty(), mode: 0o750 }
        node.entries.set(part, next)
      }
      node = next
    }
    return node
  }

  #hostPath({ hostPath }: Volume): Directory {
    const { path, type = '' } = hostPath as { path: string; type?: string }
    const { fs } = this.#sources.nodeMachine
    const node = fs.lookup(path)
    const wants = type.startsWith('Directory') ? 'directory' : type.startsWith('File') ? 'file' : undefined
    if (!node) {
      if (type === '' || type === 'DirectoryOrCreate') fs.mkdir(path, { parents: true })
      else if (type === 'FileOrCreate') fs.writeFile(path, '')
      else throw new MountError(`hostPath type check failed: ${path} is not a ${wants ?? type.toLowerCase()}`)
    } else if (wants && node.type !== wants) throw new MountError(`hostPath type check failed: ${path} is not a ${wants}`)
    return fs.stat(path) as Directory
  }

  /** Looks up all that a volume is made of, now. `at`: when its tokens are issued. */
  #capture(volume: Volume, at: Instant = this.#sources.now()): () => Payloads {
    const parts: (() => Payloads)[] = []
    const { configMap, secret, downwardAPI, projected } = volume
    if (configMap) parts.push(this.#configMap(configMap.name ?? '', configMap.items, configMap.optional, configMap.defaultMode))
    else if (secret) parts.push(this.#secret(secret.secretName ?? '', secret.items, secret.optional, secret.defaultMode))
    else if (downwardAPI) parts.push(this.#downward(downwardAPI.items, downwardAPI.defaultMode))
    else if (projected) for (const source of projected.sources ?? []) parts.push(this.#projection(source, at, projected.defaultMode))
    else throw new MountError(`podtalk does not simulate volumes of this kind (${Object.keys(volume).find((key) => key !== 'name')})`)
    return () => {
      const all: Payloads = new Map()
      for (const part of parts) for (const [path, payload] of part()) all.set(path, payload)
      return all
    }
  }

  #projection(source: VolumeProjection, at: Instant, mode?: number): () => Payloads {
    const { configMap, secret, downwardAPI, serviceAccountToken: token } = source
    if (configMap) return this.#configMap(configMap.name ?? '', configMap.items, configMap.optional, mode)
    if (secret) return this.#secret(secret.name ?? '', secret.items, secret.optional, mode)
    if (downwardAPI) return this.#downward(downwardAPI.items, mode)
    if (token) {
      const content = (): string => serviceAccountToken(this.#pod(), at, token.audience, token.expirationSeconds ?? 3600)
      return () => new Map([[token.path, { content: content(), mode: mode ?? DEFAULT_MODE }]])
    }
    throw new MountError('podtalk does not simulate projections of this kind')
  }

  #configMap(name: string, items: readonly KeyToPath[] | undefined, optional = false, mode = DEFAULT_MODE): () => Payloads {
    const namespace = this.#pod().metadata?.namespace as string
    const object = this.#sources.configMaps.get(namespace, name) as (ConfigMap & KubeObject) | undefined
    if (!object && !optional) throw new MountError(`configmap "${name}" not found`)
    const data = object?.data ?? {}
    return files(
      data,
      items,
      optional,
      mode,
      (key) => `configmap references non-existent config key: ${key}`,
      (text) => text,
    )
  }

  #secret(name: string, items: readonly KeyToPath[] | undefined, optional = false, mode = DEFAULT_MODE): () => Payloads {
    const namespace = this.#pod().metadata?.namespace as string
    const object = this.#sources.secrets.get(namespace, name) as (Secret & KubeObject) | undefined
    if (!object && !optional) throw new MountError(`secret "${name}" not found`)
    return files(object?.data ?? {}, items, optional, mode, (key) => `references non-existent secret key: ${key}`, textFromBase64)
  }

  #downward(
    items: readonly { path: string; fieldRef?: any; resourceFieldRef?: any; mode?: number }[] = [],
    mode = DEFAULT_MODE,
  ): () => Payloads {
    return () => {
      const pod = this.#pod()
      // the kubelet marks for itself where a Pod came from, and its files tell
      const marks = { 'kubernetes.io/config.seen': rfc3339Micro(this.#seenAt), 'kubernetes.io/config.source': 'api' }
      const marked = { ...pod, metadata: { ...pod.metadata, annotations: { ...pod.metadata?.annotations, ...marks } } }
      const out: Payloads = new Map()
      for (const { path, fieldRef, resourceFieldRef, mode: own } of items) {
        let content: string | undefined
        if (fieldRef) content = fieldValue(marked, this.#place(), fieldRef)
        else if (resourceFieldRef) {
          const container = pod.spec.containers?.find((each) => each.name === resourceFieldRef.containerName)
          content = container && resourceValue(container, this.#sources.node(), resourceFieldRef)
        }
        out.set(path, { content: content ?? '', mode: own ?? mode })
      }
      return out
    }
  }

  /** As the kubelet's atomic writer leaves a volume: a directory of the moment, `..data` leading to it, a link for every name. */
  #write(directory: Directory, payloads: Payloads, now: Instant): void {
    const stamp = `..${new Date(now).toISOString().slice(0, 19).replace(/[-:]/g, '_').replace('T', '_')}.${String((Math.floor(now) * 1009 + ++this.#writes * 7919) % 1_000_000_000).padStart(9, '0')}`
    const data: Directory = { ...this.#empty(), mode: 0o755 }
    for (const [path, { content, mode }] of payloads) {
      const parts = path.split('/')
      let at = data
      for (const part of parts.slice(0, -1)) {
        let next = at.entries.get(part)
        if (next?.type !== 'directory') {
          next = { ...this.#empty(), mode: 0o755 }
          at.entries.set(part, next)
        }
        at = next
      }
      at.entries.set(basename(path), { type: 'file', content, mode, modified: now })
    }
    directory.entries.clear()
    directory.modified = now
    const link = (target: string): Node => ({ type: 'symlink', target, mode: 0o777, modified: now })
    directory.entries.set(stamp, data)
    directory.entries.set('..data', link(stamp))
    for (const name of data.entries.keys()) directory.entries.set(name, link(`..data/${name}`))
  }
}

/** The volume that admission gives every Pod for its service account. */
function isTokenVolume({ name, projected }: Volume): boolean {
  return projected !== undefined && name.startsWith('kube-api-access-')
}

/** A view of an entry that is mounted somewhere: the same contents, writable or not. */
function mounted(node: Node, mount: 'ro' | 'rw'): Node {
  return node.type === 'file'
    ? new MountedFile(node, mount)
    : node.type === 'directory'
      ? new MountedDirectory(node, mount)
      : { ...node, mount }
}

/** A volume that Kubernetes writes: filled when somebody looks into it. Most containers never look at their token. */
class WrittenDirectory implements Directory {
  readonly type = 'directory'
  mode = 0o777
  modified: Instant
  readonly #entries = new Map<string, Node>()
  #fill: ((directory: Directory) => void) | undefined

  constructor(modified: Instant, fill: (directory: Directory) => void) {
    this.modified = modified
    this.#fill = fill
  }

  get entries(): Map<string, Node> {
    const fill = this.#fill
    this.#fill = undefined
    fill?.(this)
    return this.#entries
  }
}

class MountedDirectory implements Directory {
  readonly type = 'directory'
  mode: number
  readonly mount: 'ro' | 'rw'
  readonly #directory: Directory

  constructor(directory: Directory, mount: 'ro' | 'rw') {
    this.mode = directory.mode
    this.mount = mount
    this.#directory = directory
  }

  get entries(): Map<string, Node> {
    return this.#directory.entries
  }

  get modified(): Instant {
    return this.#directory.modified
  }

  set modified(modified) {
    this.#directory.modified = modified
  }
}

/** A class, not an object with accessors: the engine would keep each such object's closures until a full collection. */
class MountedFile implements File {
  readonly type = 'file'
  mode: number
  readonly mount: 'ro' | 'rw'
  readonly #file: File

  constructor(file: File, mount: 'ro' | 'rw') {
    this.mode = file.mode
    this.mount = mount
    this.#file = file
  }

  get content(): File['content'] {
    return this.#file.content
  }

  set content(content) {
    this.#file.content = content
  }

  get modified(): number {
    return this.#file.modified
  }

  set modified(modified) {
    this.#file.modified = modified
  }
}

function files(
  data: Readonly<Record<string, string>>,
  items: readonly KeyToPath[] | undefined,
  optional: boolean,
  mode: number,
  missing: (key: string) => string,
  decode: (value: string) => string,
): () => Payloads {
  for (const { key } of items ?? []) if (!Object.hasOwn(data, key) && !optional) throw new MountError(missing(key))
  return () => {
    const out: Payloads = new Map()
    if (items?.length) {
      for (const { key, path, mode: own } of items) {
        if (Object.hasOwn(data, key)) out.set(path, { content: decode(data[key] as string), mode: own ?? mode })
      }
    } else for (const key of Object.keys(data).sort()) out.set(key, { content: decode(data[key] as string), mode })
    return out
  }
}
