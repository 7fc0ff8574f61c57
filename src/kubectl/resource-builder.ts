import type { JsonObject } from '../cluster/api/object.ts'
import { arrived } from '../sim/code.ts'
import type { Task } from '../sim/task.ts'
import type { Mapping } from './discovery.ts'
import { CommandError, isNotFound, raise, StatusError } from './errors.ts'
import type { Invocation } from './invocation.ts'
import { MANIFESTS } from './later.ts'
import { pathOf, type Query, type RequestOptions, type RestClient } from './rest.ts'

/** One object that a command was pointed at (cli-runtime's resource.Info). */
export interface Info {
  mapping: Mapping
  namespace: string
  name: string
  /** what was read: from a file, or from the server */
  object: JsonObject
  /** the file it came from; empty for one named by arguments */
  source: string
}

/** How a command's flags and arguments name objects (cli-runtime's resource.Builder). */
export interface Selection {
  args?: readonly string[]
  /** a bare TYPE means all objects of it */
  allowBareType?: boolean
  filenames?: readonly string[]
  recursive?: boolean
  kustomize?: string
  selector?: string | undefined
  fieldSelector?: string | undefined
  /** --all */
  all?: boolean
  allNamespaces?: boolean
  /** ask the server for objects named in files too */
  latest?: boolean
  /** take objects from files without any server */
  local?: boolean
  /** fetch named objects (default); otherwise they stay names */
  fetch?: boolean
  /** go on after an error and report all at the end */
  continueOnError?: boolean
  /** check manifests for apiVersion and kind before decoding, as commands that write do */
  validate?: boolean
  headers?: Record<string, string>
  query?: Query
  subresource?: string
}

export interface Selected {
  infos: Info[]
  errors: unknown[]
  /** a single object was asked for, by name or as one file */
  single: boolean
  /** the kinds that were asked for, in order */
  mappings: Mapping[]
}

export const MISSING_FILE =
  "you must specify resources by --filename when --local is set.\nExample resource specifications include:\n   '-f rsrc.yaml'\n   '--filename=rsrc.json'"
const MISSING_RESOURCE = `You must provide one or more resources by argument or filename.
Example resource specifications include:
   '-f rsrc.yaml'
   '--filename=rsrc.json'
   '<resource> <name>'
   '<resource>'`

/** The selection that the common flags (-f, -k, -R, -l, -A …) of an invocation make. */
export function selectionOf(k: Invocation, rest: Selection = {}): Selection {
  return {
    filenames: k.list('filename'),
    recursive: k.bool('recursive'),
    kustomize: k.str('kustomize'),
    selector: k.changed('selector') && k.str('selector') !== '' ? k.str('selector') : undefined,
    fieldSelector: k.str('field-selector') || undefined,
    all: k.bool('all'),
    allNamespaces: k.bool('all-namespaces'),
    ...rest,
  }
}

/** Finds what a selection names. Throws the first error, unless it goes on after errors. */
export function* select(k: Invocation, selection: Selection): Task<Selected> {
  const files = selection.filenames ?? []
  if (files.length > 0 && selection.kustomize) throw new CommandError('only one of -f or -k can be specified')
  if (selection.kustomize && selection.recursive) throw new CommandError("the -k flag can't be used with -f or -R")
  const wanted = parseArguments(selection)
  const found: Selected = { infos: [], errors: [], single: false, mappings: [] }
  if (files.length > 0 || selection.kustomize) {
    if (wanted.types.length > 0)
      throw new CommandError('when paths, URLs, or stdin is provided as input, you may not specify resource arguments as well')
    if (wanted.names.length > 0) throw new CommandError('name cannot be provided when a resource is specified by path, URL, or stdin')
    if (wanted.pairs.length > 0) throw new CommandError('resource/name arguments cannot be used with paths, URLs, or stdin')
    const { selectFiles } = yield* arrived(MANIFESTS)
    yield* selectFiles(k, selection, found)
  } else {
    if (selection.local) throw new CommandError(MISSING_FILE)
    yield* k.connect()
    for (const type of [...wanted.types, ...wanted.pairs.map((pair) => pair.type)])
      for (const mapping of [k.mapper.find(type), ...k.mapper.category(type)]) if (mapping) yield* codeFor(k, mapping, selection)
    selectByArguments(k, selection, wanted, found)
  }
  if (!selection.continueOnError) raise(found.errors.slice(0, 1))
  return found
}

