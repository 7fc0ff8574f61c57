import { FileError, type Node } from '../../../cluster/machine/filesystem.ts'
import type { Task } from '../../../sim/task.ts'
import { type Command, type Io, type Options, readOptions } from '../../command.ts'
import { formatDate } from '../../date.ts'
import { blocksOf, humanSize, modeText, sizeOf } from '../../file-mode.ts'
import { printsToTerminal } from '../../terminal.ts'
import { compareVersions } from '../sort/sort.ts'

interface Entry {
  name: string
  path: string
  node: Node
}

const HALF_YEAR = 15_778_476_000

/** ls */
export const ls: Command = function* (io) {
  const options = yield* readOptions(
    io,
    'aAlhRrtS1dFpCxinoguUXvLHksbNQqmw:T:I:',
    {
      all: 'a',
      'almost-all': 'A',
      recursive: 'R',
      reverse: 'r',
      'human-readable': 'h',
      directory: 'd',
      classify: 'F',
      size: 's',
      color: 'N',
      inode: 'i',
      'full-time': 'l',
    },
    { status: io.gnu ? 2 : 1 },
  )
  if (!options) return io.status
  const directories: Entry[] = []
  const files: Entry[] = []
  for (const name of options.operands.length > 0 ? options.operands : ['.']) {
    const path = io.path(name)
    try {
      const node = io.fs.stat(
        path,
        !options.has('d') &&
          !((options.has('l') || options.has('F')) && io.fs.lookup(path, false)?.type === 'symlink' && !name.endsWith('/')),
      )
      if (name.endsWith('/') && node.type !== 'directory') throw new FileError('ENOTDIR', path)
      if (node.type === 'directory' && !options.has('d')) directories.push({ name, path, node })
      else files.push({ name, path, node })
    } catch (error) {
      if (!(error instanceof FileError)) throw error
      yield* io.fail(io.gnu ? `cannot access '${name}': ${error.message}` : `${name}: ${error.message}`, io.gnu ? 2 : 1)
    }
  }
  if (files.length > 0) yield* list(io, options, sorted(io, options, files))
  const titled = options.operands.length > 1 || options.has('R')
  let first = files.length === 0
  const directory = function* (entry: Entry, depth: number): Task {
    const inner = children(io, options, entry)
    if (titled) yield* io.out(`${first ? '' : '\n'}${entry.name}:\n`)
    first = false
    if (options.has('l') || options.has('s') || options.has('n') || options.has('o') || options.has('g')) {
      const blocks = inner.reduce((sum, { node, path }) => sum + (node.type === 'symlink' ? 0 : blocksOf(sizeOf(io.fs, path, node))), 0)
      yield* io.out(`total ${options.has('h') ? humanSize(blocks * 1024) : blocks}\n`)
    }
    yield* list(io, options, inner)
    if (!options.has('R') || depth > 60) return
    for (const child of inner) {
      if (child.node.type !== 'directory' || child.name === '.' || child.name === '..') continue
      yield* directory({ ...child, name: `${entry.name.replace(/\/$/, '')}/${child.name}` }, depth + 1)
    }
  }
  for (const entry of sorted(io, options, directories)) yield* directory(entry, 0)
  return io.status
}

function children(io: Io, options: Options, entry: Entry): Entry[] {
  const inner: Entry[] = []
  if (options.has('a'))
    inner.push(
      { name: '.', path: entry.path, node: entry.node },
      { name: '..', path: io.path(`${entry.path}/..`), node: io.fs.stat(io.path(`${entry.path}/..`)) },
    )
  for (const name of io.fs.readdir(entry.path)) {
    if (name.startsWith('.') && !options.has('a') && !options.has('A')) continue
    const path = `${entry.path === '/' ? '' : entry.path}/${name}`
    const node = io.fs.lookup(path, options.has('L'))
    if (node) inner.push({ name, path, node })
  }
  return sorted(io, options, inner)
}

function sorted(io: Io, options: Options, entries: Entry[]): Entry[] {
  if (options.has('U')) return entries
  const byName = (a: Entry, b: Entry) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0)
  const extension = (name: string) => (name.lastIndexOf('.') > 0 ? name.slice(name.lastIndexOf('.')) : '')
  const order = options.has('t')
    ? (a: Entry, b: Entry) => b.node.modified - a.node.modified || byName(a, b)
    : options.has('S')
      ? (a: Entry, b: Entry) => sizeOf(io.fs, b.path, b.node) - sizeOf(io.fs, a.path, a.node) || byName(a, b)
      : options.has('X')
        ? (a: Entry, b: Entry) => extension(a.name).localeCompare(extension(b.name)) || byName(a, b)
        : options.has('v')
          ? (a: Entry, b: Entry) => compareVersions(a.name, b.name)
          : byName
  const result = [...entries].sort(order)
  return options.has('r') ? result.reverse() : result
}

