import type { Assignment } from 'unbash'
import { type Task, within } from '../../../sim/task.ts'
import { ExpansionError, ShellExit } from '../control.ts'
import { assign } from '../execute.ts'
import { expandText, quoteForReuse, splitFields } from '../expansion.ts'
import type { SharedReader } from '../open-file.ts'
import type { Shell } from '../shell.ts'
import { elementsInOrder, type Variable } from '../variables.ts'
import type { Builtin, Declaration } from './registry.ts'

const NAME = /^[A-Za-z_]\w*$/

/** `declare -p`'s way to write a value. */
function shown(value: string): string {
  return /[\n\t]/.test(value)
    ? `$'${value.replaceAll('\\', '\\\\').replaceAll("'", "\\'").replaceAll('\n', '\\n').replaceAll('\t', '\\t')}'`
    : `"${value.replace(/["\\$`]/g, '\\$&')}"`
}

function declaration(name: string, variable: Variable): string {
  const flags = `${variable.elements ? (variable.associative ? 'A' : 'a') : ''}${variable.integer ? 'i' : ''}${variable.readonly ? 'r' : ''}${variable.exported ? 'x' : ''}`
  const value = variable.elements
    ? `=(${elementsInOrder(variable)
        .map(([key, item]) => `[${key}]=${shown(item)}`)
        .join(' ')}${variable.associative ? ' ' : ''})`
    : variable.value === undefined
      ? ''
      : `=${shown(variable.value)}`
  return `declare -${flags || '-'} ${name}${value}\n`
}

/** export, readonly, local, declare, typeset: with assignments that keep their quoting. */
const declare: Declaration = function* (shell, argv, assignments) {
  const command = argv[0] as string
  const flags = new Set<string>()
  const removed = new Set<string>()
  const names: string[] = []
  for (const [index, word] of argv.slice(1).entries()) {
    if (names.length === 0 && /^[-+][A-Za-z]+$/.test(word) && index >= 0)
      for (const letter of word.slice(1)) (word[0] === '-' ? flags : removed).add(letter)
    else if (word !== '--') names.push(word)
  }
  if (command === 'export') (flags.has('n') ? removed : flags).add('x')
  if (command === 'readonly') flags.add('r')
  if (flags.has('f') || flags.has('F')) return yield* declareFunctions(shell, names, flags.has('F'))
  if (names.length === 0 && assignments.length === 0) return yield* listVariables(shell, command, flags)
  const inFunction = (command === 'local' || command === 'declare' || command === 'typeset') && !flags.has('g')
  if (command === 'local' && shell.calls.length === 0) {
    yield* shell.complain(shell.dialect.name === 'bash' ? 'can only be used in a function' : 'not in a function', 'local')
    if (shell.dialect.name !== 'bash' && !shell.interactive) throw new ShellExit(2)
    return shell.dialect.name === 'bash' ? 1 : 2
  }
  if (flags.has('i')) yield* shell.reckon()
  let status = 0
  const mark = (name: string) => {
    const old = shell.variables.lookup(name) ?? { value: undefined }
    const changed: Variable = {
      ...old,
      ...(flags.has('x') ? { exported: true } : {}),
      ...(removed.has('x') ? { exported: false } : {}),
      ...(flags.has('i') ? { integer: true } : {}),
      ...(flags.has('l') ? { letters: 'lower' as const } : {}),
      ...(flags.has('u') ? { letters: 'upper' as const } : {}),
      ...((flags.has('a') || flags.has('A')) && !old.elements ? { elements: new Map<string, string>(), associative: flags.has('A') } : {}),
    }
    shell.variables.put(name, changed)
  }
  const finish = (name: string) => {
    if (flags.has('r')) shell.variables.put(name, { ...(shell.variables.lookup(name) as Variable), readonly: true })
  }
  if (flags.has('p') && (command === 'declare' || command === 'typeset')) {
    for (const name of names) {
      const variable = shell.variables.lookup(name)
      if (variable) yield* shell.out(declaration(name, variable))
      else {
        yield* shell.complain(`${name}: not found`, command)
        status = 1
      }
    }
    return status
  }
  const outside = (name: string) => {
    const value = shell.variables.lookup(name)?.value
    if (inFunction && shell.variables.local(name) && shell.dialect.name !== 'bash' && value !== undefined) shell.variables.set(name, value)
  }
  for (const word of names) {
    // an expanded word like `$name=$value`
    const split = /^([A-Za-z_]\w*)(\+?)=([^]*)$/.exec(word)
    const name = split ? (split[1] as string) : word
    if (!NAME.test(name)) {
      yield* shell.complain(
        shell.dialect.name === 'bash' ? `\`${word}': not a valid identifier` : `${word.split('=')[0]}: bad variable name`,
        command,
      )
      if (shell.dialect.name !== 'bash') throw new ShellExit(2)
      status = 1
      continue
    }
    outside(name)
    mark(name)
    if (split) shell.assign(name, undefined, split[2] ? (shell.variables.get(name) ?? '') + split[3] : (split[3] as string))
    finish(name)
  }
  for (const assignment of assignments) {
    // the value sees what the local covers
    const value =
      assignment.value.type === 'Word' && !assignment.index && !assignment.append
        ? yield* expandText(shell, assignment.value, true)
        : undefined
    outside(assignment.name)
    mark(assignment.name)
    if (value === undefined) yield* assign(shell, assignment)
    else shell.assign(assignment.name, undefined, value)
    finish(assignment.name)
  }
  return status
}

