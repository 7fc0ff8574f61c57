import { isObject, jsonKind } from '../cluster/api/json.ts'
import type { JsonObject } from '../cluster/api/object.ts'
import { jsonPatch } from '../cluster/apiserver/patch/json-patch.ts'
import { mergePatch } from '../cluster/apiserver/patch/merge.ts'
import { PatchError, strategicMergePatch } from '../cluster/apiserver/patch/strategic.ts'
import { type Struct, structOf, type TypeRef } from '../cluster/apiserver/schema/schema.ts'
import { CommandError } from './errors.ts'
import type { Invocation } from './invocation.ts'

/** Flags of commands whose object can be overridden. */
export const OVERRIDE_FLAGS = `
--override-type string=merge  How --overrides are put in: json, merge or strategic.
--overrides string  JSON that overrides parts of the object.
`

const TYPES = ['json', 'merge', 'strategic']

/** The object with --overrides put in, as Go's type of it would be written again. */
export function overridden(k: Invocation, object: JsonObject): JsonObject {
  const text = k.str('overrides')
  if (!text) return object
  const type = k.str('override-type')
  if (!TYPES.includes(type)) throw new CommandError(`invalid override type: ${type}`)
  const struct = structOf(object['kind']) as Struct
  const patch = patchOf(text)
  const patched = patchedBy(type, struct, object, patch)
  if (!isObject(patched)) throw new CommandError('Invalid JSON Patch')
  return rewrittenStruct(struct, patched)
}

function patchOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new CommandError('Invalid JSON Patch')
  }
}

function patchedBy(type: string, struct: Struct, object: JsonObject, patch: unknown): unknown {
  try {
    if (type === 'json') return jsonPatch(object, patch)
    return type === 'merge' ? mergePatch(object, patch) : strategicMergePatch(struct, object, patch)
  } catch (error) {
    throw error instanceof PatchError ? new CommandError(error.message) : error
  }
}

/** What is left of a value when Go has read it into its type and written it again: unknown fields are gone, structs by value are there. */
function rewritten(type: TypeRef, value: unknown, field: string): unknown {
  if (type.kind === 'struct') {
    const struct = structOf(type.name)
    if (!struct) return value
    if (!isObject(value))
      throw new CommandError(`json: cannot unmarshal ${jsonKind(value)} into Go struct field ${field} of type ${type.go}`)
    return rewrittenStruct(struct, value)
  }
  return type.kind === 'list' && Array.isArray(value) ? value.map((item) => rewritten(type.of, item, field)) : value
}

function rewrittenStruct(struct: Struct, value: JsonObject): JsonObject {
  const out: JsonObject = {}
  for (const field of struct.fields.values()) {
    const { name, type } = field
    const given = value[name] ?? (struct.values.includes(field) ? {} : undefined)
    if (given !== undefined) out[name] = rewritten(type, given, `${struct.name}.${name}`)
    else if (type.kind === 'list' && field.required) out[name] = null
    else if (type.kind === 'scalar' && type.scalar === 'x' && !field.pointer) out[name] = 0
  }
  return out
}
