import type { BracketGlobPart, DoubleQuotedChild, ParameterExpansionPart, ParameterOperation, ParsedScript, Word, WordPart } from 'unbash'
import { parse } from 'unbash'
import { byteLength } from '../../sim/byte-length.ts'
import type { Task } from '../../sim/task.ts'
import { escapeGlob, globSearch, matchingHead, matchingTail } from '../regex/glob.ts'
import { expandBraces } from './brace.ts'
import { ExpansionError } from './control.ts'
import { expandPathname, hasGlob } from './pathname.ts'
import type { Shell } from './shell.ts'
import { elementsInOrder } from './variables.ts'

/** What a parameter stands for: text, several texts (`$@`, `${a[*]}`), or nothing. */
type Value = string | undefined | { list: string[]; star: boolean }

/** Collects the fields that a word becomes, with the pattern each would be as a path. */
class Fields {
  readonly list: string[] = []
  #text = ''
  #pattern = ''
  #glob = false
  #started = false
  #shell: Shell

  constructor(shell: Shell) {
    this.#shell = shell
  }

  /** Text in which nothing is special any more. */
  quoted(text: string): void {
    this.#text += text
    this.#pattern += escapeGlob(text)
    this.#started = true
  }

  /** An operator of a pattern. */
  glob(text: string): void {
    this.#text += text
    this.#pattern += text
    this.#glob = true
    this.#started = true
  }

  /** The result of an unquoted expansion: split at IFS, special as a pattern. */
  split(text: string): void {
    const ifs = this.#shell.variables.get('IFS') ?? ' \t\n'
    if (text === '') return
    if (ifs === '') return this.#append(text)
    const pieces = ifs === ' \t\n' ? splitBlanks(text) : splitFields(text, ifs)
    for (const [index, piece] of pieces.texts.entries()) {
      if (index > 0 || pieces.startsWithBreak) this.break()
      this.#append(piece)
    }
    if (pieces.endsWithBreak) this.break()
  }