function shownName(io: Io, options: Options, entry: Entry): string {
  const { node } = entry
  let name = entry.name
  if (io.gnu && printsToTerminal(io.process) && /[^\w@%+=:,./^~-]/.test(name) && !options.has('N'))
    name = name.includes("'") ? `"${name}"` : `'${name}'`
  if (options.has('F') || options.has('p')) {
    if (node.type === 'directory') return `${name}/`
    if (options.has('F') && node.type === 'symlink' && !options.has('l')) return `${name}@`
    if (options.has('F') && node.type === 'file' && node.mode & 0o111) return `${name}*`
  }
  return name
}

function* list(io: Io, options: Options, entries: readonly Entry[]): Task {
  if (['l', 'n', 'o', 'g'].some((letter) => options.has(letter))) {
    yield* io.out(longList(io, options, entries))
    return
  }
  const names = entries.map(
    (entry) =>
      (options.has('s') ? `${String(blocksOf(sizeOf(io.fs, entry.path, entry.node))).padStart(3)} ` : '') + shownName(io, options, entry),
  )
  if (options.has('m')) yield* io.out(names.length > 0 ? `${names.join(', ')}\n` : '')
  else if (!options.has('1') && (options.has('C') || printsToTerminal(io.process)))
    yield* io.out(columns(names, Number(options.get('w')) || io.process.tty?.columns || 80))
  else yield* io.out(names.map((name) => `${name}\n`).join(''))
}

/** Names in columns, filled downwards, as few rows as the width allows. */
export function columns(names: readonly string[], width: number): string {
  if (names.length === 0) return ''
  const lengths = names.map((name) => [...name].length)
  for (let rows = 1; ; rows++) {
    const count = Math.ceil(names.length / rows)
    const widths = Array.from({ length: count }, (_, column) => Math.max(...lengths.slice(column * rows, (column + 1) * rows)))
    const total = widths.reduce((sum, value) => sum + value, 0) + 2 * (count - 1)
    if (total > width && rows < names.length) continue
    let out = ''
    for (let row = 0; row < rows; row++) {
      let line = ''
      for (let column = 0; column < count; column++) {
        const index = column * rows + row
        const name = names[index]
        if (name === undefined) break
        const last = index + rows >= names.length
        line += last ? name : name + ' '.repeat((widths[column] as number) - (lengths[index] as number) + 2)
      }
      out += `${line}\n`
    }
    return out
  }
}

function longList(io: Io, options: Options, entries: readonly Entry[]): string {
  const { user } = io.process.machine
  const rows = entries.map((entry) => {
    const { node, path } = entry
    const size = sizeOf(io.fs, path, node)
    const links = node.type === 'directory' ? 2 + [...node.entries.values()].filter((child) => child.type === 'directory').length : 1
    const recent = node.modified <= io.now && node.modified > io.now - HALF_YEAR
    const owner = options.has('n') ? (user === 'root' ? '0' : '1000') : user
    return {
      mode: modeText(node),
      links: String(links),
      owner: options.has('g') ? '' : owner,
      group: options.has('o') ? '' : owner,
      size: node.type === 'device' ? '1,   3' : options.has('h') ? humanSize(size) : String(size),
      date: io.args.includes('--full-time')
        ? formatDate('%Y-%m-%d %H:%M:%S.000000000 %z', node.modified)
        : formatDate(recent ? '%b %e %H:%M' : '%b %e  %Y', node.modified),
      name: shownName(io, options, entry) + (node.type === 'symlink' ? ` -> ${node.target}` : ''),
      inode: options.has('i') ? '1000 ' : '',
    }
  })
  const width = (pick: (row: (typeof rows)[number]) => string) => Math.max(0, ...rows.map((row) => pick(row).length))
  const [links, owner, group, size] = [
    width((row) => row.links),
    width((row) => row.owner),
    width((row) => row.group),
    width((row) => row.size),
  ]
  return rows
    .map((row) => {
      if (!io.gnu)
        return `${row.mode} ${row.links.padStart(4)} ${row.owner.padEnd(8)} ${row.group.padEnd(8)} ${row.size.padStart(9)} ${row.date} ${row.name}\n`
      const people = `${owner > 0 ? `${row.owner.padEnd(owner)} ` : ''}${group > 0 ? `${row.group.padEnd(group)} ` : ''}`
      return `${row.inode}${row.mode} ${row.links.padStart(links)} ${people}${row.size.padStart(size)} ${row.date} ${row.name}\n`
    })
    .join('')
}
