import { dns1123LabelFaults, dns1123SubdomainFaults } from '../../selectors/names.ts'
import { inclusiveRange } from './errors.ts'

/** Rules for names and other short texts, beside those that labels need (selectors/names.ts). No faults: an empty list. */

const NONE: readonly string[] = []

// What nearly all names look like; only others go through the full rules.
const PLAIN_LABEL = /^[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?$/

/** A DNS label: names of containers, ports of Services, volumes, hostnames. */
export function labelFaults(value: string): readonly string[] {
  return PLAIN_LABEL.test(value) ? NONE : dns1123LabelFaults(value)
}

/** A DNS subdomain: names of most objects. */
export function subdomainFaults(value: string): readonly string[] {
  return PLAIN_LABEL.test(value) ? NONE : dns1123SubdomainFaults(value)
}

/** Where a name is only the beginning of one, a dash may end it. */
function beginning(name: string, isPrefix: boolean): string {
  return isPrefix && name.endsWith('-') ? `${name.slice(0, -1)}a` : name
}

/** metadata.name as a DNS subdomain (NameIsDNSSubdomain). */
export function nameIsSubdomain(name: string, isPrefix: boolean): string[] {
  return [...subdomainFaults(beginning(name, isPrefix))]
}

/** metadata.name as a DNS label (NameIsDNSLabel). */
export function nameIsLabel(name: string, isPrefix: boolean): string[] {
  return [...labelFaults(beginning(name, isPrefix))]
}

/** metadata.name that only has to fit into a path (ValidatePathSegmentName): roles and their bindings. */
export function nameIsPathSegment(name: string, isPrefix: boolean): string[] {
  if (!isPrefix && (name === '.' || name === '..')) return [`may not be '${name}'`]
  return ['/', '%'].filter((part) => name.includes(part)).map((part) => `may not contain '${part}'`)
}

export function portNumberFaults(port: number): readonly string[] {
  return port >= 1 && port <= 65535 ? NONE : [inclusiveRange(1, 65535)]
}

/** IANA service names: ports of containers, named target ports. */
export function portNameFaults(name: string): readonly string[] {
  if (/^[a-z](?:[a-z0-9]{0,14})$/.test(name)) return NONE
  const faults: string[] = []
  if (name.length > 15) faults.push('must be no more than 15 characters')
  if (!/^[-a-z0-9]+$/.test(name)) faults.push('must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)')
  if (!/[a-z]/.test(name)) faults.push('must contain at least one letter (a-z)')
  if (name.includes('--')) faults.push('must not contain consecutive hyphens')
  if (name.startsWith('-') || name.endsWith('-')) faults.push('must not begin or end with a hyphen')
  return faults
}

/** A port by number or name. */
export function portFaults(port: number | string): readonly string[] {
  return typeof port === 'number' ? portNumberFaults(port) : portNameFaults(port)
}

export function configMapKeyFaults(key: string): readonly string[] {
  const faults: string[] = []
  if (key.length > 253) faults.push('must be no more than 253 characters')
  if (!/^[-._a-zA-Z0-9]+$/.test(key))
    faults.push(
      "a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')",
    )
  if (key === '.') faults.push("must not be '.'")
  else if (key === '..') faults.push("must not be '..'")
  else if (key.startsWith('..')) faults.push("must not start with '..'")
  return faults
}

/** Names of environment variables, as wide as the API takes them. */
export function envVarNameFaults(name: string): readonly string[] {
  if (/^[ -<>-~]+$/.test(name)) return NONE
  if (name === '') return ['environment variable name must be non-empty']
  return ["a valid environment variable name must consist only of printable ASCII characters other than '='"]
}

export function httpHeaderNameFaults(name: string): readonly string[] {
  if (/^[-A-Za-z0-9]+$/.test(name)) return NONE
  return [
    "a valid HTTP header must consist of alphanumeric characters or '-' (e.g. 'X-Header-Name', regex used for validation is '[-A-Za-z0-9]+')",
  ]
}

export function idFaults(id: number): readonly string[] {
  return id >= 0 && id <= 2147483647 ? NONE : [inclusiveRange(0, 2147483647)]
}

const LABEL = '[a-z0-9]([-a-z0-9]*[a-z0-9])?'

/** `*.example.com` */
export function wildcardFaults(value: string): readonly string[] {
  const faults: string[] = []
  if (value.length > 253) faults.push('must be no more than 253 characters')
  if (!(value.startsWith('*.') && dns1123SubdomainFaults(value.slice(2)).every((fault) => fault.startsWith('must be no more'))))
    faults.push(
      `a wildcard DNS-1123 subdomain must start with '*.', followed by a valid DNS subdomain, which must consist of lower case alphanumeric characters, '-' or '.' and end with an alphanumeric character (e.g. '*.example.com', regex used for validation is '\\*\\.${LABEL}(\\.${LABEL})*')`,
    )
  return faults
}

const UNDERSCORE_LABEL = '[a-z0-9]([-_a-z0-9]*[a-z0-9])?'

/** A search domain, which may hold underscores anywhere. */
export function searchDomainFaults(value: string): readonly string[] {
  const faults: string[] = []
  if (value.length > 253) faults.push('must be no more than 253 characters')
  if (!/^[a-z0-9_](?:[-_a-z0-9]*[a-z0-9_])?(?:\.[a-z0-9_](?:[-_a-z0-9]*[a-z0-9_])?)*$/.test(value))
    faults.push(
      `a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', '_' and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '${UNDERSCORE_LABEL}(\\.${UNDERSCORE_LABEL})*')`,
    )
  return faults
}
