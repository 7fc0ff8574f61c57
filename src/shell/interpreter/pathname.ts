import { type FileSystem, resolvePath } from '../../cluster/machine/filesystem.ts'
import { matchesGlob } from '../regex/glob.ts'

/** Does the pattern have anything special that is not escaped? */
export function hasGlob(pattern: string): boolean {
  return /(?:^|[^\\])(?:\\\\)*(?:[*?]|\[.*\]|[@!+]\()/s.test(pattern)
}

/** Paths that match a pattern, sorted; empty when none does. Quoted characters are escaped with a backslash. */
export function expandPathname(
  fs: FileSystem,
  cwd: string,
  pattern: string,
  options: { dotfiles?: boolean; selfAndParent?: boolean } = {},
): string[] {
  const absolute = pattern.startsWith('/')
  const segments = pattern.split('/').filter((segment, index) => segment !== '' || index === 0)
  if (segments[0] === '') segments.shift()
  let found: string[] = [absolute ? '/' : '']
  for (const [index, segment] of segments.entries()) {
    const last = index === segments.length - 1
    const next: string[] = []
    for (const base of found) {
      const join = base === '' || base.endsWith('/') ? base : `${base}/`
      if (!hasGlob(segment)) {
        const name = segment.replace(/\\(.)/g, '$1')
        if (last ? fs.lookup(resolvePath(cwd, join + name), false) : fs.lookup(resolvePath(cwd, join + name))) next.push(join + name)
        continue
      }
      const directory = fs.lookup(resolvePath(cwd, base === '' ? '.' : base))
      if (directory?.type !== 'directory') continue
      // where the shell does not leave them out, a pattern with a leading dot finds them
      const above = options.selfAndParent && segment.startsWith('.') ? ['.', '..'] : []
      for (const name of [...above, ...directory.entries.keys()]) {
        if (name.startsWith('.') && !segment.startsWith('.') && !options.dotfiles) continue
        if (matchesGlob(segment, name)) next.push(join + name)
      }
    }
    found = next
    if (found.length === 0) return []
  }
  if (pattern.endsWith('/'))
    found = found.filter((path) => fs.lookup(resolvePath(cwd, path))?.type === 'directory').map((path) => `${path}/`)
  return found.sort()
}
