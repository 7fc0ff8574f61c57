import { jsonFault, UNEXPECTED_END } from '../cluster/api/json-fault.ts'
import type { JsonObject } from '../cluster/api/object.ts'
import { decodeYaml } from '../cluster/api/yaml/decode.ts'
import { FileError } from '../cluster/machine/filesystem.ts'
import { byteLength } from '../sim/byte-length.ts'
import { arrived, Code } from '../sim/code.ts'
import type { Task } from '../sim/task.ts'
import { CommandError } from './errors.ts'
import type { Invocation } from './invocation.ts'
import { metadataFault } from './metadata-types.ts'
import { goJson } from './printers/go-json.ts'
import type { Selection } from './resource-builder.ts'

/** One object of a file, or why it could not be read. */
export interface Manifest {
  object?: JsonObject
  error?: CommandError
  /** as messages name it: the path, `STDIN`, a URL */
  source: string
  /** what stops at an error: one file each */
  stream: string
  /** the error is this document's alone: the stream goes on */
  goesOn?: true
}

const EXTENSIONS = /\.(json|ya?ml)$/

/** The objects of -f and -k, Lists taken apart. `single`: one file was named. */
export function* manifestsOf(k: Invocation, selection: Selection): Task<{ manifests: Manifest[]; single: boolean }> {
  const manifests: Manifest[] = []
  let single = false
  for (const name of selection.filenames ?? []) {
    if (name === '-') manifests.push(...decodeStream(yield* k.stdin(), 'STDIN', selection))
    else if (/^https?:\/\//.test(name)) manifests.push({ error: unreachableUrl(name), source: name, stream: name })
    else {
      const paths = matchesOf(k, name)
      if (typeof paths === 'object' && 'error' in paths) {
        throw paths.error
      }
      if (!selection.recursive && paths.length === 1) single = true
      for (const path of paths) manifests.push(...readPath(k, path, selection))
    }
  }
  if (selection.kustomize) {
    const { build } = yield* arrived(kustomization)
    manifests.push(...decodeStream(build(k, selection.kustomize), selection.kustomize, selection))
  }
  return { manifests, single }
}

/** Kustomizations are built by code that comes with the first of them. */
const kustomization = new Code('kustomize', () => import('./kustomize/build.ts'))

function unreachableUrl(url: string): CommandError {
  const host = /^https?:\/\/([^/:]+)/.exec(url)?.[1] ?? ''
  return new CommandError(`Get "${url}": dial tcp: lookup ${host} on 192.168.50.1:53: no such host`)
}

/** The path itself, or what a pattern matches. */
function matchesOf(k: Invocation, name: string): string[] | { error: CommandError } {
  const { fs } = k.process.machine
  if (fs.exists(k.resolve(name))) return [name]
  if (/[*?[]/.test(name)) {
    const matches = glob(k, name)
    if (matches.length > 0) return matches
  }
  return { error: new CommandError(`the path "${name}" does not exist`) }
}

/** Go's filepath.Glob: `*`, `?` and classes match within one part of the path. */
function glob(k: Invocation, pattern: string): string[] {
  const { fs } = k.process.machine
  let found = [pattern.startsWith('/') ? '/' : '']
  for (const part of pattern.split('/').filter((piece) => piece !== '')) {
    const expression = new RegExp(
      `^${part
        .replace(/[.+^${}()|\\]/g, '\\$&')
        .replaceAll('*', '[^/]*')
        .replaceAll('?', '[^/]')}$`,
    )
    found = found.flatMap((base) => {
      const join = (name: string): string => (base === '' || base === '/' ? base + name : `${base}/${name}`)
      if (!/[*?[]/.test(part)) return fs.exists(k.resolve(join(part))) ? [join(part)] : []
      const directory = fs.lookup(k.resolve(base || '.'))
      if (directory?.type !== 'directory') return []
      return [...directory.entries.keys()]
        .filter((name) => expression.test(name))
        .sort()
        .map(join)
    })
  }
  return found
}

function readPath(k: Invocation, path: string, selection: Selection): Manifest[] {
  const { fs } = k.process.machine
  const node = fs.lookup(k.resolve(path))
  if (node?.type !== 'directory') return readFile(k, path, selection)
  const files: string[] = []
  const clean = path.replace(/\/+$/, '') || '/'
  const walk = (directory: string): void => {
    for (const name of fs.readdir(k.resolve(directory)).sort()) {
      const child = `${directory === '/' ? '' : directory}/${name}`.replace(/^\.\//, '')
      if (fs.lookup(k.resolve(child))?.type === 'directory') {
        if (selection.recursive) walk(child)
      } else if (EXTENSIONS.test(name)) files.push(child)
    }
  }
  walk(clean)
  if (files.length === 0)
    return [
      { error: new CommandError(`error reading [${path}]: recognized file extensions are [.json .yaml .yml]`), source: path, stream: path },
    ]
  return files.flatMap((file) => readFile(k, file, selection))
}

function readFile(k: Invocation, path: string, selection: Selection): Manifest[] {
  let text: string
  try {
    text = k.process.machine.fs.readFile(k.resolve(path))
  } catch (error) {
    if (!(error instanceof FileError)) throw error
    return [{ error: new CommandError(`open ${path}: ${error.message.toLowerCase()}`), source: path, stream: path }]
  }
  return decodeStream(text, path, selection)
}

/** All objects of a text: YAML documents or JSON values. */
export function decodeStream(text: string, source: string, selection: Selection): Manifest[] {
  const manifests: Manifest[] = []
  const fail = (message: string): Manifest[] => {
    manifests.push({ error: new CommandError(message), source, stream: source })
    return manifests
  }
  for (const { read } of documentsOf(text)) {
    let value: unknown
    try {
      value = read()
    } catch (error) {
      return fail(`error parsing ${source}: ${(error as Error).message}`)
    }
    if (value === null || value === undefined) continue
    if (selection.validate) {
      const problem = shapeFault(value)
      if (problem)
        return fail(
          `error validating ${JSON.stringify(source)}: error validating data: ${problem}; if you choose to ignore these errors, turn validation off with --validate=false`,
        )
    }
    const problem = decodeFault(value)
    if (problem) {
      fail(`unable to decode ${JSON.stringify(source)}: ${problem}`)
      Object.assign(manifests.at(-1) as Manifest, { goesOn: true })
      continue
    }
    for (const object of flatten(value as JsonObject)) manifests.push({ object, source, stream: source })
  }
  return manifests
}

/** One document of a text. */
export interface ManifestText {
  /** where it begins in the text, and what it is */
  start: number
  text: string
  /** Its value. Throws an Error with kubectl's words. */
  read(): unknown
}

/** The documents of a text: concatenated JSON values, or YAML between lines of three dashes. */
export function documentsOf(text: string): ManifestText[] {
  const mark = text.charCodeAt(0) === 0xfeff ? 1 : 0
  const clean = text.slice(mark)
  const json = /^\s*\{/.test(clean) ? jsonDocuments(clean, mark) : undefined
  if (Array.isArray(json)) return json
  const documents: ManifestText[] = []
  const add = (start: number, piece: string): void => {
    documents.push({ start: mark + start, text: piece, read: () => yamlOr(piece, json) })
  }
  let start = 0
  for (const match of clean.matchAll(/^---(.*)$\n?/gm)) {
    add(start, clean.slice(start, match.index))
    const rest = (match[1] as string).trim()
    if (rest !== '' && rest[0] !== '#') {
      const read = (): never => {
        throw new Error(`invalid Yaml document separator: ${rest}`)
      }
      documents.push({ start: mark + match.index, text: match[0], read })
    }
    start = match.index + match[0].length
  }
  add(start, clean.slice(start))
  return documents
}

/** A value in YAML. What began like JSON and is no YAML either is told of as JSON. */
function yamlOr(text: string, problem: string | undefined): unknown {
  try {
    return decodeYaml(text)
  } catch (error) {
    throw problem === undefined ? error : new Error(problem)
  }
}

/** JSON values one after another; where the first is none, what is wrong with it: it may be YAML. */
function jsonDocuments(text: string, mark: number): ManifestText[] | string {
  const documents: ManifestText[] = []
  let at = 0
  while (/\S/.test(text.slice(at))) {
    const end = endOfJson(text, at)
    const piece = text.slice(at, end)
    try {
      const value: unknown = JSON.parse(piece)
      documents.push({ start: mark + at, text: piece, read: () => value })
    } catch {
      const fault = jsonFault(piece)
      const problem =
        !fault || fault.message === UNEXPECTED_END
          ? 'unexpected EOF'
          : `json: offset ${byteLength(text.slice(0, at + fault.offset))}: ${fault.message}`
      if (documents.length === 0) return problem
      const read = (): never => {
        throw new Error(problem)
      }
      documents.push({ start: mark + at, text: piece, read })
      return documents
    }
    at = end as number
  }
  return documents
}

/** Where the JSON object that begins at `at` ends; undefined when it does not. */
function endOfJson(text: string, at: number): number | undefined {
  let depth = 0
  for (let i = at; i < text.length; i++) {
    const letter = text[i]
    if (letter === '"') {
      for (i++; i < text.length && text[i] !== '"'; i++) if (text[i] === '\\') i++
    } else if (letter === '{' || letter === '[') depth++
    else if ((letter === '}' || letter === ']') && --depth === 0) return i + 1
  }
  return undefined
}

/** What the client checks of an object that it sends for validation. */
function shapeFault(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return 'invalid object to validate'
  const { apiVersion, kind, items } = value as JsonObject
  const faults = [...typeFault('apiVersion', apiVersion), ...typeFault('kind', kind)]
  if (faults.length > 0) return faults.length === 1 ? faults[0] : `[${faults.join(', ')}]`
  if (typeof kind === 'string' && kind.endsWith('List') && Array.isArray(items))
    for (const item of items) {
      const fault = shapeFault(item)
      if (fault) return fault
    }
  return undefined
}

function typeFault(field: string, value: unknown): string[] {
  if (value === undefined || value === null) return [`${field} not set`]
  return typeof value === 'string' ? [] : [`${field} isn't string type`]
}

function decodeFault(value: unknown): string | undefined {
  const object = value as JsonObject
  if (typeof value !== 'object' || Array.isArray(value))
    return `json: cannot unmarshal ${Array.isArray(value) ? 'array' : typeof value} into Go value of type unstructured.detector`
  // nor is there a kind beside a version that is none
  const hasVersion = String(object['apiVersion']).split('/').length <= 2
  if (!object['kind'] || typeof object['kind'] !== 'string' || !hasVersion) return `Object 'Kind' is missing in '${goJson(value)}'`
  return metadataFault(object['metadata'])
}

/** The objects of a list, and of lists in it; anything else is itself. */
export function flatten(object: JsonObject): JsonObject[] {
  if (!Array.isArray(object['items']) || !String(object['kind']).endsWith('List')) return [object]
  return object['items'].flatMap((item) => flatten(item))
}
