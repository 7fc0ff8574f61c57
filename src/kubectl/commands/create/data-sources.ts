import { basename, FileError } from '../../../cluster/machine/filesystem.ts'
import { CommandError, notSimulated } from '../../errors.ts'
import type { Invocation } from '../../invocation.ts'

/** Flags with which ConfigMaps and Secrets take their data. */
export const DATA_FLAGS = `
--append-hash bool  Put a hash of the data behind the name.
--from-env-file stringSlice  File of KEY=VALUE lines, each a key of its own.
--from-file stringSlice  [KEY=]FILE, or a directory whose files become keys.
--from-literal stringArray  KEY=VALUE.
`

/** What messages call the kind: ConfigMaps and Secrets are worded differently. */
export interface Wording {
  badKey: (key: string, why: string) => string
  taken: (key: string, name: string) => string
}

const KEY = /^[-._a-zA-Z0-9]+$/
const KEY_RULE =
  "a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')"

/** The data that the flags name, in key order. `fileKey`: the key of a file that is given none. */
export function dataOf(k: Invocation, name: string, wording: Wording, fileKey?: string): Record<string, string> {
  if (k.bool('append-hash')) throw notSimulated('--append-hash')
  if (k.list('from-env-file').length > 0 && k.list('from-file').length + k.list('from-literal').length > 0)
    throw new CommandError('from-env-file cannot be combined with from-file or from-literal')
  const data = new Map<string, string>()
  const add = (key: string, value: string): void => {
    const fault = keyFault(key)
    if (fault) throw new CommandError(wording.badKey(key, fault))
    if (data.has(key)) throw new CommandError(wording.taken(key, name))
    data.set(key, value)
  }
  for (const source of k.list('from-file')) addFile(k, fileKey && !source.includes('=') ? `${fileKey}=${source}` : source, add)
  for (const source of k.list('from-literal')) {
    const at = source.indexOf('=')
    if (at <= 0) throw new CommandError(`invalid literal source ${source}, expected key=value`)
    add(source.slice(0, at), source.slice(at + 1))
  }
  for (const file of k.list('from-env-file')) addEnvironment(k, file, add)
  return Object.fromEntries([...data].sort(([a], [b]) => (a < b ? -1 : 1)))
}

function keyFault(key: string): string | undefined {
  const faults = []
  if (key.length > 253) faults.push('must be no more than 253 characters')
  if (!KEY.test(key)) faults.push(KEY_RULE)
  if (key === '.') faults.push("must not be '.'")
  else if (key === '..') faults.push("must not be '..'")
  else if (key.startsWith('..')) faults.push("must not start with '..'")
  return faults.length > 0 ? faults.join(';') : undefined
}

function addFile(k: Invocation, source: string, add: (key: string, value: string) => void): void {
  const parts = source.split('=')
  if (parts.length > 2) throw new CommandError("key names or file paths cannot contain '='")
  if (parts.length === 2 && parts[0] === '') throw new CommandError(`key name for file path ${parts[1]} missing`)
  if (parts.length === 2 && parts[1] === '') throw new CommandError(`file path for key name ${parts[0]} missing`)
  const path = parts.at(-1) as string
  const node = lookUp(k, path)
  if (node.type !== 'directory') return add(parts.length === 2 ? (parts[0] as string) : basename(path), k.readFile(path))
  if (parts.length === 2) throw new CommandError('cannot give a key name for a directory path')
  for (const name of [...node.entries.keys()].sort()) {
    const child = `${path.replace(/\/+$/, '')}/${name}`
    if (k.process.machine.fs.lookup(k.resolve(child))?.type === 'file') add(name, k.readFile(child))
  }
}

function lookUp(k: Invocation, path: string) {
  try {
    return k.process.machine.fs.stat(k.resolve(path))
  } catch (error) {
    if (error instanceof FileError) throw new CommandError(`error reading ${path}: ${error.message.toLowerCase()}`)
    throw error
  }
}

/** KEY=VALUE lines; a KEY alone takes its value from the environment. */
export function addEnvironment(k: Invocation, file: string, add: (key: string, value: string) => void): void {
  if (lookUp(k, file).type === 'directory') throw new CommandError('env config file cannot be a directory')
  k.readFile(file)
    .replace(/^\ufeff/, '')
    .split('\n')
    .forEach((line) => {
      const text = line.replace(/\r$/, '').replace(/^\s+/, '')
      if (text === '' || text.startsWith('#')) return
      const at = text.indexOf('=')
      const key = at < 0 ? text : text.slice(0, at)
      if (!/^[-._a-zA-Z][-._a-zA-Z0-9]*$/.test(key))
        throw new CommandError(
          `"${key}" is not a valid key name: a valid environment variable name must consist of alphabetic characters, digits, '_', '-', or '.', and must not start with a digit (e.g. 'my.env-name',  or 'MY_ENV.NAME',  or 'MyEnvName1', regex used for validation is '[-._a-zA-Z][-._a-zA-Z0-9]*')`,
        )
      add(key, at < 0 ? (k.process.env.get(key) ?? '') : text.slice(at + 1))
    })
}
