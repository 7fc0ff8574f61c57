import type { Node } from '../../../cluster/machine/filesystem.ts'
import { type Task, tick } from '../../../sim/task.ts'
import type { Command, Io } from '../../command.ts'
import { formatDate } from '../../date.ts'
import { unescape } from '../../escapes.ts'
import { modeText, sizeOf } from '../../file-mode.ts'
import { launch } from '../../launch.ts'
import { matchesGlob } from '../../regex/glob.ts'
import { posix } from '../../regex/regex.ts'

interface Visit {
  /** as find writes it */
  name: string
  path: string
  node: Node
  depth: number
  start: string
}

type Test = (visit: Visit) => Task<boolean>

interface Plan {
  test: Test
  minDepth: number
  maxDepth: number
  depthFirst: boolean
  /** runs what `-exec … +` gathered */
  finish: (() => Task)[]
  pruned: Set<string>
  acts: boolean
  quit: boolean
}

class FindError extends Error {}

const base = (name: string) => (name === '/' ? '/' : (name.replace(/\/+$/, '').split('/').at(-1) as string))

/** `+5`, `-5`, `5` against a value. */
function countTest(text: string, value: number): boolean {
  const number = Number(text.replace(/^[-+]/, ''))
  return text[0] === '+' ? value > number : text[0] === '-' ? value < number : value === number
}

function* runCommand(io: Io, argv: readonly string[]): Task<boolean> {
  const child = launch(io.process, argv)
  if ('reason' in child) {
    yield* io.fail(io.gnu ? `‘${argv[0]}’: No such file or directory` : `${argv[0]}: No such file or directory`)
    return false
  }
  return (yield* child.wait()) === 0
}

