import { SelectorError } from './label-selector.ts'

export interface FieldRequirement {
  field: string
  equal: boolean
  value: string
}

/** Parses `status.phase=Running,spec.nodeName!=node-1`. Throws SelectorError with apimachinery's words. */
export function parseFieldSelector(text: string): FieldRequirement[] {
  const requirements: FieldRequirement[] = []
  for (const term of terms(text)) {
    if (term === '') continue
    const split = splitTerm(term)
    if (!split) throw new SelectorError(`invalid selector: '${text}'; can't understand '${term}'`)
    requirements.push(split)
  }
  return requirements
}

function terms(text: string): string[] {
  const out: string[] = []
  let start = 0
  for (let i = 0; i < text.length; i++) {
    if (text[i] === '\\') i++
    else if (text[i] === ',') {
      out.push(text.slice(start, i))
      start = i + 1
    }
  }
  out.push(text.slice(start))
  return out
}

function splitTerm(term: string): FieldRequirement | undefined {
  for (let i = 0; i < term.length; i++) {
    if (term[i] === '\\') {
      i++
      continue
    }
    for (const operator of ['!=', '==', '='])
      if (term.startsWith(operator, i))
        return { field: term.slice(0, i), equal: operator !== '!=', value: unescapeValue(term.slice(i + operator.length)) }
  }
  return undefined
}

function unescapeValue(value: string): string {
  if (!/[\\,=]/.test(value)) return value
  let out = ''
  for (let i = 0; i < value.length; i++) {
    const letter = value[i] as string
    if (letter === '\\') {
      const next = value[++i]
      if (next === undefined || !'\\,='.includes(next))
        throw new SelectorError(`invalid field selector: invalid escape sequence in value: ${value}`)
      out += next
    } else if (letter === ',' || letter === '=') throw new SelectorError(`invalid field selector: unescaped character in value: ${value}`)
    else out += letter
  }
  return out
}