function* listVariables(shell: Shell, command: string, flags: Set<string>): Task<number> {
  for (const name of shell.variables.names()) {
    const variable = shell.variables.lookup(name) as Variable
    if ((flags.has('x') && !variable.exported) || (flags.has('r') && !variable.readonly) || (flags.has('a') && !variable.elements)) continue
    if (shell.dialect.name === 'bash' && (command !== 'declare' || flags.size > 0)) yield* shell.out(declaration(name, variable))
    else if (command === 'declare') yield* shell.out(`${name}=${variable.value ?? ''}\n`)
    else yield* shell.out(`${command} ${name}${variable.value === undefined ? '' : `=${quoteForReuse(variable.value)}`}\n`)
  }
  return 0
}

function* declareFunctions(shell: Shell, names: readonly string[], nameOnly: boolean): Task<number> {
  let status = 0
  for (const name of names.length > 0 ? names : [...shell.functions.keys()].sort()) {
    const fn = shell.functions.get(name)
    if (!fn) status = 1
    else yield* shell.out(nameOnly ? `${names.length > 0 ? '' : 'declare -f '}${name}\n` : `${name} () \n${fn.text}\n`)
  }
  return status
}

const unset: Builtin = function* (shell, argv) {
  let functions = false
  let variables = false
  let status = 0
  for (const word of argv.slice(1)) {
    if (word === '-f') functions = true
    else if (word === '-v') variables = true
    else {
      const element = /^([A-Za-z_]\w*)\[(.*)\]$/.exec(word)
      if (!element && !NAME.test(word) && !functions) {
        // bash takes it for the name of a function
        if (shell.dialect.name === 'bash' && !variables && !word.includes('=')) {
          shell.functions.delete(word)
          continue
        }
        yield* shell.complain(shell.dialect.name === 'bash' ? `\`${word}': not a valid identifier` : `${word}: bad variable name`, 'unset')
        status = 1
        continue
      }
      try {
        if (functions) shell.functions.delete(word)
        else if (element) shell.variables.unsetElement(element[1] as string, (element[2] as string).replace(/^(['"])(.*)\1$/, '$2'))
        else if (variables || shell.variables.lookup(word)) shell.variables.unset(word)
        else shell.functions.delete(word)
      } catch (error) {
        if (!(error instanceof ExpansionError)) throw error
        if (shell.dialect.name === 'bash') yield* shell.complain(error.message)
        else yield* shell.complain(shell.dialect.readonly(word), 'unset')
        if (shell.dialect.name !== 'bash') throw new ShellExit(2)
        status = 1
      }
    }
  }
  return status
}

/** `read`: one line (or piece) of standard input into variables. */
const read: Builtin = function* (shell, argv) {
  let raw = false
  let prompt = ''
  let delimiter = '\n'
  let count: number | undefined
  let exact = false
  let timeout: number | undefined
  let array: string | undefined
  let descriptor = 0
  const names: string[] = []
  for (let at = 1; at < argv.length; at++) {
    const word = argv[at] as string
    if (names.length > 0 || !/^-./.test(word)) {
      names.push(word)
      continue
    }
    if (word === '--') continue
    for (let index = 1; index < word.length; index++) {
      const letter = word[index] as string
      if (letter === 'r') raw = true
      else if (letter === 's' || letter === 'e') continue
      else if ('pdntNaui'.includes(letter)) {
        const value = word.slice(index + 1) || (argv[++at] ?? '')
        if (letter === 'p') prompt = value
        else if (letter === 'd') delimiter = value.slice(0, 1) || '\0'
        else if (letter === 'n' || letter === 'N') {
          count = Number(value)
          exact = letter === 'N'
        } else if (letter === 't') timeout = Number(value) * 1000
        else if (letter === 'a') array = value
        else if (letter === 'u') descriptor = Number(value)
        break
      } else {
        yield* shell.complain(shell.dialect.name === 'bash' ? `-${letter}: invalid option` : `Illegal option -${letter}`, 'read')
        if (shell.dialect.name === 'bash')
          yield* shell.stderr.write(
            'read: usage: read [-ers] [-a array] [-d delim] [-i text] [-n nchars] [-N nchars] [-p prompt] [-t timeout] [-u fd] [name ...]\n',
          )
        return 2
      }
    }
  }
  if (names.length === 0 && array === undefined && shell.dialect.name === 'dash') {
    yield* shell.complain('arg count', 'read')
    return 2
  }
  for (const name of names) {
    if (!NAME.test(name)) {
      if (shell.dialect.name === 'ash') {
        yield* shell.stderr.write(`${shell.name}: read: '${name}': bad variable name\n`)
        return 1
      }
      yield* shell.complain(shell.dialect.name === 'bash' ? `\`${name}': not a valid identifier` : `${name}: bad variable name`, 'read')
      return shell.dialect.name === 'bash' ? 1 : 2
    }
  }
  const input = shell.fds[descriptor]?.reader
  if (!input) {
    yield* shell.complain(`${descriptor}: invalid file descriptor: Bad file descriptor`, 'read')
    return 1
  }
  if (prompt !== '' && shell.process.tty) yield* shell.stderr.write(prompt)
  const line =
    timeout === undefined
      ? yield* readLine(input, delimiter, raw, count, exact)
      : yield* within(timeout, readLine(input, delimiter, raw, count, exact))
  const text = line?.text ?? ''
  if (array !== undefined) {
    const fields = splitRead(shell, text, Number.POSITIVE_INFINITY)
    shell.variables.setArray(array, new Map(fields.map((field, index) => [String(index), unmark(field)])))
  } else if (names.length === 0) shell.assign('REPLY', undefined, unmark(text))
  else if (exact) shell.assign(names[0] as string, undefined, unmark(text))
  else {
    const fields = splitRead(shell, text, names.length)
    for (const [index, name] of names.entries()) shell.assign(name, undefined, unmark(fields[index] ?? ''))
  }
  if (!line) return timeout === undefined ? 1 : 142
  return line.ended ? 0 : 1
}

/** A character that a backslash protected from splitting is marked so. */
const MARK = '\u{f0000}'
const unmark = (text: string) => text.replaceAll(MARK, '')

function* readLine(
  input: SharedReader,
  delimiter: string,
  raw: boolean,
  count: number | undefined,
  exact: boolean,
): Task<{ text: string; ended: boolean }> {
  let text = ''
  for (;;) {
    if (count !== undefined) {
      let left = count - text.length
      while (left > 0) {
        const piece = yield* input.read()
        if (piece === undefined) return { text, ended: false }
        const end = exact ? -1 : piece.indexOf(delimiter)
        const take = end >= 0 && end < left ? end : Math.min(left, piece.length)
        text += piece.slice(0, take)
        left -= take
        input.unread(piece.slice(end === take ? take + 1 : take))
        if (end === take) break
      }
      return { text, ended: true }
    }
    const piece = yield* input.until(delimiter)
    if (piece === undefined) return { text, ended: false }
    const ended = piece.endsWith(delimiter)
    let body = ended ? piece.slice(0, -1) : piece
    if (!raw && body.includes('\\')) {
      const continued = ended && /(?:^|[^\\])(?:\\\\)*\\$/.test(body)
      if (continued) body = body.slice(0, -1)
      text += body.replace(/\\([^])/g, `${MARK}$1`)
      if (continued) continue
    } else text += body
    return { text, ended }
  }
}

/** Splits into at most `most` fields; the last takes the rest. */
function splitRead(shell: Shell, text: string, most: number): string[] {
  const ifs = shell.variables.get('IFS') ?? ' \t\n'
  if (ifs === '') return [text]
  const blanks = [...ifs].filter((letter) => ' \t\n'.includes(letter)).join('')
  const trim = (value: string) => {
    let start = 0
    let end = value.length
    while (start < end && blanks.includes(value[start] as string)) start++
    while (end > start && blanks.includes(value[end - 1] as string) && value[end - 2] !== MARK.at(-1)) end--
    return value.slice(start, end)
  }
  let rest = trim(text)
  const fields: string[] = []
  while (rest !== '' && fields.length < most - 1) {
    let at = 0
    while (at < rest.length && !ifs.includes(rest[at] as string)) at += rest.startsWith(MARK, at) ? MARK.length + 1 : 1
    if (at >= rest.length) break
    fields.push(rest.slice(0, at))
    // blanks around one other separator belong to it
    let next = at
    while (next < rest.length && blanks.includes(rest[next] as string)) next++
    if (next < rest.length && ifs.includes(rest[next] as string)) next++
    while (next < rest.length && blanks.includes(rest[next] as string)) next++
    rest = rest.slice(next)
  }
  if (rest !== '') {
    const all = most === Number.POSITIVE_INFINITY ? rest : rest
    const only = splitFields(all, ifs)
    // a single separator at the end of the last field goes with it
    fields.push(only.texts.length === 1 ? (only.texts[0] as string) : rest)
  }
  return fields
}

const NO_ASSIGNMENTS: readonly Assignment[] = []
const plain: Builtin = (shell, argv) => declare(shell, argv, NO_ASSIGNMENTS)

export const NAMES: [string, Builtin][] = [
  ['export', plain],
  ['readonly', plain],
  ['local', plain],
  ['declare', plain],
  ['typeset', plain],
  ['unset', unset],
  ['read', read],
]

export const DECLARED: [string, Declaration][] = ['export', 'readonly', 'local', 'declare', 'typeset'].map(
  (name): [string, Declaration] => [name, declare],
)
