import type { JsonObject } from '../cluster/api/object.ts'
import { CommandError, StatusError } from './errors.ts'
import { parseBool } from './flags.ts'
import type { Invocation } from './invocation.ts'
import { klogLine } from './klog.ts'
import type { Info } from './resource-builder.ts'
import { pathOf, type Query } from './rest.ts'

export type DryRun = 'none' | 'client' | 'server'

/** The value of --dry-run. */
export function dryRunOf(k: Invocation): DryRun {
  const value = k.str('dry-run')
  if (value === 'client' || value === 'server' || value === 'none') return value
  if (value === 'unchanged') {
    k.err(klogLine(k, 'W', 'helpers.go:719', '--dry-run is deprecated and can be replaced with --dry-run=client.'))
    return 'client'
  }
  const truth = truthOf(value)
  const meant = truth ? 'client' : 'none'
  const text = `--dry-run=${value} is deprecated (boolean value) and can be replaced with --dry-run=${meant}.`
  k.err(klogLine(k, 'W', `helpers.go:${truth ? 733 : 736}`, text))
  return meant
}

function truthOf(value: string): boolean {
  try {
    return parseBool(value)
  } catch {
    throw new CommandError(`Invalid dry-run value (${value}). Must be "none", "server", or "client".`)
  }
}

/** What follows the operation's word: `created (dry run)`. */
export function dryRunSuffix(dryRun: DryRun): string {
  return dryRun === 'client' ? ' (dry run)' : dryRun === 'server' ? ' (server dry run)' : ''
}

/** The fieldValidation that --validate asks for. */
export function validationOf(k: Invocation): 'Strict' | 'Warn' | 'Ignore' {
  const value = k.str('validate')
  if (value === 'strict' || value === 'true') return 'Strict'
  if (value === 'warn') return 'Warn'
  if (value === 'ignore' || value === 'false') return 'Ignore'
  throw new CommandError(`invalid - validate option "${value}"; must be one of: strict (or true), warn, ignore (or false)`)
}

/** Query parameters of a request that writes. */
export function writeQuery(k: Invocation, dryRun: DryRun, validation?: string): Query {
  const manager = k.str('field-manager')
  return {
    ...(dryRun === 'server' ? { dryRun: 'All' } : {}),
    ...(manager ? { fieldManager: manager } : {}),
    ...(validation ? { fieldValidation: validation } : {}),
  }
}

export type PatchType = 'strategic' | 'merge' | 'json' | 'apply'

const CONTENT_TYPES: Record<PatchType, string> = {
  strategic: 'application/strategic-merge-patch+json',
  merge: 'application/merge-patch+json',
  json: 'application/json-patch+json',
  apply: 'application/apply-patch+yaml',
}

export function createObject(
  k: Invocation,
  { mapping, namespace }: Pick<Info, 'mapping' | 'namespace'>,
  object: JsonObject,
  query: Query,
): JsonObject {
  return k.client.request('POST', pathOf(mapping, namespace), { query, headers: { 'content-type': 'application/json' }, body: object })
}

export function replaceObject(
  k: Invocation,
  { mapping, namespace, name }: Info,
  object: JsonObject,
  query: Query,
  subresource = '',
): JsonObject {
  return k.client.request('PUT', pathOf(mapping, namespace, name, subresource), {
    query,
    headers: { 'content-type': 'application/json' },
    body: object,
  })
}

export function patchObject(
  k: Invocation,
  { mapping, namespace, name }: Pick<Info, 'mapping' | 'namespace' | 'name'>,
  type: PatchType,
  patch: unknown,
  query: Query,
  subresource = '',
): JsonObject {
  return k.client.request('PATCH', pathOf(mapping, namespace, name, subresource), {
    query,
    headers: { 'content-type': CONTENT_TYPES[type] },
    body: patch,
  })
}

/** Words around an error that say what was being done to which file (cmdutil.AddSourceToErr). */
export function during(verb: string, source: string, error: unknown): unknown {
  if (source === '') return error
  if (error instanceof StatusError) return error.during(verb, source)
  if (error instanceof CommandError) return new CommandError(`error when ${verb} ${JSON.stringify(source)}: ${error.message}`)
  return error
}

/** Runs `act`; its error says what was done to which file. */
export function saying<T>(verb: string, source: string, act: () => T): T {
  try {
    return act()
  } catch (error) {
    throw during(verb, source, error)
  }
}

/** An Info as Go prints it in error messages. */
export function describeInfo({ mapping, name, namespace }: Info): string {
  const version = `${mapping.group}/${mapping.version}`
  return `Resource: "${version}, Resource=${mapping.resource}", GroupVersionKind: "${version}, Kind=${mapping.kind}"\nName: ${JSON.stringify(name)}, Namespace: ${JSON.stringify(namespace)}`
}
