import { equal, isObject, jsonKind, ownValue } from '../../api/json.ts'
import { PatchError, PatchFormError } from './strategic.ts'

/** RFC 6902 operations, as many as the server takes in one patch. */
const LIMIT = 10_000

/** Applies a JSON patch; throws PatchError with the reason when an operation cannot be done. */
export function jsonPatch(original: unknown, operations: unknown): unknown {
  if (!Array.isArray(operations))
    throw new PatchFormError(`json: cannot unmarshal ${jsonKind(operations)} into Go value of type jsonpatch.Patch`)
  if (operations.length > LIMIT)
    throw new PatchFormError(`The allowed maximum operations in a JSON patch is ${LIMIT}, got ${operations.length}`)
  let document: unknown = original
  for (const operation of operations) {
    if (!isObject(operation))
      throw new PatchFormError(`json: cannot unmarshal ${jsonKind(operation)} into Go value of type jsonpatch.Operation`)
    document = apply(document, operation)
  }
  return document
}

const TEXTS = ['op', 'path', 'from']

/** What is wrong with the form of a JSON patch before any of it is done, and fields that its operations do not have. */
export function operationFaults(operations: unknown): { error: string | undefined; strict: string[] } {
  const mismatch = (value: unknown, where: string): string => `json: cannot unmarshal ${jsonKind(value)} into Go ${where}`
  if (!Array.isArray(operations)) return { error: mismatch(operations, 'value of type []handlers.jsonPatchOp'), strict: [] }
  const strict: string[] = []
  for (const [i, operation] of operations.entries()) {
    if (!isObject(operation)) return { error: mismatch(operation, 'value of type handlers.jsonPatchOp'), strict }
    for (const [key, value] of Object.entries(operation)) {
      if (!TEXTS.includes(key)) {
        if (key !== 'value') strict.push(`json patch unknown field ${JSON.stringify(`[${i}].${key}`)}`)
      } else if (typeof value !== 'string' && value !== null)
        return { error: mismatch(value, `struct field jsonPatchOp.${key} of type string`), strict }
    }
  }
  return { error: undefined, strict }
}

type Container = unknown[] | Record<string, unknown>

/** An operation's words are those of the library that API server and kubectl use; so is that a replace of what is not there adds it. */
function apply(document: unknown, operation: Record<string, unknown>): unknown {
  const op = String(operation['op'] ?? 'unknown')
  const path = operation['path']
  if (!KINDS.includes(op)) throw new PatchError(`Unexpected kind: ${op}`)
  if (typeof path !== 'string') throw new PatchError(`${op} operation failed to decode path: missing value`)
  const from = operation['from']
  if ((op === 'copy' || op === 'move') && typeof from !== 'string')
    throw new PatchError(`${op} operation failed to decode from: operation, missing from field: missing value`)
  const value = operation['value'] === undefined ? null : operation['value']
  switch (op) {
    case 'add':
      return changed(document, path, (parent, key) => added(parent, key, value), op, `"${path}"`)
    case 'remove':
      return changed(document, path, removed, op, `"${path}"`)
    case 'replace':
      return path === '' ? value : changed(document, path, (parent, key) => replaced(parent, key, value, path), op, path)
    case 'test':
      if (!equal(path === '' ? document : (memberAt(document, path) ?? null), value))
        throw new PatchError(`testing value ${path} failed: test failed`)
      return document
    case 'copy':
      return changed(document, path, (parent, key) => added(parent, key, source(document, from as string, op)), op, path)
    default: {
      const moved = source(document, from as string, op)
      const rest = changed(document, from as string, removed, op, from as string, partsOf(from as string).at(-1))
      return changed(rest, path, (parent, key) => added(parent, key, moved), op, path)
    }
  }
}

const KINDS = ['add', 'remove', 'replace', 'test', 'copy', 'move']

/** The keys on the way. What is not a path of keys leads nowhere, and so does `__proto__`. */
function partsOf(path: string): string[] {
  return path
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
}

/** The document with the container of the path's last key changed; the containers on the way are copied. */
function changed(
  document: unknown,
  path: string,
  change: (parent: Container, key: string) => Container,
  op: string,
  missing: string,
  shown = path,
): unknown {
  const parts = partsOf(path)
  const key = parts.pop()
  const nowhere = (): never => {
    throw new PatchError(`${op} operation does not apply: doc is missing path: ${missing}: missing value`)
  }
  if (key === undefined || key === '__proto__') return nowhere()
  const descend = (at: unknown, [part, ...rest]: readonly string[]): Container => {
    if (part !== undefined) {
      const child = member(at, part)
      if (child === undefined) return nowhere()
      return withMember(at as Container, part, descend(child, rest))
    }
    if (!Array.isArray(at) && !isObject(at)) return nowhere()
    try {
      return change(at, key)
    } catch (error) {
      throw error instanceof Refused ? new PatchError(`error in ${op} for path: '${shown}': ${error.message}`) : error
    }
  }
  return descend(document, parts)
}

/** Why a container does not take a change, before it is said where. */
class Refused extends Error {}

function member(at: unknown, part: string): unknown {
  if (Array.isArray(at)) return /^-?\d+$/.test(part) ? at.at(Number(part)) : undefined
  return isObject(at) && part !== '__proto__' ? ownValue(at, part) : undefined
}

function withMember(at: Container, part: string, value: unknown): Container {
  return Array.isArray(at) ? at.with(Number(part), value) : { ...at, [part]: value }
}

function memberAt(document: unknown, path: string): unknown {
  return partsOf(path).reduce(member, document)
}

function source(document: unknown, from: string, op: string): unknown {
  if (memberAt(document, from.slice(0, from.lastIndexOf('/'))) === undefined)
    throw new PatchError(`${op} operation does not apply: doc is missing from path: ${from}: missing value`)
  return memberAt(document, from) ?? null
}

/** An index into a list of `size`; negative ones count from its end. */
function index(part: string, size: number): number {
  if (!/^[-+]?\d+$/.test(part)) throw new Refused(`strconv.Atoi: parsing ${JSON.stringify(part)}: invalid syntax`)
  const number = Number(part)
  if (number >= size || number < -size) throw new Refused(`Unable to access invalid index: ${part}: invalid index referenced`)
  return number < 0 ? number + size : number
}

function added(parent: Container, key: string, value: unknown): Container {
  if (!Array.isArray(parent)) return { ...parent, [key]: value }
  return parent.toSpliced(key === '-' ? parent.length : index(key, parent.length + 1), 0, value)
}

function removed(parent: Container, key: string): Container {
  if (Array.isArray(parent)) return parent.toSpliced(index(key, parent.length), 1)
  if (!Object.hasOwn(parent, key)) throw new Refused(`Unable to remove nonexistent key: ${key}: missing value`)
  const { [key]: _, ...rest } = parent
  return rest
}

function replaced(parent: Container, key: string, value: unknown, path: string): Container {
  if (Array.isArray(parent) && member(parent, key) === undefined)
    throw new PatchError(`Object to be patched is missing field (${path}: missing value)`)
  return withMember(parent, key, value)
}
