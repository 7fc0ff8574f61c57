import type { TestExpression } from 'unbash'
import { resolvePath } from '../../cluster/machine/filesystem.ts'
import type { Process } from '../../cluster/machine/machine.ts'
import { byteLength } from '../../sim/byte-length.ts'
import type { Task } from '../../sim/task.ts'
import { deviceAt, streamNumber } from '../files.ts'
import { findProgram } from '../launch.ts'
import { procText } from '../proc-files.ts'
import { matchesGlob } from '../regex/glob.ts'
import { posix } from '../regex/regex.ts'
import { RegexError } from '../regex/syntax.ts'
import type { Dialect } from './dialect.ts'
import { expandPattern, expandRegex, expandText, expandWords } from './expansion.ts'
import type { Shell } from './shell.ts'

/** A mistake in a test's words. */
export class TestError extends Error {}

const UNARY = new Set('abcdefghkLnNoOprRsStuvwxzGE'.split('').map((letter) => `-${letter}`))
/** What each shell's test knows. dash compares with `=` alone. */
const BINARY = new Set(['=', '==', '!=', '<', '>', '=~', '-eq', '-ne', '-lt', '-le', '-gt', '-ge', '-nt', '-ot', '-ef'])

const without = (all: ReadonlySet<string>, names: string) => new Set([...all].filter((name) => !names.split(' ').includes(name)))
const OPERATORS: Record<Dialect['name'], { unary: ReadonlySet<string>; binary: ReadonlySet<string> }> = {
  bash: { unary: UNARY, binary: BINARY },
  dash: { unary: without(UNARY, '-a -v -o -N -R -E'), binary: without(BINARY, '== =~') },
  ash: { unary: without(UNARY, '-a -v -o -N -R -E'), binary: without(BINARY, '=~') },
}

function fileTest(process: Process, operator: string, path: string): boolean {
  if (path === '') return false
  const full = resolvePath(process.cwd, path)
  const { fs } = process.machine
  const node = fs.lookup(full, !(operator === '-L' || operator === '-h'))
  if (!node) {
    if (procText(process, full) !== undefined) return ['-e', '-a', '-f', '-r'].includes(operator)
    // installed programs are no files of the tree
    if ('program' in findProgram(process, [full], undefined)) return ['-e', '-a', '-f', '-r', '-x', '-s', '-O', '-G'].includes(operator)
    const special = streamNumber(full) !== undefined || deviceAt(process, full) !== undefined
    return special && ['-e', '-a', '-c', '-r', '-w'].includes(operator)
  }
  switch (operator) {
    case '-f':
      return node.type === 'file'
    case '-d':
      return node.type === 'directory'
    case '-L':
    case '-h':
      return node.type === 'symlink'
    case '-c':
      return node.type === 'device'
    case '-s':
      return node.type === 'directory' || (node.type === 'file' && byteLength(fs.readFile(full)) > 0)
    case '-x':
      return (node.mode & 0o111) !== 0
    case '-r':
    case '-w':
      return process.machine.user === 'root' || (node.mode & (operator === '-r' ? 0o400 : 0o200)) !== 0
    case '-e':
    case '-a':
    case '-O':
    case '-G':
    case '-N':
      return true
    default:
      return false
  }
}

/** One-operand tests. `isSet` answers -v, `option` answers -o. */
function unary(process: Process, operator: string, operand: string, shell: Shell | undefined): boolean {
  if (operator === '-n') return operand !== ''
  if (operator === '-z') return operand === ''
  if (operator === '-t') return process.tty !== undefined && /^[012]$/.test(operand)
  if (operator === '-v') {
    const element = /^(\w+)\[(.*)\]$/.exec(operand)
    return element ? shell?.element(element[1] as string, element[2] as string) !== undefined : shell?.parameter(operand) !== undefined
  }
  if (operator === '-o') return shell?.options.has(operand) ?? false
  return fileTest(process, operator, operand)
}

function integer(text: string): bigint {
  if (!/^\s*[-+]?\d+\s*$/.test(text)) throw new TestError(`${text}: integer expression expected`)
  return BigInt(text.trim().replace(/^\+/, ''))
}

function compare(process: Process, left: string, operator: string, right: string, number: (text: string) => bigint): boolean {
  switch (operator) {
    case '<':
      return left < right
    case '>':
      return left > right
    case '-eq':
      return number(left) === number(right)
    case '-ne':
      return number(left) !== number(right)
    case '-lt':
      return number(left) < number(right)
    case '-le':
      return number(left) <= number(right)
    case '-gt':
      return number(left) > number(right)
    case '-ge':
      return number(left) >= number(right)
  }
  const { fs } = process.machine
  const a = fs.lookup(resolvePath(process.cwd, left))
  const b = fs.lookup(resolvePath(process.cwd, right))
  if (operator === '-ef') return a !== undefined && a === b
  if (operator === '-nt') return a !== undefined && (!b || a.modified > b.modified)
  return b !== undefined && (!a || a.modified < b.modified)
}

