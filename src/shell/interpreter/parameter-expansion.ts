import type { ParameterExpansionPart, ParameterOperation, Word } from 'unbash'
import { byteLength } from '../../sim/byte-length.ts'
import type { Task } from '../../sim/task.ts'
import { globSearch, matchingHead, matchingTail } from '../regex/glob.ts'
import { ExpansionError } from './control.ts'
import { asWord, expandPattern, expandText } from './expansion.ts'
import type { Value } from './parameters.ts'
import { quoteForReuse } from './quoting.ts'
import type { Shell } from './shell.ts'
import { elementsInOrder } from './variables.ts'

/** In `${x:-word}` and `${x:+word}`: the word, when it is what counts. */
export function* chosenOperand(shell: Shell, part: ParameterExpansionPart): Task<Word | undefined> {
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

export function* parameterExpansion(shell: Shell, part: ParameterExpansionPart): Task<Value> {
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
        return { list, star: value.star }
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