  /** Ends the field in the making, if one was begun. */
  break(): void {
    if (!this.#started) return
    const { options } = this.#shell
    const paths =
      this.#glob && !options.has('noglob') && hasGlob(this.#pattern)
        ? expandPathname(this.#shell.process.machine.fs, this.#shell.process.cwd, this.#pattern, {
            dotfiles: this.#shell.shopts.has('dotglob'),
            selfAndParent: this.#shell.dialect.name !== 'bash',
          })
        : []
    if (paths.length > 0) for (const path of paths) this.list.push(path)
    else if (!(this.#glob && this.#shell.shopts.has('nullglob') && hasGlob(this.#pattern))) this.list.push(this.#text)
    this.#text = ''
    this.#pattern = ''
    this.#glob = false
    this.#started = false
  }

  #append(text: string): void {
    if (text === '') {
      this.#started = true
      return
    }
    this.#text += text
    this.#pattern += text
    if (hasGlob(text)) this.#glob = true
    this.#started = true
  }
}

function splitBlanks(text: string): { texts: string[]; startsWithBreak: boolean; endsWithBreak: boolean } {
  const texts = text.split(/[ \t\n]+/)
  const startsWithBreak = texts[0] === ''
  if (startsWithBreak) texts.shift()
  const endsWithBreak = texts.at(-1) === ''
  if (endsWithBreak) texts.pop()
  return { texts, startsWithBreak, endsWithBreak }
}

/** Splits at any IFS: blanks of it melt together, other characters each end a field. */
export function splitFields(text: string, ifs: string): { texts: string[]; startsWithBreak: boolean; endsWithBreak: boolean } {
  const blank = (letter: string) => (letter === ' ' || letter === '\t' || letter === '\n') && ifs.includes(letter)
  const texts: string[] = []
  let at = 0
  while (at < text.length && blank(text[at] as string)) at++
  const startsWithBreak = at > 0
  let current = ''
  let open = false
  let endsWithBreak = false
  for (; at < text.length; at++) {
    const letter = text[at] as string
    if (!ifs.includes(letter)) {
      current += letter
      open = true
      endsWithBreak = false
      continue
    }
    const hard = !blank(letter)
    let next = at
    let hards = hard ? 1 : 0
    while (next + 1 < text.length && ifs.includes(text[next + 1] as string)) {
      if (!blank(text[next + 1] as string)) {
        if (hards > 0) break
        hards++
      }
      next++
    }
    if (open || hards > 0) texts.push(current)
    current = ''
    open = false
    endsWithBreak = true
    at = next
  }
  if (open) texts.push(current)
  return { texts, startsWithBreak, endsWithBreak }
}

/** All fields that a list of words becomes. */
export function* expandWords(shell: Shell, words: readonly Word[]): Task<string[]> {
  const list: string[] = []
  for (const word of words) {
    if (word.parts === undefined) list.push(word.text.startsWith('~') ? tilde(shell, word.value) : word.value)
    else for (const field of yield* expandWord(shell, word)) list.push(field)
  }
  return list
}

function* expandWord(shell: Shell, word: Word): Task<string[]> {
  const parts = word.parts as readonly WordPart[]
  if (parts.some((part) => part.type === 'BraceExpansion') && !shell.dialect.lacks.has('braces')) {
    const texts = expandBraces(word.text)
    if (texts.length !== 1 || texts[0] !== word.text) return yield* expandWords(shell, texts.map(asWord))
  }
  const fields = new Fields(shell)
  yield* expandParts(shell, parts, fields, true)
  fields.break()
  return fields.list
}

/** A piece of source text as a word. */
export function asWord(text: string): Word {
  const command = parse(`: ${text}`).commands[0]?.command
  const word = command?.type === 'Command' ? command.suffix[0] : undefined
  return word?.type === 'Word' && word.text === text
    ? word
    : ({ type: 'Word', text: '', value: text, pos: 0, end: 0, parts: undefined } as Word)
}

/** One text without splitting or paths: values of assignments, redirections, here strings, `case` words. */
export function* expandText(shell: Shell, word: Word | undefined, assignment = false): Task<string> {
  if (!word) return ''
  if (word.parts === undefined) {
    if (!word.text.includes('~')) return word.value
    // with quotes in it only the very start can be a bare tilde
    return assignment && word.text === word.value
      ? tildes(shell, word.value)
      : word.text.startsWith('~')
        ? tilde(shell, word.value)
        : word.value
  }
  return yield* textOfParts(shell, word.parts, assignment)
}

function* textOfParts(shell: Shell, parts: readonly WordPart[], assignment = false, quoted = false): Task<string> {
  let text = ''
  for (const [index, part] of parts.entries()) {
    if (part.type === 'Literal') {
      const home = !quoted && part.text.includes('~') && (assignment ? true : index === 0 && part.text.startsWith('~'))
      text += home ? (assignment ? tildes(shell, part.value, index > 0) : tilde(shell, part.value)) : part.value
    } else if (part.type === 'DoubleQuoted' || part.type === 'LocaleString') text += yield* textOfParts(shell, part.parts, false, true)
    else {
      const value = yield* partValue(shell, part)
      text += typeof value === 'object' ? joined(shell, value) : (value ?? '')
    }
  }
  return text
}

/** A pattern in which quoted characters are escaped (for `case`, `${v#…}`, `[[ == ]]`). */
export function* expandPattern(shell: Shell, word: Word | undefined): Task<string> {
  if (!word) return ''
  if (word.parts === undefined) return escapeGlob(word.text.startsWith('~') ? tilde(shell, word.value) : word.value)
  let pattern = ''
  for (const part of word.parts) pattern += yield* patternOf(shell, part, escapeGlob)
  return pattern
}

/** A regular expression for `=~`: quoted characters lose their meaning. */
export function* expandRegex(shell: Shell, word: Word): Task<string> {
  if (word.parts === undefined) return word.text
  let pattern = ''
  for (const part of word.parts) {
    pattern += part.type === 'Literal' ? part.text : yield* patternOf(shell, part, (text) => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'))
  }
  return pattern
}

/** `[a$x]` with what is expanded inside. */
function* bracketText(shell: Shell, part: BracketGlobPart): Task<string> {
  let inner = ''
  for (const item of part.parts) inner += item.type === 'Literal' ? item.text : yield* patternOf(shell, item, (text) => text)
  return `[${inner}]`
}

function* patternOf(shell: Shell, part: WordPart, escape: (text: string) => string): Task<string> {
  switch (part.type) {
    case 'Literal':
    case 'SingleQuoted':
    case 'AnsiCQuoted':
      return escape(part.value)
    case 'Glob':
      return part.kind === 'bracket' ? yield* bracketText(shell, part) : part.text
    case 'ExtendedGlob':
    case 'BraceExpansion':
      return part.text
    case 'DoubleQuoted':
    case 'LocaleString':
      return escape(yield* textOfParts(shell, part.parts, false, true))
    default: {
      const value = yield* partValue(shell, part)
      return typeof value === 'object' ? joined(shell, value) : (value ?? '')
    }
  }
}

/** Expands a here document's body or other text in which quotes are ordinary characters. */
export function* expandParts(shell: Shell, parts: readonly WordPart[], fields: Fields, splitting: boolean): Task {
  for (const [index, part] of parts.entries()) {
    switch (part.type) {
      case 'Literal':
        fields.quoted(index === 0 && part.text.startsWith('~') ? tilde(shell, part.value) : part.value)
        break
      case 'SingleQuoted':
        fields.quoted(part.value)
        break
      case 'AnsiCQuoted':
        fields.quoted(shell.dialect.lacks.has("$'") ? `$${part.text.slice(2, -1)}` : part.value)
        break
      case 'Glob':
        fields.glob(part.kind === 'bracket' ? yield* bracketText(shell, part) : part.text)
        break
      case 'ExtendedGlob':
        fields.glob(part.text)
        break
      case 'BraceExpansion':
        fields.quoted(part.text)
        break
      case 'DoubleQuoted':
      case 'LocaleString':
        yield* expandQuoted(shell, part.parts, fields)
        break
      default: {
        // the operand of ${x:-operand} keeps its own quoting
        const operand = part.type === 'ParameterExpansion' ? yield* chosenOperand(shell, part) : undefined
        if (operand) {
          if (operand.parts) yield* expandParts(shell, operand.parts, fields, splitting)
          else if (operand.text !== '') fields.split(operand.text.startsWith('~') ? tilde(shell, operand.value) : operand.value)
          break
        }
        const value = yield* partValue(shell, part)
        if (value === undefined) break
        if (typeof value === 'string') fields.split(value)
        else {
          for (const [position, item] of value.list.entries()) {
            if (position > 0) fields.break()
            fields.split(item)
          }
        }
      }
    }
  }
}

function* expandQuoted(shell: Shell, parts: readonly DoubleQuotedChild[], fields: Fields): Task {
  // "$@" without parameters is no field at all, unless more stands beside it
  const only = parts.length === 1
  let nothing = false
  for (const part of parts) {
    if (part.type === 'Literal') {
      fields.quoted(part.value)
      continue
    }
    const value = yield* partValue(shell, part)
    if (typeof value === 'object' && !value.star) {
      if (value.list.length === 0) nothing = only
      for (const [index, item] of value.list.entries()) {
        if (index > 0) fields.break()
        fields.quoted(item)
      }
    } else fields.quoted(typeof value === 'object' ? joined(shell, value) : (value ?? ''))
  }
  if (!nothing) fields.quoted('')
}

function joined(shell: Shell, value: { list: string[]; star: boolean }): string {
  return value.list.join(value.star ? (shell.variables.get('IFS') ?? ' ').slice(0, 1) : ' ')
}

/** In `${x:-word}` and `${x:+word}`: the word, when it is what counts. */
function* chosenOperand(shell: Shell, part: ParameterExpansionPart): Task<Word | undefined> {
  const { operation } = part
  if (operation?.type !== 'Default' || part.prefix) return undefined
  const kind = operation.operator.at(-1)
  if (kind !== '-' && kind !== '+') return undefined
  const value = yield* parameterValue(shell, part, true)
  return isMissing(value, operation.operator.startsWith(':')) === (kind === '-') ? operation.operand : undefined
}

function isMissing(value: Value, orEmpty: boolean): boolean {
  if (typeof value === 'object') return value.list.length === 0 || (orEmpty && value.list.length === 1 && value.list[0] === '')
  return value === undefined || (orEmpty && value === '')
}

/** The value of an expansion. */
function* partValue(shell: Shell, part: WordPart): Task<Value> {
  switch (part.type) {
    case 'SimpleExpansion': {
      const name = part.text.slice(1)
      const value = shell.parameter(name)
      if (value === undefined && shell.options.has('nounset'))
        throw new ExpansionError(shell.dialect.unset(shell.dialect.name === 'bash' && /^\d/.test(name) ? `$${name}` : name), true)
      return value
    }
    case 'ParameterExpansion':
      return yield* parameterExpansion(shell, part)
    case 'CommandExpansion':
      return part.script ? yield* shell.capture(part.script as ParsedScript) : ''
    case 'ArithmeticExpansion':
      return String(yield* shell.arithmetic(part.text.startsWith('$((') ? part.text.slice(3, -2) : part.text.slice(2, -1)))
    case 'ProcessSubstitution':
      return yield* shell.processSubstitution(part)
    case 'Literal':
    case 'SingleQuoted':
      return part.value
    case 'AnsiCQuoted':
      return shell.dialect.lacks.has("$'") ? `$${part.text.slice(2, -1)}` : part.value
    case 'DoubleQuoted':
    case 'LocaleString':
      return yield* textOfParts(shell, part.parts, false, true)
    case 'Glob':
      return part.kind === 'bracket' ? yield* bracketText(shell, part) : part.text
    default:
      return part.text
  }
}

/** The parameter itself, before its operation. */
function* parameterValue(shell: Shell, part: ParameterExpansionPart, quiet: boolean): Task<Value> {
  const { parameter, index } = part
  let value: Value
  if (index) {
    if (shell.dialect.lacks.has('arrays')) throw new ExpansionError(shell.dialect.badSubstitution(part.text))
    const variable = shell.variables.lookup(parameter)
    if (index.text === '@' || index.text === '*') {
      const list = variable?.elements
        ? elementsInOrder(variable).map(([, item]) => item)
        : variable?.value === undefined
          ? []
          : [variable.value]
      value = { list: variable ? list : (shell.ownArray(parameter) ?? []), star: index.text === '*' }
    } else value = shell.element(parameter, yield* shell.elementKey(parameter, index))
  } else value = shell.parameter(parameter)
  if (value === undefined && !quiet && shell.options.has('nounset')) throw new ExpansionError(shell.dialect.unset(parameter), true)
  return value
}

function* parameterExpansion(shell: Shell, part: ParameterExpansionPart): Task<Value> {
  const { operation, prefix } = part
  if (!/^(?:[A-Za-z_]\w*|\d+|[@*#?$!-])$/.test(part.parameter) || (operation?.type === 'Slice' && operation.offset.text === ''))
    throw new ExpansionError(shell.dialect.badSubstitution(part.text))
  if (prefix === '!') {
    if (shell.dialect.name !== 'bash') throw new ExpansionError(shell.dialect.badSubstitution(part.text))
    if (operation?.type === 'Names') {
      return { list: shell.variables.names().filter((name) => name.startsWith(part.parameter)), star: operation.operator === '*' }
    }
    if (part.index && (part.index.text === '@' || part.index.text === '*')) {
      const variable = shell.variables.lookup(part.parameter)
      const keys = variable?.elements ? elementsInOrder(variable).map(([key]) => key) : variable?.value === undefined ? [] : ['0']
      return { list: keys, star: part.index.text === '*' }
    }
    const name = yield* parameterValue(shell, part, false)
    if (typeof name !== 'string' || name === '') throw new ExpansionError(`${part.parameter}: invalid indirect expansion`)
    const inner = asWord(`\${${name}}`).parts?.[0]
    const target = inner?.type === 'ParameterExpansion' ? yield* parameterValue(shell, inner, operation !== undefined) : undefined
    return operation ? yield* operate(shell, part, operation, target) : target
  }
  const value = yield* parameterValue(shell, part, prefix !== '#' && operation?.type === 'Default')
  if (prefix === '#') {
    if (typeof value === 'object') return String(value.list.length)
    return String(shell.dialect.name === 'dash' ? byteLength(value ?? '') : [...(value ?? '')].length)
  }
  return operation ? yield* operate(shell, part, operation, value) : value
}

function* operate(shell: Shell, part: ParameterExpansionPart, operation: ParameterOperation, value: Value): Task<Value> {
  const { dialect } = shell
  const bad = () => new ExpansionError(dialect.badSubstitution(part.text))
  switch (operation.type) {
    case 'Default': {
      const missing = isMissing(value, operation.operator.startsWith(':'))
      const kind = operation.operator.at(-1)
      if (kind === '+') return missing ? '' : yield* expandText(shell, operation.operand)
      if (!missing) return value
      const word = yield* expandText(shell, operation.operand)
      if (kind === '-') return word
      if (kind === '=') {
        if (!/^[A-Za-z_]/.test(part.parameter)) throw new ExpansionError(`$${part.parameter}: cannot assign in this way`)
        shell.assign(part.parameter, part.index ? yield* shell.elementKey(part.parameter, part.index) : undefined, word)
        return word
      }
      const text =
        word ||
        (!operation.operator.startsWith(':')
          ? 'parameter not set'
          : dialect.name === 'bash'
            ? 'parameter null or not set'
            : 'parameter not set or null')
      throw new ExpansionError(`${part.parameter}: ${text}`, true)
    }
    case 'Remove': {
      const pattern = yield* expandPattern(shell, operation.operand)
      const longest = operation.operator.length === 2
      return each(value, (text) => {
        const at = operation.operator[0] === '#' ? matchingHead(pattern, text, longest) : matchingTail(pattern, text, longest)
        if (at < 0) return text
        return operation.operator[0] === '#' ? text.slice(at) : text.slice(0, at)
      })
    }
    case 'Replace': {
      if (dialect.lacks.has('${//}')) throw bad()
      const pattern = yield* expandPattern(shell, operation.pattern)
      const replacement = yield* expandText(shell, operation.replacement)
      if (pattern === '') return value
      const kind = operation.operator[1]
      const regex = globSearch(pattern, kind === '#' ? 'start' : kind === '%' ? 'end' : 'anywhere')
      return each(value, (text) => {
        let out = ''
        let from = 0
        for (;;) {
          const match = regex.exec(text, from)
          if (!match || (match.end === match.index && kind === '/')) break
          out += text.slice(from, match.index) + replacement
          from = match.end
          if (kind !== '/' || from >= text.length) break
        }
        return out + text.slice(from)
      })
    }
    case 'Slice': {
      if (dialect.lacks.has('${:}')) throw bad()
      const offset = Number(yield* shell.arithmetic(yield* expandText(shell, operation.offset)))
      const length = operation.length ? Number(yield* shell.arithmetic(yield* expandText(shell, operation.length))) : undefined
      if (typeof value === 'object') {
        const items = part.parameter === '@' || part.parameter === '*' ? [shell.name, ...value.list] : value.list
        const start = offset < 0 ? items.length + offset : offset
        if (start < 0) return { list: [], star: value.star }
        const list = items.slice(start, length === undefined ? undefined : start + length)
        return { list: part.parameter === '@' && offset === 0 && length === undefined ? list : list, star: value.star }
      }
      const letters = [...(value ?? '')]
      const start = offset < 0 ? letters.length + offset : offset
      if (start < 0) return ''
      if (length !== undefined && length < 0) {
        const end = letters.length + length
        if (end < start) throw new ExpansionError(`${operation.length?.text}: substring expression < 0`, false)
        return letters.slice(start, end).join('')
      }
      return letters.slice(start, length === undefined ? undefined : start + length).join('')
    }
    case 'CaseModification': {
      if (dialect.lacks.has('${^}')) throw bad()
      const change = operation.operator[0] === '^' ? (text: string) => text.toUpperCase() : (text: string) => text.toLowerCase()
      return each(value, (text) => (operation.operator.length === 2 ? change(text) : change(text.slice(0, 1)) + text.slice(1)))
    }
    case 'Transform': {
      if (dialect.name !== 'bash') throw bad()
      const name = operation.operand.text
      if (name === 'U') return each(value, (text) => text.toUpperCase())
      if (name === 'u') return each(value, (text) => text.slice(0, 1).toUpperCase() + text.slice(1))
      if (name === 'L') return each(value, (text) => text.toLowerCase())
      if (name === 'Q') return each(value, quoteForReuse)
      if (name === 'E') return value
      throw bad()
    }
    default:
      throw bad()
  }
}

function each(value: Value, change: (text: string) => string): Value {
  if (typeof value === 'object') return { list: value.list.map(change), star: value.star }
  return value === undefined ? undefined : change(value)
}

/** `'it'\''s'`: as `${v@Q}`, `set` and `export -p` write values. */
export function quoteForReuse(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`
}

function tilde(shell: Shell, text: string): string {
  const end = text.indexOf('/')
  const user = end < 0 ? text.slice(1) : text.slice(1, end)
  const rest = end < 0 ? '' : text.slice(end)
  if (user === '') {
    const home = shell.variables.get('HOME') ?? (shell.dialect.name === 'bash' ? shell.process.machine.home : undefined)
    return home === undefined ? text : home + rest
  }
  if (user === '+') return shell.process.cwd + rest
  if (user === '-') return (shell.variables.get('OLDPWD') ?? '~-') + rest
  if (user === shell.process.machine.user) return shell.process.machine.home + rest
  const { fs } = shell.process.machine
  const passwd = fs.lookup('/etc/passwd')?.type === 'file' ? fs.readFile('/etc/passwd') : 'root:x:0:0:root:/root:'
  const home = passwd
    .split('\n')
    .find((line) => line.startsWith(`${user}:`))
    ?.split(':')[5]
  return home === undefined ? text : home + rest
}

/** In assignments a tilde counts at the start and after each colon. */
function tildes(shell: Shell, text: string, inside = false): string {
  return text
    .split(':')
    .map((part, index) => (part.startsWith('~') && (index > 0 || !inside) ? tilde(shell, part) : part))
    .join(':')
}

const TEXTS = new Map<string, readonly WordPart[]>()
const DELIMITER = '\u0001end'

/** Expands `$…` and backquotes in a text; other characters, quotes too, are themselves. */
export function* expandTemplate(shell: Shell, text: string): Task<string> {
  if (!/[$`\\]/.test(text)) return text
  let parts = TEXTS.get(text)
  if (!parts) {
    const command = parse(`<<${DELIMITER}\n${text}\n${DELIMITER}\n`).commands[0]?.command
    const document = command?.type === 'Command' ? command.redirects[0] : undefined
    parts = (document?.type === 'HereDoc' && document.body.parts) || [{ type: 'Literal', value: `${text}\n`, text, pos: 0, end: 0 }]
    if (TEXTS.size > 500) TEXTS.clear()
    TEXTS.set(text, parts)
  }
  return (yield* textOfParts(shell, parts, false, true)).slice(0, -1)
}

/** The text of a here document's body. */
export function* textOfBody(shell: Shell, parts: readonly WordPart[]): Task<string> {
  return yield* textOfParts(shell, parts, false, true)
}
