import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { FileError, FileSystem } from './filesystem.ts'

const now = () => 1000

function errno(act: () => void): string {
  try {
    act()
  } catch (error) {
    if (error instanceof FileError) return error.errno
    throw error
  }
  return 'none'
}

/** All files and directories of a tree, as text. */
function dump(fs: FileSystem, path = '/'): string[] {
  const node = fs.stat(path, false)
  if (node.type === 'directory') {
    return [path, ...fs.readdir(path).flatMap((name) => dump(fs, `${path === '/' ? '' : path}/${name}`))]
  }
  return [`${path} ${node.type === 'file' ? fs.readFile(path) : node.type === 'symlink' ? `-> ${node.target}` : node.type}`]
}

describe('FileSystem', () => {
  test('reads, writes, appends, removes', () => {
    const fs = new FileSystem(now, { '/etc/hosts': 'a\n' })
    fs.writeFile('/etc/hosts', 'b\n', { append: true })
    expect(fs.readFile('/etc/hosts')).toBe('a\nb\n')
    fs.mkdir('/a/b/c', { parents: true })
    fs.writeFile('/a/b/c/d', 'x')
    expect(errno(() => fs.remove('/a'))).toBe('ENOTEMPTY')
    fs.remove('/a', { recursive: true })
    expect(fs.exists('/a')).toBe(false)
  })

  test('says what is wrong as the kernel does', () => {
    const fs = new FileSystem(now, { '/f': '', '/d/x': '' })
    expect(errno(() => fs.readFile('/none'))).toBe('ENOENT')
    expect(errno(() => fs.readFile('/d'))).toBe('EISDIR')
    expect(errno(() => fs.readFile('/f/x'))).toBe('ENOTDIR')
    expect(errno(() => fs.mkdir('/f'))).toBe('EEXIST')
    expect(errno(() => fs.mkdir('/none/x'))).toBe('ENOENT')
    expect(errno(() => fs.writeFile('/d', ''))).toBe('EISDIR')
    expect(errno(() => fs.rename('/d', '/d/inside'))).toBe('EINVAL')
    expect(errno(() => fs.rename('/d', '/f'))).toBe('ENOTDIR')
    expect(errno(() => fs.remove('/'))).toBe('EBUSY')
  })

  test('follows links, and not for ever', () => {
    const fs = new FileSystem(now, { '/real/file': 'text' })
    fs.symlink('real', '/link')
    fs.symlink('../link/file', '/real/again')
    expect(fs.readFile('/link/again')).toBe('text')
    fs.writeFile('/link/again', 'new')
    expect(fs.readFile('/real/file')).toBe('new')
    fs.symlink('loop', '/loop')
    expect(errno(() => fs.readFile('/loop'))).toBe('ELOOP')
  })
})

describe('views of a layer', () => {
  const layer = () => {
    const base = new FileSystem(now, { '/etc/passwd': 'root', '/etc/conf.d/a': 'A', '/usr/bin/x': '' })
    base.symlink('etc', '/config')
    return base.asLayer()
  }

  test('whatever is done in one view, layer and other views stay as they are', () => {
    const names = fc.constantFrom('etc', 'conf.d', 'a', 'usr', 'bin', 'passwd', 'new', 'config')
    const path = fc.array(names, { minLength: 1, maxLength: 4 }).map((parts) => `/${parts.join('/')}`)
    const act = fc.oneof(
      fc.record({ kind: fc.constant('write' as const), path, text: fc.string({ maxLength: 5 }) }),
      fc.record({ kind: fc.constantFrom('remove' as const, 'mkdir' as const, 'chmod' as const, 'touch' as const), path }),
      fc.record({ kind: fc.constantFrom('rename' as const, 'symlink' as const), path, to: path }),
    )
    fc.assert(
      fc.property(fc.array(act, { maxLength: 15 }), (acts) => {
        const shared = layer()
        const view = FileSystem.over(shared, now)
        const plain = new FileSystem(now, { '/etc/passwd': 'root', '/etc/conf.d/a': 'A', '/usr/bin/x': '' })
        plain.symlink('etc', '/config')
        const untouched = dump(FileSystem.over(shared, now))
        for (const each of acts) {
          const perform = (fs: FileSystem): string =>
            errno(() => {
              if (each.kind === 'write') fs.writeFile(each.path, each.text, { append: true })
              else if (each.kind === 'remove') fs.remove(each.path, { recursive: true })
              else if (each.kind === 'mkdir') fs.mkdir(each.path, { parents: true })
              else if (each.kind === 'chmod') fs.chmod(each.path, 0o700)
              else if (each.kind === 'touch') fs.touch(each.path, 5)
              else if ('to' in each && each.kind === 'rename') fs.rename(each.path, each.to)
              else if (each.kind === 'symlink') fs.symlink(each.to, each.path)
            })
          expect(perform(view)).toBe(perform(plain))
        }
        expect(dump(view)).toEqual(dump(plain))
        expect(dump(FileSystem.over(shared, now))).toEqual(untouched)
      }),
      { numRuns: 300 },
    )
  })

  test('is prepared when somebody first looks, and then once', () => {
    let prepared = 0
    const fs = FileSystem.over(layer(), now, (files) => {
      prepared++
      files.writeFile('/etc/hostname', 'web\n')
    })
    expect(fs.touched).toBe(false)
    expect(prepared).toBe(0)
    expect(fs.readFile('/etc/hostname')).toBe('web\n')
    expect(fs.readFile('/etc/passwd')).toBe('root')
    expect(prepared).toBe(1)
    expect(fs.touched).toBe(true)
  })

  test('making a thousand costs nothing to speak of', () => {
    const shared = layer()
    const begun = performance.now()
    for (let i = 0; i < 10_000; i++) FileSystem.over(shared, now, () => undefined)
    expect(performance.now() - begun).toBeLessThan(200)
  })
})

describe('mounts', () => {
  test('what is mounted read-only cannot be written, nor a protected root; mounts in it can', () => {
    const fs = new FileSystem(now, { '/app/file': 'x' })
    const volume = { type: 'directory' as const, entries: new Map(), mode: 0o755, modified: 0 }
    fs.place('/data', { ...volume, mount: 'rw' })
    fs.place('/config', { ...volume, mount: 'ro' })
    fs.protect()
    expect(errno(() => fs.writeFile('/app/file', 'y'))).toBe('EROFS')
    expect(errno(() => fs.writeFile('/new', 'y'))).toBe('EROFS')
    expect(errno(() => fs.writeFile('/config/new', 'y'))).toBe('EROFS')
    expect(errno(() => fs.mkdir('/config/d'))).toBe('EROFS')
    fs.writeFile('/data/new', 'y')
    // both mounts show the same volume
    expect(fs.readFile('/config/new')).toBe('y')
  })

  test('what is mounted, or holds a mount, is busy', () => {
    const fs = new FileSystem(now, { '/etc/passwd': '' })
    fs.place('/etc/hosts', { type: 'file', content: 'h', mode: 0o644, modified: 0, mount: 'rw' })
    expect(errno(() => fs.remove('/etc/hosts'))).toBe('EBUSY')
    expect(errno(() => fs.remove('/etc', { recursive: true }))).toBe('EBUSY')
    expect(errno(() => fs.rename('/etc/hosts', '/tmp'))).toBe('EBUSY')
    fs.writeFile('/etc/hosts', 'new')
    expect(fs.readFile('/etc/hosts')).toBe('new')
  })
})
