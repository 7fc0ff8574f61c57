import { dirname, FileError, resolvePath } from '../../../cluster/machine/filesystem.ts'
import { byteLength } from '../../../sim/byte-length.ts'
import { readAll } from '../../../sim/pipe.ts'
import { type Task, tick } from '../../../sim/task.ts'
import { type Command, type Io, type Options, readOptions } from '../../command.ts'
import { formatDate } from '../../date.ts'
import { modeText } from '../../file-mode.ts'
import { openWriter } from '../../files.ts'
import { matchesGlob } from '../../regex/glob.ts'
import { ARCHIVE_END, type Member, readMembers, writeMember } from './archive.ts'

/** tar: create, list, extract. Archives are not compressed, whatever -z says. */
export const tar: Command = function* (io) {
  // `tar xf a.tar`: the first word may lack its dash
  const first = io.args[0]
  const args = first !== undefined && /^[a-zA-Z]+$/.test(first) ? oldStyle(first, io.args.slice(1)) : io.args
  const options = yield* readOptions(
    Object.assign(Object.create(io) as Io, { args }),
    'cxtvf:C:zjJmpokOhPT:X:1:',
    {
      create: 'c',
      extract: 'x',
      get: 'x',
      list: 't',
      verbose: 'v',
      file: 'f',
      directory: 'C',
      gzip: 'z',
      touch: 'm',
      'to-stdout': 'O',
      exclude: 'X',
      'strip-components': '1',
      'no-same-owner': 'o',
      'same-permissions': 'p',
      'preserve-permissions': 'p',
      'no-same-permissions': 'o',
      dereference: 'h',
      'absolute-names': 'P',
      warning: 'X',
    },
    { status: io.gnu ? 2 : 1 },
  )
  if (!options) return io.gnu ? 2 : 1
  const modes = ['c', 'x', 't'].filter((letter) => options.has(letter))
  if (modes.length !== 1) {
    if (!io.gnu) return yield* io.usage('')
    const said =
      modes.length === 0
        ? "You must specify one of the '-Acdtrux', '--delete' or '--test-label' options"
        : "You may not specify more than one '-Acdtrux', '--delete' or  '--test-label' option"
    yield* io.process.stderr.write(`tar: ${said}\nTry 'tar --help' or 'tar --usage' for more information.\n`)
    return 2
  }
  const base = options.get('C')
  const root = base === undefined ? io.process.cwd : io.path(base)
  if (io.fs.lookup(root)?.type !== 'directory') {
    if (!io.gnu) return yield* io.fail(`can't change directory to '${base}': No such file or directory`)
    yield* io.fail(`${base}: Cannot open: No such file or directory`, 2)
    yield* io.process.stderr.write('tar: Error is not recoverable: exiting now\n')
    return 2
  }
  return yield* options.has('c') ? create(io, options, root) : read(io, options, root)
}

function oldStyle(letters: string, rest: readonly string[]): string[] {
  const values = [...rest]
  const out: string[] = []
  for (const letter of letters) {
    out.push(`-${letter}`)
    if ('fCTX'.includes(letter) && values.length > 0) out.push(values.shift() as string)
  }
  return [...out, ...values]
}

function* create(io: Io, options: Options, root: string): Task<number> {
  if (options.operands.length === 0) {
    yield* io.fail(io.gnu ? 'Cowardly refusing to create an empty archive' : 'empty archive', 2)
    if (io.gnu) yield* io.process.stderr.write("Try 'tar --help' or 'tar --usage' for more information.\n")
    return io.gnu ? 2 : 1
  }
  const file = options.get('f') ?? '-'
  const writer = file === '-' ? io.process.stdout : openWriter(io.process, file, false)
  const excluded = options.all.filter(([letter]) => letter === 'X').map(([, pattern]) => pattern)
  let status = 0
  let stripped = false
  const add = function* (name: string, path: string): Task {
    yield* tick()
    if (excluded.some((pattern) => matchesGlob(pattern, name) || matchesGlob(pattern, name.split('/').at(-1) as string))) return
    const node = io.fs.lookup(path, options.has('h'))
    if (!node) {
      yield* io.fail(`${name}: ${io.gnu ? 'Cannot stat: ' : ''}No such file or directory`)
      status = io.gnu ? 2 : 1
      return
    }
    if (node.type === 'device') return
    let stored = name
    if (name.startsWith('/') && !options.has('P')) {
      stored = name.replace(/^\/+/, '')
      if (!stripped)
        yield* io.process.stderr.write(
          io.gnu ? "tar: Removing leading `/' from member names\n" : "tar: removing leading '/' from member names\n",
        )
      stripped = true
    }
    const member: Member = {
      name: stored,
      type: node.type,
      mode: node.mode,
      modified: node.modified,
      content: node.type === 'file' ? io.fs.readFile(path) : '',
      link: node.type === 'symlink' ? node.target : '',
    }
    yield* writer.write(writeMember(member, io.process.machine.user))
    if (options.has('v'))
      yield* (file === '-' ? io.process.stderr : io.process.stdout).write(
        `${stored}${node.type === 'directory' && !stored.endsWith('/') ? '/' : ''}\n`,
      )
    if (node.type === 'directory')
      for (const child of io.fs.readdir(path)) yield* add(`${name.replace(/\/$/, '')}/${child}`, `${path === '/' ? '' : path}/${child}`)
  }
  for (const name of options.operands) yield* add(name, resolvePath(root, name))
  yield* writer.write(ARCHIVE_END)
  if (status !== 0)
    yield* io.process.stderr.write(
      io.gnu ? 'tar: Exiting with failure status due to previous errors\n' : 'tar: error exit delayed from previous errors\n',
    )
  return status
}

