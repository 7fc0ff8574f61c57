import { ownValue } from '../../api/json.ts'
import type { Labels } from '../../api/label-selector.ts'
import { labelValueFaults, qualifiedNameFaults } from './names.ts'

/** One requirement of a label selector as it is written in queries and flags. */
export interface Requirement {
  key: string
  operator: 'in' | 'notin' | '=' | '==' | '!=' | 'gt' | 'lt' | 'exists' | '!'
  values: string[]
}

type Token = 'identifier' | 'end' | '!' | '=' | '==' | '!=' | 'in' | 'notin' | '>' | '<' | '(' | ')' | ','

const SYMBOLS = new Set(['!', '=', '>', '<', '(', ')', ','])
const OPERATORS = 'in, notin, =, ==, !=, gt, lt'

/** A selector that cannot be read; the message is apimachinery's. */
export class SelectorError extends Error {}

/** Parses `app=web,tier in (a, b),!canary`. Throws SelectorError. */
export function parseLabelSelector(text: string): Requirement[] {
  const tokens = tokenize(text)
  let at = 0
  // `in` and `notin` are operators only where an operator may stand.
  const asValue = (token: [Token, string]): [Token, string] =>
    token[0] === 'in' || token[0] === 'notin' ? ['identifier', token[1]] : token
  const look = (): [Token, string] => asValue(tokens[at] as [Token, string])
  const consume = (): [Token, string] => asValue(tokens[Math.min(at++, tokens.length - 1)] as [Token, string])

  const identifiers = (): Set<string> => {
    const found = new Set<string>()
    for (;;) {
      const [token, literal] = consume()
      if (token === 'identifier') {
        found.add(literal)
        const [next, nextLiteral] = look()
        if (next === ',') continue
        if (next === ')') return found
        throw new SelectorError(`found '${nextLiteral}', expected: ',' or ')'`)
      }
      if (token !== ',') throw new SelectorError(`found '${literal}', expected: ',', or identifier`)
      if (found.size === 0) found.add('')
      const [next] = look()
      if (next === ')') return found.add('')
      if (next === ',') {
        consume()
        found.add('')
      }
    }
  }
  const listOfValues = (): string[] => {
    const [open, openLiteral] = consume()
    if (open !== '(') throw new SelectorError(`found '${openLiteral}' expected: '('`)
    const [token, literal] = look()
    if (token === ')') {
      consume()
      return ['']
    }
    if (token !== 'identifier' && token !== ',') throw new SelectorError(`found '${literal}', expected: ',', ')' or identifier`)
    const found = identifiers()
    if (consume()[0] !== ')') throw new SelectorError(`found '${literal}', expected: ')'`)
    return [...found].sort()
  }
  const exactValue = (): string[] => {
    const [token] = look()
    if (token === 'end' || token === ',') return ['']
    const [kind, literal] = consume()
    if (kind === 'identifier') return [literal]
    throw new SelectorError(`found '${literal}', expected: identifier`)
  }
  const requirement = (): Requirement => {
    let [token, key] = consume()
    const negated = token === '!'
    if (negated) [token, key] = consume()
    if (token !== 'identifier') throw new SelectorError(`found '${key}', expected: identifier`)
    checkKey(key)
    const [next] = look()
    if (negated) return { key, operator: '!', values: [] }
    if (next === 'end' || next === ',') return { key, operator: 'exists', values: [] }
    const [operator, literal] = tokens[Math.min(at++, tokens.length - 1)] as [Token, string]
    switch (operator) {
      case 'in':
      case 'notin':
        return checkValues({ key, operator, values: listOfValues() })
      case '=':
      case '==':
      case '!=':
        return checkValues({ key, operator, values: exactValue() })
      case '>':
      case '<':
        return checkValues({ key, operator: operator === '>' ? 'gt' : 'lt', values: exactValue() })
      default:
        throw new SelectorError(`found '${literal}', expected: ${OPERATORS}`)
    }
  }

  const requirements: Requirement[] = []
  for (;;) {
    const [token, literal] = look()
    if (token === 'end') break
    if (token !== 'identifier' && token !== '!') throw new SelectorError(`found '${literal}', expected: !, identifier, or 'end of string'`)
    try {
      requirements.push(requirement())
    } catch (error) {
      throw error instanceof SelectorError ? new SelectorError(`unable to parse requirement: ${error.message}`) : error
    }
    const [after, afterLiteral] = consume()
    if (after === 'end') break
    if (after !== ',') throw new SelectorError(`found '${afterLiteral}', expected: ',' or 'end of string'`)
    const [following, followingLiteral] = look()
    if (following !== 'identifier' && following !== '!')
      throw new SelectorError(`found '${followingLiteral}', expected: identifier after ','`)
  }
  return requirements.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0))
}

export function labelsMatch(requirements: readonly Requirement[], labels: Labels): boolean {
  return requirements.every(({ key, operator, values }) => {
    const value = ownValue(labels, key)
    switch (operator) {
      case 'exists':
        return value !== undefined
      case '!':
        return value === undefined
      case '!=':
      case 'notin':
        return value === undefined || !values.includes(value)
      case 'gt':
      case 'lt': {
        const number = value === undefined ? Number.NaN : Number(value)
        return operator === 'gt' ? number > Number(values[0]) : number < Number(values[0])
      }
      default:
        return value !== undefined && values.includes(value)
    }
  })
}

function tokenize(text: string): [Token, string][] {
  const tokens: [Token, string][] = []
  let at = 0
  while (at < text.length) {
    const letter = text[at] as string
    if (' \t\r\n'.includes(letter)) {
      at++
      continue
    }
    let end = at
    if (SYMBOLS.has(letter)) {
      // Symbols are read as long as they still make a known operator.
      const two = text.slice(at, at + 2)
      end = two === '==' || two === '!=' ? at + 2 : at + 1
      const symbol = text.slice(at, end)
      tokens.push([symbol as Token, symbol])
    } else {
      while (end < text.length && !SYMBOLS.has(text[end] as string) && !' \t\r\n'.includes(text[end] as string)) end++
      const word = text.slice(at, end)
      tokens.push([word === 'in' || word === 'notin' ? word : 'identifier', word])
    }
    at = end
  }
  tokens.push(['end', ''])
  return tokens
}

function checkKey(key: string): void {
  const faults = qualifiedNameFaults(key)
  if (faults.length > 0) throw new SelectorError(`key: Invalid value: ${JSON.stringify(key)}: ${faults.join('; ')}`)
}

function checkValues(requirement: Requirement): Requirement {
  requirement.values.forEach((value, i) => {
    if ((requirement.operator === 'gt' || requirement.operator === 'lt') && !/^[+-]?\d+$/.test(value))
      throw new SelectorError(
        `values[${i}]: Invalid value: ${JSON.stringify(value)}: for 'Gt', 'Lt' operators, the value must be an integer`,
      )
    const faults = labelValueFaults(value)
    // The list as Go's %v would show it.
    if (faults.length > 0)
      throw new SelectorError(`values[${i}][${requirement.key}]: Invalid value: ${JSON.stringify(value)}: ${faults.join('; ')}`)
  })
  return requirement
}
