import { equal, isObject } from '../json.ts'
import { jsonKind, PatchError, PatchFormError } from './strategic.ts'

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

function apply(document: unknown, operation: Record<string, unknown>): unknown {
  const op = operation['op']
  const path = pointer(operation['path'])
  switch (op) {
    case 'add':
      return write(document, path, operation['value'], 'add')
    case 'replace':
      return write(document, path, operation['value'], 'replace')
    case 'remove':
      return write(document, path, undefined, 'remove')
    case 'test': {
      const found = read(document, path, true)
      if (!equal(found ?? null, operation['value'] ?? null)) throw new PatchError(`testing value ${operation['path']} failed: test failed`)
      return document
    }
    case 'copy':
      return write(document, path, read(document, pointer(operation['from'])), 'add')
    case 'move': {
      const from = pointer(operation['from'])
      const value = read(document, from)
      return write(write(document, from, undefined, 'remove'), path, value, 'add')
    }
    default:
      throw new PatchError(`Unexpected kind: ${op}`)
  }
}

function pointer(path: unknown): string[] {
  if (typeof path !== 'string') throw new PatchError('operation missing path field')
  if (path === '') return []
  if (!path.startsWith('/')) throw new PatchError(`operation path must begin with "/": ${path}`)
  const parts = path
    .slice(1)
    .split('/')
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
  if (parts.some((part) => part === '__proto__')) throw new PatchError(`missing path: ${path}`)
  return parts
}

function read(document: unknown, path: readonly string[], lenient = false): unknown {
  let at = document
  for (const part of path) {
    const next = Array.isArray(at) ? at[index(part, at.length - 1)] : isObject(at) && Object.hasOwn(at, part) ? at[part] : undefined
    if (next === undefined) {
      if (lenient) return undefined
      throw new PatchError(`missing path: /${path.join('/')}: missing value`)
    }
    at = next
  }
  return at
}

function index(part: string, last: number): number {
  if (!/^-?\d+$/.test(part)) throw new PatchError(`invalid array index: ${part}`)
  const number = Number(part)
  if (number < 0 || number > last) throw new PatchError(`Unable to access invalid index: ${part}: invalid index referenced`)
  return number
}

function write(document: unknown, path: readonly string[], value: unknown, how: 'add' | 'replace' | 'remove'): unknown {
  const [part, ...rest] = path
  if (part === undefined) return value
  const missing = (): never => {
    throw new PatchError(`${how} operation does not apply: doc is missing path: "/${path.join('/')}": missing value`)
  }
  if (Array.isArray(document)) {
    const copy = [...document]
    if (rest.length > 0) {
      const at = index(part, copy.length - 1)
      copy[at] = write(copy[at], rest, value, how)
    } else if (how === 'add') copy.splice(part === '-' ? copy.length : index(part, copy.length), 0, value)
    else if (how === 'replace') copy[index(part, copy.length - 1)] = value
    else copy.splice(index(part, copy.length - 1), 1)
    return copy
  }
  if (!isObject(document)) return missing()
  const copy = { ...document }
  if (rest.length > 0) {
    if (!Object.hasOwn(copy, part)) missing()
    copy[part] = write(copy[part], rest, value, how)
  } else if (how === 'add') copy[part] = value
  else {
    if (!Object.hasOwn(copy, part)) missing()
    if (how === 'replace') copy[part] = value
    else delete copy[part]
  }
  return copy
}