function* read(io: Io, options: Options, root: string): Task<number> {
  const file = options.get('f') ?? '-'
  if (file !== '-' && !io.fs.exists(io.path(file))) {
    if (!io.gnu) return yield* io.fail(`can't open '${file}': No such file or directory`)
    yield* io.process.stderr.write(`tar: ${file}: Cannot open: No such file or directory\ntar: Error is not recoverable: exiting now\n`)
    return 2
  }
  const reader = yield* io.open(file, 2)
  if (!reader) return 2
  const members = readMembers(yield* readAll(reader))
  if (!members) {
    yield* io.process.stderr.write(
      io.gnu
        ? 'tar: This does not look like a tar archive\ntar: Exiting with failure status due to previous errors\n'
        : 'tar: invalid tar magic\n',
    )
    return io.gnu ? 2 : 1
  }
  const strip = Number(options.get('1') ?? 0)
  const wanted = options.operands.map((name) => name.replace(/\/+$/, ''))
  const found = new Set<string>()
  let status = 0
  for (const member of members) {
    yield* tick()
    const plain = member.name.replace(/\/+$/, '')
    const match = wanted.find((name) => plain === name || plain.startsWith(`${name}/`))
    if (wanted.length > 0 && match === undefined) continue
    if (match !== undefined) found.add(match)
    if (options.has('t')) {
      if (!options.has('v')) yield* io.out(`${member.name}\n`)
      else {
        const mode = modeText({ type: member.type === 'directory' ? 'directory' : member.type, mode: member.mode, modified: 0 } as never)
        const { user } = io.process.machine
        yield* io.out(
          `${mode} ${user}/${user} ${String(byteLength(member.content)).padStart(9)} ${formatDate('%Y-%m-%d %H:%M', member.modified)} ${member.name}${member.link ? ` -> ${member.link}` : ''}\n`,
        )
      }
      continue
    }
    const parts = plain.replace(/^\/+/, '').split('/').slice(strip)
    // a name must not lead out of the place it is unpacked to
    if (parts.length === 0 || parts.join('') === '' || parts.includes('..')) continue
    if (options.has('O')) {
      yield* io.out(member.content)
      continue
    }
    const path = resolvePath(root, parts.join('/'))
    try {
      if (member.type === 'directory') io.fs.mkdir(path, { parents: true })
      else {
        io.fs.mkdir(dirname(path), { parents: true })
        if (io.fs.lookup(path, false)?.type === 'symlink' || member.type === 'symlink') if (io.fs.lookup(path, false)) io.fs.remove(path)
        if (member.type === 'symlink') io.fs.symlink(member.link, path)
        else {
          io.fs.writeFile(path, member.content, { mode: member.mode & 0o777 })
          if (!options.has('m')) io.fs.touch(path, member.modified)
        }
      }
      if (options.has('v')) yield* io.out(`${member.name}\n`)
    } catch (error) {
      if (!(error instanceof FileError)) throw error
      yield* io.fail(io.gnu ? `${member.name}: Cannot open: ${error.message}` : `can't open '${member.name}': ${error.message}`)
      status = io.gnu ? 2 : 1
    }
  }
  for (const name of wanted) {
    if (found.has(name)) continue
    yield* io.fail(io.gnu ? `${name}: Not found in archive` : `${name}: not found in archive`)
    status = io.gnu ? 2 : 1
  }
  if (status !== 0 && io.gnu) yield* io.process.stderr.write('tar: Exiting with failure status due to previous errors\n')
  return status
}
