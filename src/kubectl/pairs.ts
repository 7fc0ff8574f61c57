import { CommandError } from './errors.ts'

/** Splits arguments into what they are about and the changes (`KEY=VALUE`, `KEY-`) after it. */
export function resourcesAndPairs(args: readonly string[], what: string): { resources: string[]; pairs: string[] } {
  const resources: string[] = []
  const pairs: string[] = []
  for (const word of args) {
    const isPair = (word.includes('=') && word[0] !== '=') || (word.endsWith('-') && word !== '-')
    if (isPair) pairs.push(word)
    else if (pairs.length > 0) throw new CommandError(`all resources must be specified before ${what} changes: ${word}`)
    else resources.push(word)
  }
  return { resources, pairs }
}

const LABEL_VALUE = /^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$/
const LABEL_RULE =
  "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')"

/** What is wrong with a label's value, in apimachinery's words. */
export function labelValueFaults(value: string): string[] {
  const faults = []
  if (value.length > 63) faults.push('must be no more than 63 bytes')
  if (!LABEL_VALUE.test(value)) faults.push(LABEL_RULE)
  return faults
}

const NAME_PART = /^([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]$/
const NAME_RULE =
  "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')"
const PREFIX = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/
const PREFIX_RULE =
  "prefix part a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')"

/** What is wrong with a qualified name (a label's or taint's key). */
export function qualifiedNameFaults(key: string): string[] {
  const parts = key.split('/')
  if (parts.length > 2)
    return [
      "a qualified name must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]') with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')",
    ]
  const faults = []
  const name = parts.at(-1) as string
  if (parts.length === 2) {
    if (parts[0] === '') faults.push('prefix part must be non-empty')
    else if (!PREFIX.test(parts[0] as string)) faults.push(PREFIX_RULE)
  }
  if (name === '') faults.push('name part must be non-empty')
  else if (name.length > 63) faults.push('name part must be no more than 63 bytes')
  if (!NAME_PART.test(name)) faults.push(NAME_RULE)
  return faults
}
