import { readAll } from '../../../sim/pipe.ts'
import type { Task } from '../../../sim/task.ts'
import { type Command, type Io, type Options, readOptions } from '../../command.ts'
import { formatDate } from '../../date.ts'
import { lineChanges, unifiedHunks } from '../../line-diff.ts'

function split(text: string): { lines: string[]; ends: boolean } {
  if (text === '') return { lines: [], ends: true }
  return text.endsWith('\n') ? { lines: text.slice(0, -1).split('\n'), ends: true } : { lines: text.split('\n'), ends: false }
}

const place = ([start, end]: [number, number]) => (end - start <= 1 ? (end === start ? String(start) : String(end)) : `${start + 1},${end}`)

function* files(io: Io, options: Options, left: string, right: string, command: string): Task<number> {
  const texts: string[] = []
  for (const name of [left, right]) {
    const path = io.path(name)
    if (name !== '-' && !io.fs.exists(path) && options.has('N')) texts.push('')
    else {
      const reader = yield* io.open(name, 2)
      if (!reader) continue
      texts.push(yield* readAll(reader))
    }
  }
  if (texts.length < 2) return 2
  const [first, second] = texts as [string, string]
  if (first === second) {
    if (options.has('s')) yield* io.out(`Files ${left} and ${right} are identical\n`)
    return 0
  }
  const [a, b] = [split(first), split(second)]
  const plain = (lines: readonly string[]) =>
    lines.map((line) => {
      let text = options.has('i') ? line.toLowerCase() : line
      if (options.has('w')) text = text.replace(/\s+/g, '')
      else if (options.has('b')) text = text.replace(/\s+/g, ' ').trimEnd()
      return text
    })
  const compared = ['i', 'w', 'b'].some((letter) => options.has(letter))
  const changes = lineChanges(compared ? plain(a.lines) : a.lines, compared ? plain(b.lines) : b.lines)
  if (changes.length === 0 && compared) return 0
  if (options.has('q')) {
    yield* io.out(`Files ${left} and ${right} differ\n`)
    return 1
  }
  if (command !== '') yield* io.out(command)
  if (options.has('u') || options.has('U') || !io.gnu) {
    const stamp = (name: string) => {
      const node = io.fs.lookup(io.path(name))
      const time = node?.modified ?? (options.has('N') && name !== '-' ? 0 : io.now)
      return io.gnu ? `\t${formatDate('%Y-%m-%d %H:%M:%S', time)}.000000000 +0000` : ''
    }
    yield* io.out(
      `--- ${left}${stamp(left)}\n+++ ${right}${stamp(right)}\n${unifiedHunks(a.lines, b.lines, Number(options.get('U') ?? 3), [a.ends, b.ends])}`,
    )
    return 1
  }
  let out = ''
  for (const { from, to } of changes) {
    const letter = from[0] === from[1] ? 'a' : to[0] === to[1] ? 'd' : 'c'
    out += `${place(from)}${letter}${place(to)}\n`
    for (let line = from[0]; line < from[1]; line++)
      out += `< ${a.lines[line]}\n${line === a.lines.length - 1 && !a.ends ? '\\ No newline at end of file\n' : ''}`
    if (letter === 'c') out += '---\n'
    for (let line = to[0]; line < to[1]; line++)
      out += `> ${b.lines[line]}\n${line === b.lines.length - 1 && !b.ends ? '\\ No newline at end of file\n' : ''}`
  }
  yield* io.out(out)
  return 1
}

function* directories(io: Io, options: Options, left: string, right: string): Task<number> {
  const [a, b] = [new Set(io.fs.readdir(io.path(left))), new Set(io.fs.readdir(io.path(right)))]
  let status = 0
  for (const name of [...new Set([...a, ...b])].sort()) {
    const [x, y] = [`${left}/${name}`, `${right}/${name}`]
    if (!(a.has(name) && b.has(name)) && !options.has('N')) {
      yield* io.out(`Only in ${a.has(name) ? left : right}: ${name}\n`)
      status = 1
      continue
    }
    const kinds = [x, y].map((path) => io.fs.lookup(io.path(path))?.type)
    if (kinds.includes('directory')) {
      if (kinds[0] === kinds[1] && options.has('r')) status = Math.max(status, yield* directories(io, options, x, y))
      else if (kinds[0] === kinds[1]) yield* io.out(`Common subdirectories: ${x} and ${y}\n`)
      continue
    }
    const flags = [...options.flags].map(([letter, value]) => `-${letter}${value}`).join(' ')
    status = Math.max(
      status,
      yield* files(io, options, x, y, io.gnu && !options.has('q') ? `diff${flags === '' ? '' : ` ${flags}`} ${x} ${y}\n` : ''),
    )
  }
  return status
}

/** diff */
export const diff: Command = function* (io) {
  const options = yield* readOptions(
    io,
    'urNqiwbBsaU:L:',
    {
      unified: 'u',
      recursive: 'r',
      'new-file': 'N',
      brief: 'q',
      'ignore-case': 'i',
      'ignore-all-space': 'w',
      'report-identical-files': 's',
    },
    { status: 2 },
  )
  if (!options) return io.status
  let [left, right] = options.operands
  if (left === undefined || right === undefined)
    return yield* io.usage(left === undefined ? `missing operand after 'diff'` : `missing operand after '${left}'`, 2)
  const isDirectory = (name: string) => io.fs.lookup(io.path(name))?.type === 'directory'
  if (isDirectory(left) && isDirectory(right)) return yield* directories(io, options, left.replace(/\/$/, ''), right.replace(/\/$/, ''))
  if (isDirectory(left)) left = `${left}/${right.split('/').at(-1)}`
  else if (isDirectory(right)) right = `${right}/${left.split('/').at(-1)}`
  return yield* files(io, options, left, right, '')
}
