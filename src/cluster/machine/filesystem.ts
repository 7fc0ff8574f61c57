/** Text whose content is made when it is read (`/proc/…`, `/etc/resolv.conf` of a running container). */
export type Generated = () => string

/** What entries of every type have. */
interface Entry {
  mode: number
  modified: number
  /** part of a layer that several file systems show: whoever changes it copies it first */
  shared?: boolean
  /** something from elsewhere is mounted here: it can be written or not, and is not removed or renamed */
  mount?: 'rw' | 'ro'
}

export interface Directory extends Entry {
  type: 'directory'
  entries: Map<string, Node>
}

export interface File extends Entry {
  type: 'file'
  content: string | Generated
}

/** One entry of a tree. Files hold text: binary data is not simulated. */
export type Node =
  | File
  | Directory
  | (Entry & { type: 'symlink'; target: string })
  | (Entry & { type: 'device'; device: 'null' | 'zero' | 'tty' | 'stdout' | 'stderr' | 'stdin' | 'urandom' })

export type Errno = 'ENOENT' | 'ENOTDIR' | 'EISDIR' | 'EEXIST' | 'ENOTEMPTY' | 'EROFS' | 'ELOOP' | 'ENOSPC' | 'EACCES' | 'EINVAL' | 'EBUSY'

/** What libc's strerror says. */
export const ERRNO_TEXT: Record<Errno, string> = {
  ENOENT: 'No such file or directory',
  ENOTDIR: 'Not a directory',
  EISDIR: 'Is a directory',
  EEXIST: 'File exists',
  ENOTEMPTY: 'Directory not empty',
  EROFS: 'Read-only file system',
  ELOOP: 'Too many levels of symbolic links',
  ENOSPC: 'No space left on device',
  EACCES: 'Permission denied',
  EINVAL: 'Invalid argument',
  EBUSY: 'Device or resource busy',
}

/** A file operation failed; programs print `<path>: <message>`. */
export class FileError extends Error {
  readonly errno: Errno
  readonly path: string
  constructor(errno: Errno, path: string) {
    super(ERRNO_TEXT[errno])
    this.errno = errno
    this.path = path
  }
}

/** All text a file system may hold, in UTF-16 units. */
const CAPACITY = 64 * 1024 * 1024
const MAX_LINKS = 40
const NO_FILES = {}

/**
 * A tree of files in memory. A container's is a view of its image's layer: what it changes is
 * copied first, directory by directory. Paths are absolute (see `resolvePath`); every method throws FileError.
 */
export class FileSystem {
  #root: Directory
  #prepare: ((fs: FileSystem) => void) | undefined
  #known: ((path: string) => string | undefined) | undefined
  #bare = false
  readonly #now: () => number
  #used = 0
  /** called after every change with the path that changed */
  onChange: ((path: string) => void) | undefined

  constructor(now: () => number, files: Record<string, string | Generated> = {}, layer?: Directory) {
    this.#now = now
    this.#root = layer ?? { type: 'directory', entries: new Map(), mode: 0o755, modified: now() }
    for (const [path, content] of Object.entries(files)) this.place(path, { type: 'file', content, mode: 0o644, modified: now() })
  }

  /**
   * A view of `layer` (made by `asLayer`). `prepare` puts in what differs (mounts, /etc/hosts), when
   * something first looks: most containers are never looked into. `bare`: nothing but the runtime's
   * own files is put in. `known`: the text of files that `prepare` would put in, where that is easily
   * told.
   */
  static over(
    layer: Directory,
    now: () => number,
    prepare?: (fs: FileSystem) => void,
    bare = true,
    known?: (path: string) => string | undefined,
  ): FileSystem {
    const fs = new FileSystem(now, NO_FILES, layer)
    fs.#bare = bare
    fs.#prepare = prepare
    fs.#known = known
    return fs
  }

  get root(): Directory {
    const root = this.#root
    if (root.shared) {
      this.#root = own(root)
      const prepare = this.#prepare
      this.#prepare = undefined
      this.#known = undefined
      prepare?.(this)
    }
    return this.#root
  }

  /** Is this still its layer, with nothing mounted and nothing changed? Programs then know what they would read. */
  get untouched(): boolean {
    return this.#bare && this.#root.shared === true
  }

  /** Has anybody looked in yet? */
  get touched(): boolean {
    return !this.#root.shared
  }

  /** This tree as a layer to show in other file systems; from now on nobody changes it. */
  asLayer(): Directory {
    share(this.root)
    return this.#root
  }

  /** Makes the root itself read-only; mounts stay as they are. */
  protect(): void {
    this.root.mount = 'ro'
  }

