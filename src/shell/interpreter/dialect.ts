/** Builtins that only bash has. */
const BASH_ONLY = 'bind builtin complete declare dirs disown logout mapfile popd pushd readarray shopt typeset'.split(' ')

/** Which shell speaks: Debian's bash, Debian's sh (dash), busybox's sh (ash). They differ in wording and in what they know. */
export interface Dialect {
  name: 'bash' | 'dash' | 'ash'
  /** what stands before a complaint */
  prefix(at: { name: string; line: number; interactive: boolean; script: boolean; builtin: string | undefined }): string
  notFound(name: string): string
  cannotRun(name: string, reason: string): string
  cannotOpen(path: string, reason: string): string
  cannotCreate(path: string, reason: string): string
  badSubstitution(text: string): string
  unset(name: string): string
  readonly(name: string): string
  badNumber(text: string): string
  badDirectory(path: string, reason: string): string
  /** what the shell lacks although the parser (bash's grammar) knows it */
  lacks: ReadonlySet<string>
  /** `echo` reads backslash escapes without -e */
  echoEscapes: boolean
}

const dashReason = (reason: string, create: boolean) => {
  if (reason === 'No such file or directory') return create ? 'Directory nonexistent' : 'No such file'
  return reason
}
const ashReason = (reason: string, create: boolean) => {
  if (reason === 'No such file or directory') return create ? 'nonexistent directory' : 'no such file'
  return reason
}

const BASH: Dialect = {
  name: 'bash',
  prefix: (at) => `${at.name}: ${at.interactive ? '' : `line ${at.line}: `}${at.builtin === undefined ? '' : `${at.builtin}: `}`,
  notFound: (name) => `${name}: command not found`,
  cannotRun: (name, reason) => `${name}: ${reason}`,
  cannotOpen: (path, reason) => `${path}: ${reason}`,
  cannotCreate: (path, reason) => `${path}: ${reason}`,
  badSubstitution: (text) => `${text}: bad substitution`,
  unset: (name) => `${name}: unbound variable`,
  readonly: (name) => `${name}: readonly variable`,
  badNumber: (text) => `${text}: numeric argument required`,
  badDirectory: (path, reason) => `${path}: ${reason}`,
  lacks: new Set(),
  echoEscapes: false,
}

const DASH: Dialect = {
  name: 'dash',
  prefix: (at) => `${at.name}: ${at.line}: ${at.builtin === undefined ? '' : `${at.builtin}: `}`,
  notFound: (name) => `${name}: not found`,
  cannotRun: (name, reason) =>
    reason === 'Is a directory' ? `${name}: Permission denied` : `${name}: ${reason === 'Permission denied' ? reason : 'not found'}`,
  cannotOpen: (path, reason) => `cannot open ${path}: ${dashReason(reason, false)}`,
  cannotCreate: (path, reason) => `cannot create ${path}: ${dashReason(reason, true)}`,
  badSubstitution: () => 'Bad substitution',
  unset: (name) => `${name}: parameter not set`,
  readonly: (name) => `${name}: is read only`,
  badNumber: (text) => `Illegal number: ${text}`,
  badDirectory: (path) => `can't cd to ${path}`,
  lacks: new Set([
    ...BASH_ONLY,
    'help',
    'history',
    'let',
    '[[',
    'braces',
    '&>',
    '<<<',
    'arrays',
    '((',
    'for((',
    'function',
    'source',
    '${//}',
    '${:}',
    '${^}',
    "$'",
    '<(',
    'pipefail',
    'select',
  ]),
  echoEscapes: true,
}

const ASH: Dialect = {
  ...DASH,
  name: 'ash',
  prefix: (at) => {
    const line = at.script || (at.builtin !== undefined && !at.interactive) ? `line ${at.line}: ` : ''
    return `${at.name}: ${at.builtin === undefined ? '' : `${at.builtin}: `}${line}`
  },
  cannotOpen: (path, reason) => `can't open ${path}: ${ashReason(reason, false)}`,
  cannotCreate: (path, reason) => `can't create ${path}: ${ashReason(reason, true)}`,
  badSubstitution: () => 'syntax error: bad substitution',
  badDirectory: (path, reason) => `can't cd to ${path}: ${reason}`,
  lacks: new Set([...BASH_ONLY, 'braces', 'arrays', '((', 'for((', '<<<', '<(', '${^}', 'select']),
  echoEscapes: false,
}

export const DIALECTS = { bash: BASH, dash: DASH, ash: ASH }