/** Waits until the server can do what is going to be asked of it. */
export function* codeFor(k: Invocation, mapping: Mapping, { headers, subresource }: Selection, body?: JsonObject): Task {
  const path = subresource ? pathOf(mapping, '', 'any', subresource) : pathOf(mapping, '')
  const code = k.client.door.needs({ method: 'GET', path, headers, body })
  if (code) yield* arrived(code)
}

interface Wanted {
  types: string[]
  names: string[]
  pairs: { type: string; name: string }[]
}

function parseArguments({ args = [] }: Selection): Wanted {
  const wanted: Wanted = { types: [], names: [], pairs: [] }
  const [first = '', ...names] = args
  const kinds = first.split(',')
  const spread = kinds.length > 1 && names.length > 0 && !args.some((arg) => arg.includes('/'))
  const words = spread ? kinds.flatMap((kind) => names.map((name) => `${kind}/${name}`)) : args
  const slashes = words.filter((word) => word.includes('/')).length
  if (slashes > 0) {
    if (slashes !== words.length)
      throw new CommandError(
        "there is no need to specify a resource type as a separate argument when passing arguments in resource/name form (e.g. 'kubectl get resource/<resource_name>' instead of 'kubectl get resource resource/<resource_name>'",
      )
    for (const word of words) {
      const [type = '', name = '', more] = word.split('/')
      if (more !== undefined) throw new CommandError('arguments in resource/name form may not have more than one slash')
      if (type === '' || name === '' || type.includes(','))
        throw new CommandError('arguments in resource/name form must have a single resource and name')
      wanted.pairs.push({ type, name })
    }
    return wanted
  }
  if (first !== '') wanted.types = kinds
  wanted.names = names
  return wanted
}

function typesOf(k: Invocation, types: readonly string[]): Mapping[] {
  const mappings: Mapping[] = []
  for (const type of types) {
    const category = k.mapper.find(type) ? [] : k.mapper.category(type)
    for (const mapping of category.length > 0 ? category : [k.mapper.resourceFor(type, k.warn)])
      if (!mappings.includes(mapping)) mappings.push(mapping)
  }
  return mappings
}

function selectByArguments(k: Invocation, selection: Selection, wanted: Wanted, found: Selected): void {
  const { types, names, pairs } = wanted
  const bare = selection.allowBareType && types.length > 0 && names.length === 0
  const selecting = selection.selector !== undefined || selection.fieldSelector !== undefined || selection.all || bare
  if (selecting) {
    if (names.length > 0) throw new CommandError('name cannot be provided when a selector is specified')
    if (pairs.length > 0) throw new CommandError('selectors and the all flag cannot be used when passing resource/name arguments')
    if (types.length === 0) throw new CommandError('at least one resource must be specified to use a selector')
    if (selection.subresource) throw new CommandError('subresource cannot be used when bulk resources are specified')
    found.mappings = typesOf(k, types)
    for (const mapping of found.mappings) attempt(found, () => listed(k, selection, mapping))
    return
  }
  const named = pairs.length > 0 ? pairs.map(({ type, name }) => ({ mapping: k.mapper.resourceFor(type, k.warn), name })) : []
  if (pairs.length === 0 && names.length > 0) {
    const mappings = typesOf(k, types)
    for (const name of names) for (const mapping of mappings) named.push({ mapping, name })
  }
  if (named.length === 0) {
    if (types.length > 0) {
      typesOf(k, types)
      throw new CommandError('resource(s) were provided, but no name was specified')
    }
    throw new CommandError(MISSING_RESOURCE)
  }
  found.single = named.length === 1
  found.mappings = [...new Set(named.map(({ mapping }) => mapping))]
  for (const { mapping, name } of named) {
    if (mapping.namespaced && selection.allNamespaces)
      throw new CommandError('a resource cannot be retrieved by name across all namespaces')
    const namespace = mapping.namespaced ? k.namespace : ''
    attempt(found, () => {
      const object = selection.fetch === false ? {} : fetchNamed(k, selection, mapping, namespace, name)
      return [{ mapping, namespace, name, object, source: '' }]
    })
  }
}