/** `test` and `[`: the words decide by their number first, as POSIX has it. Throws TestError. */
export function testWords(process: Process, words: readonly string[], dialect: Dialect['name'], shell?: Shell): boolean {
  const { binary, unary: unaries } = OPERATORS[dialect]
  let at = 0
  const depthOf = { open: 0 }
  const simple = (left: string, operator: string, right: string): boolean => {
    if (operator === '=' || operator === '==') return left === right
    if (operator === '!=') return left !== right
    return compare(process, left, operator, right, integer)
  }
  const byCount = (list: readonly string[]): boolean | undefined => {
    const [first, second, third] = list as [string, string, string]
    if (list.length === 0) return false
    if (list.length === 1) return first !== ''
    if (list.length === 2) {
      if (first === '!') return second === ''
      if (unaries.has(first)) return unary(process, first, second, shell)
      if (dialect !== 'bash' && binary.has(second)) throw new TestError(`${second}: argument expected`)
      throw new TestError(`${first}: unary operator expected`)
    }
    if (list.length === 3) {
      if (binary.has(second) && second !== '=~') return simple(first, second, third)
      if (second === '-a') return first !== '' && third !== ''
      if (second === '-o') return first !== '' || third !== ''
      if (first === '!') return !byCount(list.slice(1))
      if (first === '(' && third === ')') return second !== ''
      throw new TestError(`${second}: binary operator expected`)
    }
    if (list.length === 4) {
      if (first === '!') return !byCount(list.slice(1))
      if (first === '(' && list[3] === ')') return byCount(list.slice(1, 3))
    }
    return undefined
  }
  const decided = byCount(words)
  if (decided !== undefined) return decided
  const or = (): boolean => {
    let value = and()
    while (words[at] === '-o') {
      at++
      const right = and()
      value = value || right
    }
    return value
  }
  const and = (): boolean => {
    let value = term()
    while (words[at] === '-a') {
      at++
      const right = term()
      value = value && right
    }
    return value
  }
  const term = (): boolean => {
    const word = words[at]
    if (word === undefined) throw new TestError('argument expected')
    if (word === '!') {
      at++
      return !term()
    }
    if (word === '(' && depthOf.open < 100) {
      at++
      depthOf.open++
      const value = or()
      if (words[at] !== ')') throw new TestError("`)' expected")
      at++
      return value
    }
    const operator = words[at + 1]
    if (operator !== undefined && binary.has(operator) && at + 2 < words.length) {
      at += 3
      return simple(word, operator, words[at - 1] as string)
    }
    if (unaries.has(word) && at + 1 < words.length) {
      at += 2
      return unary(process, word, words[at - 1] as string, shell)
    }
    at++
    return word !== ''
  }
  const value = or()
  if (at < words.length) throw new TestError('too many arguments')
  return value
}

/** `[[ … ]]`. */
export function* evaluateTest(shell: Shell, node: TestExpression): Task<boolean> {
  switch (node.type) {
    case 'TestLogical':
      for (const operand of node.operands)
        if ((yield* evaluateTest(shell, operand)) !== (node.operator === '&&')) return node.operator !== '&&'
      return node.operator === '&&'
    case 'TestNot': {
      const value = yield* evaluateTest(shell, node.operand)
      return node.negations.length % 2 === 1 ? !value : value
    }
    case 'TestGroup':
      return yield* evaluateTest(shell, node.expression)
    case 'TestUnary':
      return unary(shell.process, node.operator, yield* expandText(shell, node.operand), shell)
    case 'TestBinary': {
      const left = yield* expandText(shell, node.left)
      const { operator } = node
      if (operator === '=' || operator === '==' || operator === '!=') {
        // busybox's [[ first looks for files that fit.
        const same =
          shell.dialect.name === 'ash'
            ? matchesGlob((yield* expandWords(shell, [node.right])).join(' '), left)
            : matchesGlob(yield* expandPattern(shell, node.right), left)
        return same === (operator !== '!=')
      }
      if (operator === '=~') return matchRegex(shell, left, yield* expandRegex(shell, node.right))
      const right = yield* expandText(shell, node.right)
      if (!operator.startsWith('-') || !/^-(eq|ne|lt|le|gt|ge)$/.test(operator))
        return compare(shell.process, left, operator, right, integer)
      const [a, b] = [yield* shell.arithmetic(left), yield* shell.arithmetic(right)]
      return compare(shell.process, '0', operator, '1', (text) => (text === '0' ? a : b))
    }
  }
}

function matchRegex(shell: Shell, text: string, pattern: string): boolean {
  try {
    const match = posix(pattern, { extended: true }).exec(text)
    shell.variables.setArray('BASH_REMATCH', new Map(match ? match.groups.map((group, index) => [String(index), group ?? '']) : []))
    return match !== undefined
  } catch (error) {
    if (error instanceof RegexError) return false
    throw error
  }
}