function printfText(io: Io, format: string, visit: Visit): string {
  const { node, name } = visit
  return unescape(format, { zeroOctal: false }).text.replace(
    /%(?:T([@a-zA-Z+])|(.))/g,
    (whole, time: string | undefined, letter: string | undefined) => {
      if (time)
        return time === '@'
          ? (node.modified / 1000).toFixed(10)
          : time === '+'
            ? formatDate('%Y-%m-%d+%T', node.modified)
            : formatDate(`%${time}`, node.modified)
      switch (letter) {
        case 'p':
          return name
        case 'f':
          return base(name)
        case 'h':
          return name.includes('/') ? name.slice(0, name.lastIndexOf('/')) : '.'
        case 'P':
          return name.slice(visit.start.length).replace(/^\//, '')
        case 's':
          return String(sizeOf(io.fs, visit.path, node))
        case 'd':
          return String(visit.depth)
        case 'm':
          return (node.mode & 0o7777).toString(8)
        case 'M':
          return modeText(node)
        case 'y':
          return { file: 'f', directory: 'd', symlink: 'l', device: 'c' }[node.type]
        case 'u':
        case 'g':
          return io.process.machine.user
        case 'l':
          return node.type === 'symlink' ? node.target : ''
        case '%':
          return '%'
        default:
          return whole
      }
    },
  )
}

function plan(io: Io, words: readonly string[]): Plan {
  let at = 0
  const result: Plan = {
    test: function* () {
      return true
    },
    minDepth: 0,
    maxDepth: Number.POSITIVE_INFINITY,
    depthFirst: false,
    finish: [],
    pruned: new Set(),
    acts: false,
    quit: false,
  }
  const argument = (name: string): string => {
    const value = words[at++]
    if (value === undefined) throw new FindError(io.gnu ? `missing argument to \`${name}'` : `option requires an argument -- ${name}`)
    return value
  }
  const or = (): Test => {
    let left = and()
    while (words[at] === '-o' || words[at] === '-or') {
      at++
      const [first, second] = [left, and()]
      left = function* (visit) {
        return (yield* first(visit)) || (yield* second(visit))
      }
    }
    return left
  }
  const and = (): Test => {
    let left = not()
    while (at < words.length && !['-o', '-or', ')', ','].includes(words[at] as string)) {
      if (words[at] === '-a' || words[at] === '-and') at++
      const [first, second] = [left, not()]
      left = function* (visit) {
        return (yield* first(visit)) && (yield* second(visit))
      }
    }
    return left
  }
  const not = (): Test => {
    if (words[at] !== '!' && words[at] !== '-not') return primary()
    at++
    const inner = not()
    return function* (visit) {
      return !(yield* inner(visit))
    }
  }
  const always = (): Test =>
    function* () {
      return true
    }
  const simple = (test: (visit: Visit) => boolean): Test =>
    function* (visit) {
      return test(visit)
    }
  const writing = (text: (visit: Visit) => string): Test => {
    result.acts = true
    return function* (visit) {
      yield* io.out(text(visit))
      return true
    }
  }
  const command = (name: string): Test => {
    result.acts = true
    const argv: string[] = []
    let word = argument(name)
    while (word !== ';' && !(word === '+' && argv.at(-1) === '{}')) {
      argv.push(word)
      const next = words[at++]
      if (next === undefined) throw new FindError(io.gnu ? `missing argument to \`${name}'` : `${name} without ;`)
      word = next
    }
    if (word === ';')
      return function* (visit) {
        return yield* runCommand(
          io,
          argv.map((part) => part.replaceAll('{}', visit.name)),
        )
      }
    const gathered: string[] = []
    result.finish.push(function* () {
      if (gathered.length > 0 && !(yield* runCommand(io, [...argv.slice(0, -1), ...gathered]))) io.status = 1
    })
    return function* (visit) {
      gathered.push(visit.name)
      return true
    }
  }
  const days = (visit: Visit, unit: number) => Math.floor((io.now - visit.node.modified) / unit)
  const primary = (): Test => {
    const name = words[at++] as string
    switch (name) {
      case '(': {
        const inner = or()
        if (words[at++] !== ')') throw new FindError("invalid expression; I was expecting to find a ')' somewhere but did not see one.")
        return inner
      }
      case '-name':
      case '-iname': {
        const pattern = argument(name)
        return simple((visit) =>
          name === '-name'
            ? matchesGlob(pattern, base(visit.name), false)
            : matchesGlob(pattern.toLowerCase(), base(visit.name).toLowerCase(), false),
        )
      }
      case '-path':
      case '-wholename':
      case '-ipath': {
        const pattern = argument(name)
        return simple((visit) => matchesGlob(pattern, visit.name, false))
      }
      case '-regex':
      case '-iregex': {
        const regex = posix(`^(${argument(name)})$`, { extended: true, ignoreCase: name === '-iregex' })
        return simple((visit) => regex.test(visit.name))
      }
      case '-type': {
        const letters = argument(name)
        if (!/^[bcdpfls](,[bcdpfls])*$/.test(letters))
          throw new FindError(io.gnu ? `Unknown argument to -type: ${letters}` : `unrecognized: ${letters}`)
        const kinds = letters.split(',').map((letter) => ({ f: 'file', d: 'directory', l: 'symlink', c: 'device' })[letter])
        return simple((visit) => kinds.includes(visit.node.type))
      }
      case '-empty':
        return simple(({ node, path }) =>
          node.type === 'directory' ? node.entries.size === 0 : node.type === 'file' && io.fs.readFile(path) === '',
        )
      case '-size': {
        const found = /^([-+]?\d+)([bckwMG]?)$/.exec(argument(name))
        if (!found) throw new FindError(io.gnu ? `invalid -size type \`${words[at - 1]}'` : `invalid number '${words[at - 1]}'`)
        const unit = { b: 512, c: 1, w: 2, k: 1024, M: 1024 ** 2, G: 1024 ** 3 }[(found[2] || 'b') as 'b']
        return simple(({ node, path }) => countTest(found[1] as string, Math.ceil(sizeOf(io.fs, path, node) / unit)))
      }
      case '-mtime':
      case '-mmin': {
        const value = argument(name)
        return simple((visit) => countTest(value, days(visit, name === '-mtime' ? 86_400_000 : 60_000)))
      }
      case '-newer': {
        const other = io.fs.lookup(io.path(argument(name)))?.modified ?? 0
        return simple(({ node }) => node.modified > other)
      }
      case '-perm': {
        const value = argument(name)
        const bits = Number.parseInt(value.replace(/^[-/]/, ''), 8)
        return simple(({ node }) =>
          value[0] === '-' ? (node.mode & bits) === bits : value[0] === '/' ? (node.mode & bits) !== 0 : (node.mode & 0o7777) === bits,
        )
      }
      case '-user':
      case '-group':
        argument(name)
        return always()
      case '-maxdepth':
        result.maxDepth = Number(argument(name))
        return always()
      case '-mindepth':
        result.minDepth = Number(argument(name))
        return always()
      case '-depth':
        result.depthFirst = true
        return always()
      case '-xdev':
      case '-mount':
      case '-follow':
      case '-true':
        return always()
      case '-false':
        return simple(() => false)
      case '-prune':
        return simple((visit) => {
          result.pruned.add(visit.path)
          return true
        })
      case '-quit':
        return simple(() => {
          result.quit = true
          return true
        })
      case '-print':
        return writing((visit) => `${visit.name}\n`)
      case '-print0':
        return writing((visit) => `${visit.name}\0`)
      case '-printf': {
        const format = argument(name)
        return writing((visit) => printfText(io, format, visit))
      }
      case '-ls':
        return writing(
          ({ name: shown, node, path }) =>
            `     1000      4 ${modeText(node)}   1 root     root     ${String(sizeOf(io.fs, path, node)).padStart(8)} ${formatDate('%b %e %H:%M', node.modified)} ${shown}\n`,
        )
      case '-delete':
        result.acts = true
        result.depthFirst = true
        return function* (visit) {
          return yield* io.attempt(
            () => io.fs.remove(visit.path),
            (reason) => (io.gnu ? `cannot delete ‘${visit.name}’: ${reason}` : `${visit.name}: ${reason}`),
          )
        }
      case '-exec':
      case '-ok':
      case '-execdir':
        return command(name)
      default:
        throw new FindError(
          io.gnu
            ? name.startsWith('-')
              ? `unknown predicate \`${name}'`
              : `paths must precede expression: \`${name}'`
            : `unrecognized: ${name}`,
        )
    }
  }
  if (words.length > 0) {
    result.test = or()
    if (at < words.length) throw new FindError(io.gnu ? `paths must precede expression: \`${words[at]}'` : `unrecognized: ${words[at]}`)
  }
  return result
}

/** find */
export const find: Command = function* (io) {
  let { args } = io
  let follow = false
  while (/^-[HLP]$/.test(args[0] ?? '')) {
    follow = args[0] === '-L'
    args = args.slice(1)
  }
  const begin = args.findIndex((word) => /^-.|^[!(]$/.test(word))
  const starts = begin < 0 ? args : args.slice(0, begin)
  let todo: Plan
  try {
    todo = plan(io, begin < 0 ? [] : args.slice(begin))
  } catch (error) {
    if (!(error instanceof FindError)) throw error
    return yield* io.fail(error.message)
  }
  const walk = function* (visit: Visit): Task {
    yield* tick()
    const apply = function* (): Task {
      if (visit.depth >= todo.minDepth && !todo.quit && (yield* todo.test(visit)) && !todo.acts) yield* io.out(`${visit.name}\n`)
    }
    if (!todo.depthFirst) yield* apply()
    if (visit.node.type === 'directory' && visit.depth < todo.maxDepth && visit.depth < 200 && !todo.pruned.has(visit.path) && !todo.quit) {
      for (const child of io.fs.readdir(visit.path)) {
        const path = `${visit.path === '/' ? '' : visit.path}/${child}`
        const node = io.fs.lookup(path, follow)
        if (node)
          yield* walk({
            ...visit,
            name: `${visit.name.endsWith('/') ? visit.name : `${visit.name}/`}${child}`,
            path,
            node,
            depth: visit.depth + 1,
          })
      }
    }
    if (todo.depthFirst) yield* apply()
  }
  for (const start of starts.length > 0 ? starts : ['.']) {
    const path = io.path(start)
    const node = io.fs.lookup(path, follow)
    if (!node) yield* io.fail(io.gnu ? `‘${start}’: No such file or directory` : `${start}: No such file or directory`)
    else yield* walk({ name: start, path, node, depth: 0, start })
  }
  for (const task of todo.finish) yield* task()
  return io.status
}