function attempt(found: Selected, act: () => Info[]): void {
  try {
    for (const info of act()) found.infos.push(info)
  } catch (error) {
    if (!(error instanceof StatusError || error instanceof CommandError)) throw error
    found.errors.push(error)
  }
}

/** Gets an object; where it is missing because its namespace is, that is what is told. */
export function getNamed(
  client: RestClient,
  mapping: Mapping,
  namespace: string,
  name: string,
  options: RequestOptions & { subresource?: string } = {},
): JsonObject {
  try {
    return client.get(mapping, namespace, name, options)
  } catch (error) {
    if (isNotFound(error) && namespace && namespace !== 'default')
      client.request('GET', `/api/v1/namespaces/${encodeURIComponent(namespace)}`, { headers: options.headers ?? {} })
    throw error
  }
}

export function fetchNamed(
  k: Invocation,
  { headers, query, subresource }: Selection,
  mapping: Mapping,
  namespace: string,
  name: string,
): JsonObject {
  return getNamed(k.client, mapping, namespace, name, {
    ...(headers ? { headers } : {}),
    ...(query ? { query } : {}),
    ...(subresource ? { subresource } : {}),
  })
}

/** All objects of a kind that the selectors leave; a Table stays whole. */
function listed(k: Invocation, selection: Selection, mapping: Mapping): Info[] {
  const namespace = mapping.namespaced && !selection.allNamespaces ? k.namespace : ''
  const query: Query = { ...selection.query }
  if (selection.selector) query['labelSelector'] = selection.selector
  if (selection.fieldSelector) query['fieldSelector'] = selection.fieldSelector
  const infos: Info[] = []
  for (;;) {
    const list = listOnce(k, mapping, namespace, query, selection)
    if (list['kind'] === 'Table') infos.push({ mapping, namespace, name: '', object: list, source: '' })
    else for (const item of list['items'] ?? []) infos.push(infoOf(mapping, itemOf(list, item), ''))
    const next = list['metadata']?.continue
    if (!next) return infos
    query['continue'] = next
  }
}

function listOnce(
  k: Invocation,
  mapping: Mapping,
  namespace: string,
  query: Query,
  { headers, selector = '', fieldSelector = '' }: Selection,
): JsonObject {
  try {
    return k.client.list(mapping, namespace, { query, ...(headers ? { headers } : {}) })
  } catch (error) {
    if (!(error instanceof StatusError) || !['BadRequest', 'NotFound'].includes(error.reason) || error.message.startsWith('Unable to'))
      throw error
    const resource = JSON.stringify(`${mapping.group}/${mapping.version}, Resource=${mapping.resource}`)
    const what =
      selector || fieldSelector
        ? `find ${resource} that match label selector ${JSON.stringify(selector)}, field selector ${JSON.stringify(fieldSelector)}`
        : `list ${resource}`
    throw error.prefixed(`Unable to ${what}: `)
  }
}

/** An item of a typed list, with the apiVersion and kind that the list leaves out. */
function itemOf(list: JsonObject, item: JsonObject): JsonObject {
  if (item['kind']) return item
  return { apiVersion: list['apiVersion'], kind: String(list['kind']).replace(/List$/, ''), ...item }
}

export function infoOf(mapping: Mapping, object: JsonObject, source: string): Info {
  const { name, namespace } = object['metadata'] ?? {}
  return { mapping, namespace: mapping.namespaced ? (namespace ?? '') : '', name: name ?? '', object, source }
}

/** A mapping made up for an object that no server is asked about (--local). */
export function guessedMapping(apiVersion = '', kind = ''): Mapping {
  const [group, version] = apiVersion.includes('/') ? (apiVersion.split('/') as [string, string]) : ['', apiVersion]
  const singular = kind.toLowerCase()
  const resource = singular.endsWith('s') ? `${singular}es` : singular.endsWith('y') ? `${singular.slice(0, -1)}ies` : `${singular}s`
  return { group, version, kind, resource, singular, namespaced: true, shortNames: [], categories: [], verbs: [] }
}
