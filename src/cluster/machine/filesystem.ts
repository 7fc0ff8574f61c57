/** Text whose content is made when it is read (`/proc/…`, `/etc/resolv.conf` of a running container). */
export type Generated = () => string

/** One entry of a tree. Files hold text: binary data is not simulated. */
export type Node =
  | { type: 'file'; content: string | Generated; mode: number; modified: number }
  | { type: 'directory'; entries: Map<string, Node>; mode: number; modified: number }
  | { type: 'symlink'; target: string; mode: number; modified: number }
  | { type: 'device'; device: 'null' | 'zero' | 'tty' | 'stdout' | 'stderr' | 'stdin' | 'urandom'; mode: number; modified: number }

export type Errno = 'ENOENT' | 'ENOTDIR' | 'EISDIR' | 'EEXIST' | 'ENOTEMPTY' | 'EROFS' | 'ELOOP' | 'ENOSPC' | 'EACCES' | 'EINVAL'

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

/**
 * A tree of files in memory. A container's starts as a copy-on-write view of its image's files.
 * Paths are absolute (see `resolvePath`); every method throws FileError.
 */
export class FileSystem {
  readonly root: Node & { type: 'directory' }
  #now: () => number
  #used = 0
  /** called after every change with the path that changed */
  onChange: ((path: string) => void) | undefined

  constructor(now: () => number, files: Record<string, string | Generated> = {}) {
    this.#now = now
    this.root = { type: 'directory', entries: new Map(), mode: 0o755, modified: now() }
    for (const [path, content] of Object.entries(files)) this.place(path, { type: 'file', content, mode: 0o644, modified: now() })
  }

  /** The entry at `path`, or undefined. `follow`: look through a link at the end. */
  lookup(path: string, follow = true): Node | undefined {
    try {
      return this.#walk(path, follow)
    } catch {
      return undefined
    }
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

  /** Writes a whole file (or at its end), making it where it is missing. */
  writeFile(path: string, content: string, options: { append?: boolean; mode?: number } = {}): void {
    const existing = this.lookup(path)
    if (existing?.type === 'directory') throw new FileError('EISDIR', path)
    if (existing?.type === 'device') return
    if (existing?.type === 'file') {
      const before = typeof existing.content === 'string' ? existing.content : existing.content()
      const after = options.append ? before + content : content
      this.#spend(after.length - before.length, path)
      existing.content = after
      existing.modified = this.#now()
    } else {
      const link = this.lookup(path, false)
      const target = link?.type === 'symlink' ? resolvePath(dirname(path), link.target) : path
      const parent = this.#directory(dirname(target))
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
    const parent = this.#directory(dirname(path))
    parent.entries.set(basename(path), { type: 'directory', entries: new Map(), mode: 0o755, modified: this.#now() })
    this.onChange?.(path)
  }

  /** Names in a directory, sorted by code unit. */
  readdir(path: string): string[] {
    return [...this.#directory(path).entries.keys()].sort()
  }

  /** Removes a file, a link or an empty directory (`recursive`: whatever it is). */
  remove(path: string, options: { recursive?: boolean } = {}): void {
    const node = this.#walk(path, false)
    if (node.type === 'directory' && node.entries.size > 0 && !options.recursive) throw new FileError('ENOTEMPTY', path)
    const parent = this.#directory(dirname(path))
    parent.entries.delete(basename(path))
    parent.modified = this.#now()
    this.onChange?.(path)
  }

  rename(from: string, to: string): void {
    const node = this.#walk(from, false)
    const target = this.lookup(to)
    if (target?.type === 'directory' && node.type !== 'directory') throw new FileError('EISDIR', to)
    if (`${to}/`.startsWith(`${from}/`)) {
      if (to === from) return
      throw new FileError('EINVAL', to)
    }
    const parent = this.#directory(dirname(to))
    this.#directory(dirname(from)).entries.delete(basename(from))
    parent.entries.set(basename(to), node)
    this.onChange?.(from)
    this.onChange?.(to)
  }

  symlink(target: string, path: string): void {
    if (this.lookup(path, false)) throw new FileError('EEXIST', path)
    this.place(path, { type: 'symlink', target, mode: 0o777, modified: this.#now() })
  }

  chmod(path: string, mode: number): void {
    this.#walk(path, true).mode = mode
  }

  /** Puts an entry at `path`, making the directories above it: for images and mounted volumes. */
  place(path: string, node: Node): void {
    const above = dirname(path)
    if (!this.exists(above)) this.mkdir(above, { parents: true })
    this.#directory(above).entries.set(basename(path), node)
    this.onChange?.(path)
  }

  #spend(units: number, path: string): void {
    if (this.#used + units > CAPACITY) throw new FileError('ENOSPC', path)
    this.#used += units
  }

  #directory(path: string): Node & { type: 'directory' } {
    const node = this.#walk(path, true)
    if (node.type !== 'directory') throw new FileError('ENOTDIR', path)
    return node
  }

  #walk(path: string, follow: boolean, links = 0): Node {
    if (links > MAX_LINKS) throw new FileError('ELOOP', path)
    const parts = path.split('/').filter((part) => part !== '' && part !== '.')
    let node: Node = this.root
    let at = ''
    for (let i = 0; i < parts.length; i++) {
      if (node.type !== 'directory') throw new FileError('ENOTDIR', path)
      const next: Node | undefined = node.entries.get(parts[i] as string)
      if (!next) throw new FileError('ENOENT', path)
      if (next.type === 'symlink' && (follow || i < parts.length - 1)) {
        const target = resolvePath(at === '' ? '/' : at, next.target)
        const rest = parts.slice(i + 1).join('/')
        return this.#walk(rest === '' ? target : `${target}/${rest}`, follow, links + 1)
      }
      at += `/${parts[i]}`
      node = next
    }
    if (path.endsWith('/') && path !== '/' && node.type === 'file') throw new FileError('ENOTDIR', path)
    return node
  }
}

/** `path` seen from the directory `cwd`, absolute, without `.` and `..`. */
export function resolvePath(cwd: string, path: string): string {
  const out: string[] = []
  for (const part of (path.startsWith('/') ? path : `${cwd}/${path}`).split('/')) {
    if (part === '' || part === '.') continue
    if (part === '..') out.pop()
    else out.push(part)
  }
  return `/${out.join('/')}`
}

export function dirname(path: string): string {
  const at = path.replace(/\/+$/, '').lastIndexOf('/')
  return at <= 0 ? '/' : path.slice(0, at)
}

export function basename(path: string): string {
  const trimmed = path.replace(/\/+$/, '')
  return trimmed.slice(trimmed.lastIndexOf('/') + 1)
}