  /** The entry at `path`, or undefined. `follow`: look through a link at the end. */
  lookup(path: string, follow = true): Node | undefined {
    const found = this.#find(path, follow)
    return typeof found === 'string' ? undefined : found
  }

  /** The entry at `path`. */
  stat(path: string, follow = true): Node {
    return this.#walk(path, follow)
  }

  exists(path: string): boolean {
    return this.lookup(path) !== undefined
  }

  readFile(path: string): string {
    const node = this.#walk(path, true)
    if (node.type === 'directory') throw new FileError('EISDIR', path)
    if (node.type !== 'file') return ''
    return typeof node.content === 'string' ? node.content : node.content()
  }

  /** The text of the file at `path`; undefined where there is none. Leaves a view untouched where it can. */
  textOf(path: string): string | undefined {
    const known = this.#known?.(path)
    if (known !== undefined) return known
    const node = this.lookup(path)
    if (node?.type !== 'file') return undefined
    return typeof node.content === 'string' ? node.content : node.content()
  }

  /** Writes a whole file (or at its end), making it where it is missing. */
  writeFile(path: string, content: string, options: { append?: boolean; mode?: number } = {}): void {
    const existing = this.lookup(path)
    if (existing?.type === 'directory') throw new FileError('EISDIR', path)
    if (existing?.type === 'device') return
    if (existing) {
      const file = this.#walk(path, true, true) as File
      const before = typeof file.content === 'string' ? file.content : file.content()
      const after = options.append ? before + content : content
      this.#spend(after.length - before.length, path)
      file.content = after
      file.modified = this.#now()
    } else {
      const link = this.lookup(path, false)
      const target = link?.type === 'symlink' ? resolvePath(dirname(path), link.target) : path
      const parent = this.#directory(dirname(target), true)
      this.#spend(content.length, path)
      parent.entries.set(basename(target), { type: 'file', content, mode: options.mode ?? 0o644, modified: this.#now() })
      parent.modified = this.#now()
    }
    this.onChange?.(path)
  }

  /** Makes a directory; with `parents` also those above it, and an existing one is fine. */
  mkdir(path: string, options: { parents?: boolean } = {}): void {
    if (options.parents) {
      const above = dirname(path)
      if (above !== path && !this.exists(above)) this.mkdir(above, options)
    }
    const existing = this.lookup(path)
    if (existing) {
      if (options.parents && existing.type === 'directory') return
      throw new FileError('EEXIST', path)
    }
    const parent = this.#directory(dirname(path), true)
    parent.entries.set(basename(path), { type: 'directory', entries: new Map(), mode: 0o755, modified: this.#now() })
    parent.modified = this.#now()
    this.onChange?.(path)
  }

  /** Names in a directory, sorted by code unit. */
  readdir(path: string): string[] {
    return [...this.#directory(path, false).entries.keys()].sort()
  }

  /** Removes a file, a link or an empty directory (`recursive`: whatever it is). */
  remove(path: string, options: { recursive?: boolean } = {}): void {
    const node = this.#walk(path, false)
    if (node === this.root || node.mount) throw new FileError('EBUSY', path)
    if (node.type === 'directory') {
      if (node.entries.size > 0 && !options.recursive) throw new FileError('ENOTEMPTY', path)
      if (holdsMount(node)) throw new FileError('EBUSY', path)
    }
    const parent = this.#directory(dirname(path), true)
    parent.entries.delete(basename(path))
    parent.modified = this.#now()
    this.onChange?.(path)
  }

  rename(from: string, to: string): void {
    const node = this.#walk(from, false)
    const target = this.lookup(to, false)
    if (node.mount || target?.mount) throw new FileError('EBUSY', node.mount ? from : to)
    if (target?.type === 'directory' && node.type !== 'directory') throw new FileError('EISDIR', to)
    if (target?.type === 'directory' && target.entries.size > 0) throw new FileError('ENOTEMPTY', to)
    if (target && target.type !== 'directory' && node.type === 'directory') throw new FileError('ENOTDIR', to)
    if (`${to}/`.startsWith(`${from}/`)) {
      if (to === from) return
      throw new FileError('EINVAL', to)
    }
    const parent = this.#directory(dirname(to), true)
    this.#directory(dirname(from), true).entries.delete(basename(from))
    parent.entries.set(basename(to), node)
    parent.modified = this.#now()
    this.onChange?.(from)
    this.onChange?.(to)
  }

  symlink(target: string, path: string): void {
    if (this.lookup(path, false)) throw new FileError('EEXIST', path)
    this.place(path, { type: 'symlink', target, mode: 0o777, modified: this.#now() })
  }

  chmod(path: string, mode: number): void {
    this.#walk(path, true, true).mode = mode
  }

  /** Sets the time of the last change (default: now). */
  touch(path: string, modified: number = this.#now()): void {
    this.#walk(path, true, true).modified = modified
  }

  /** Puts an entry at `path`, making the directories above it: for images and mounted volumes. */
  place(path: string, node: Node): void {
    const above = dirname(path)
    let parent = this.#find(above, true, true)
    if (parent === 'ENOENT') {
      this.mkdir(above, { parents: true })
      parent = this.#find(above, true, true)
    }
    if (typeof parent === 'string') throw new FileError(parent, above)
    if (parent.type !== 'directory') throw new FileError('ENOTDIR', above)
    parent.entries.set(basename(path), node)
    this.onChange?.(path)
  }

  #spend(units: number, path: string): void {
    if (this.#used + units > CAPACITY) throw new FileError('ENOSPC', path)
    this.#used += units
  }

  #directory(path: string, forWriting: boolean): Directory {
    const node = this.#walk(path, true, forWriting)
    if (node.type !== 'directory') throw new FileError('ENOTDIR', path)
    return node
  }

  /** `forWriting`: what is shared on the way is copied; throws EROFS where nothing can be changed. */
  #walk(path: string, follow: boolean, forWriting = false): Node {
    const found = this.#find(path, follow, forWriting)
    if (typeof found === 'string') throw new FileError(found, path)
    return found
  }

  /** As #walk, with the error's name for an answer: most look-ups of what is not there are no errors. */
  #find(path: string, follow: boolean, forWriting = false, links = 0): Node | Errno {
    if (links > MAX_LINKS) return 'ELOOP'
    const parts = path.split('/')
    let node: Node = this.root
    let readOnly = node.mount === 'ro'
    let at = ''
    for (let i = 0; i < parts.length; i++) {
      const part = parts[i] as string
      if (part === '' || part === '.') continue
      if (node.type !== 'directory') return 'ENOTDIR'
      let next: Node | undefined = node.entries.get(part)
      if (!next) return 'ENOENT'
      if (next.type === 'symlink') {
        const rest = parts.slice(i + 1).filter((name) => name !== '' && name !== '.')
        if (follow || rest.length > 0) {
          const target = resolvePath(at === '' ? '/' : at, next.target)
          return this.#find(rest.length === 0 ? target : `${target}/${rest.join('/')}`, follow, forWriting, links + 1)
        }
      }
      if (next.mount) readOnly = next.mount === 'ro'
      if (forWriting && next.shared && !readOnly) {
        next = own(next)
        node.entries.set(part, next)
      }
      at += `/${part}`
      node = next
    }
    if (path.endsWith('/') && path !== '/' && node.type === 'file') return 'ENOTDIR'
    if (forWriting && readOnly) return 'EROFS'
    return node
  }
}

function own<T extends Node>(node: T): T {
  const copy = { ...node, shared: false }
  if (copy.type === 'directory') copy.entries = new Map(copy.entries)
  return copy
}

function share(node: Node): void {
  if (node.shared) return
  node.shared = true
  if (node.type === 'directory') for (const entry of node.entries.values()) share(entry)
}

/** Is something mounted below? Shared parts hold no mounts. */
function holdsMount(directory: Directory): boolean {
  if (directory.shared) return false
  for (const entry of directory.entries.values()) if (entry.mount || (entry.type === 'directory' && holdsMount(entry))) return true
  return false
}

/** An absolute path without `.` and `..`, empty parts or a slash at its end. */
const CLEAN = /^(?:\/(?!\.{1,2}(?:\/|$))[^/]+)+$/

/** `path` seen from the directory `cwd`, absolute, without `.` and `..`. */
export function resolvePath(cwd: string, path: string): string {
  if (CLEAN.test(path)) return path
  const out: string[] = []
  for (const part of (path.startsWith('/') ? path : `${cwd}/${path}`).split('/')) {
    if (part === '' || part === '.') continue
    if (part === '..') out.pop()
    else out.push(part)
  }
  return `/${out.join('/')}`
}

export function dirname(path: string): string {
  const at = (path.endsWith('/') ? path.replace(/\/+$/, '') : path).lastIndexOf('/')
  return at <= 0 ? '/' : path.slice(0, at)
}

export function basename(path: string): string {
  const trimmed = path.endsWith('/') ? path.replace(/\/+$/, '') : path
  return trimmed.slice(trimmed.lastIndexOf('/') + 1)
}
