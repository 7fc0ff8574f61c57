/** apimachinery's util/validation: how names, labels and values must look, with its messages. */

function regexFault(message: string, pattern: string, ...examples: string[]): string {
  const shown = examples.map((example) => `'${example}'`).join(',  or ')
  return `${message} (${examples.length > 0 ? `e.g. ${shown}, ` : ''}regex used for validation is '${pattern}')`
}

function tooLong(limit: number): string {
  return `must be no more than ${limit} characters`
}

const LABEL = '[a-z0-9]([-a-z0-9]*[a-z0-9])?'
const SUBDOMAIN = `${LABEL}(\\.${LABEL})*`
const QUALIFIED = '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]'
const LABEL_RE = new RegExp(`^${LABEL}$`)
// Equal to SUBDOMAIN, written so that matching takes linear time.
const SUBDOMAIN_RE = /^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?(?:\.[a-z0-9](?:[-a-z0-9]*[a-z0-9])?)*$/
const QUALIFIED_RE = /^(?:[A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]$/
/** a qualified name with a subdomain before it, or without */
const PREFIXED_RE = new RegExp(`^(?:${SUBDOMAIN_RE.source.slice(1, -1)}/)?${QUALIFIED_RE.source.slice(1)}`)

const SUBDOMAIN_MESSAGE = regexFault(
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character",
  SUBDOMAIN,
  'example.com',
)
const LABEL_MESSAGE = regexFault(
  "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character",
  LABEL,
  'my-name',
  '123-abc',
)
const NAME_PART_MESSAGE = regexFault(
  "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character",
  QUALIFIED,
  'MyName',
  'my.name',
  '123-abc',
)
const TOO_MANY_PARTS = `${regexFault(
  "a qualified name must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character",
  QUALIFIED,
  'MyName',
  'my.name',
  '123-abc',
)} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`
const VALUE_MESSAGE = regexFault(
  "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character",
  `(${QUALIFIED})?`,
  'MyValue',
  'my_value',
  '12345',
)

/** What nearly all names have: nothing wrong. */
const NONE: readonly string[] = []

export function dns1123SubdomainFaults(value: string): readonly string[] {
  if (value.length <= 253 && SUBDOMAIN_RE.test(value)) return NONE
  const faults: string[] = []
  if (value.length > 253) faults.push(tooLong(253))
  if (!SUBDOMAIN_RE.test(value)) faults.push(SUBDOMAIN_MESSAGE)
  return faults
}

export function dns1123LabelFaults(value: string): readonly string[] {
  if (value.length <= 63 && LABEL_RE.test(value)) return NONE
  const faults: string[] = []
  if (value.length > 63) faults.push(tooLong(63))
  if (!LABEL_RE.test(value)) faults.push(SUBDOMAIN_RE.test(value) ? 'must not contain dots' : LABEL_MESSAGE)
  return faults
}

/** Label keys, annotation keys, finalizers: an optional DNS prefix and a name. */
export function qualifiedNameFaults(value: string): readonly string[] {
  if (value.length <= 63 && (QUALIFIED_RE.test(value) || PREFIXED_RE.test(value))) return NONE
  const faults: string[] = []
  const parts = value.split('/')
  let name = value
  if (parts.length === 2) {
    const prefix = parts[0] as string
    name = parts[1] as string
    if (prefix === '') faults.push('prefix part must be non-empty')
    else for (const fault of dns1123SubdomainFaults(prefix)) faults.push(`prefix part ${fault}`)
  } else if (parts.length > 2) {
    return [TOO_MANY_PARTS]
  }
  if (name === '') faults.push('name part must be non-empty')
  else if (name.length > 63) faults.push('name part must be no more than 63 bytes')
  if (!QUALIFIED_RE.test(name)) faults.push(NAME_PART_MESSAGE)
  return faults
}

export function labelValueFaults(value: string): readonly string[] {
  if (value === '' || (value.length <= 63 && QUALIFIED_RE.test(value))) return NONE
  const faults: string[] = []
  if (value.length > 63) faults.push('must be no more than 63 bytes')
  if (value !== '' && !QUALIFIED_RE.test(value)) faults.push(VALUE_MESSAGE)
  return faults
}

/** What cannot stand in a path (path.ValidatePathSegmentName). */
export function pathSegmentFaults(name: string, isPrefix: boolean): readonly string[] {
  if (!isPrefix && (name === '.' || name === '..')) return [`may not be '${name}'`]
  if (!name.includes('/') && !name.includes('%')) return NONE
  const faults: string[] = []
  if (name.includes('/')) faults.push("may not contain '/'")
  if (name.includes('%')) faults.push("may not contain '%'")
  return faults
}
