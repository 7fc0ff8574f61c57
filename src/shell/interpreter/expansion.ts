import { type BracketGlobPart, type DoubleQuotedChild, type ParsedScript, parse, type Word, type WordPart } from 'unbash'
import type { Task } from '../../sim/task.ts'
import { escapeGlob } from '../regex/glob.ts'
import { expandBraces } from './brace.ts'
import { ExpansionError } from './control.ts'
import { Fields } from './fields.ts'
import { chosenOperand, parameterExpansion } from './parameter-expansion.ts'
import type { Value } from './parameters.ts'
import type { Shell } from './shell.ts'
import { capture, processSubstitution } from './substitution.ts'
import { tilde, tildes } from './tilde.ts'

/** All fields that a list of words becomes. */
export function* expandWords(shell: Shell, words: readonly Word[]): Task<string[]> {
  const list: string[] = []
  for (const word of words.some(substitutes) ? rejoined(words) : words) {
    if (word.parts === undefined) list.push(word.text.startsWith('~') ? tilde(shell, word.value) : word.value)
    else for (const field of yield* expandWord(shell, word)) list.push(field)
  }
  return list
}

/** The word at another place of the text. (The parser's words work out what they are on demand: a copy of their fields is none.) */
export function moved({ type, text, value, parts }: Word, pos: number): Word {
  return { type, text, value, parts, pos, end: pos + text.length }
}

const substitutes = ({ parts }: Word): boolean => parts?.some((part) => part.type === 'ProcessSubstitution') ?? false

/** `--file=<(…)` is one word; the parser makes two of it. */
function rejoined(words: readonly Word[]): Word[] {
  const list: Word[] = []
  for (const word of words) {
    const before = list.at(-1)
    if (!before || before.end !== word.pos || !(substitutes(before) || substitutes(word))) list.push(word)
    else
      list[list.length - 1] = {
        type: 'Word',
        text: before.text + word.text,
        value: before.value + word.value,
        pos: before.pos,
        end: word.end,
        parts: [...partsOf(before), ...partsOf(word)],
      }
  }
  return list
}

function partsOf(word: Word): readonly WordPart[] {
  return word.parts ?? [{ type: 'Literal', pos: word.pos, end: word.end, value: word.value, text: word.text }]
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

/** Adds to `fields` what the parts of a word become; `splitting`: at IFS, where an expansion is not quoted. */
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
      return part.script ? yield* capture(shell, part.script as ParsedScript) : ''
    case 'ArithmeticExpansion':
      return String(yield* shell.arithmetic(part.text.startsWith('$((') ? part.text.slice(3, -2) : part.text.slice(2, -1)))
    case 'ProcessSubstitution':
      return yield* processSubstitution(shell, part)
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
