import { isObject } from '../../api/json.ts'
import { elementOf, isAtomic, pathText } from '../managed-fields/field-set.ts'
import { type Struct, structOf, type TypeRef } from '../schema/schema.ts'

/** Why a value is none of its type, in structured-merge-diff's words; undefined when it is. */
export function typedFaults(struct: Struct, value: unknown): string | undefined {
  const faults: string[] = []
  checkStruct(struct, value, [], faults)
  if (faults.length < 2) return faults[0]
  return `errors:\n${faults.map((fault) => `  ${fault}`).join('\n')}`
}

function checkStruct(struct: Struct, value: unknown, path: readonly string[], faults: string[]): void {
  if (value === null || value === undefined) return
  if (!isObject(value)) {
    faults.push(`${pathText(path)}: expected map, got ${shown(value)}`)
    return
  }
  for (const key of Object.keys(value).sort()) {
    const field = struct.fields.get(key)
    const here = [...path, `f:${key}`]
    if (!field) faults.push(`${pathText(here)}: field not declared in schema`)
    else check(field.type, value[key], here, faults)
  }
}

function check(type: TypeRef, value: unknown, path: readonly string[], faults: string[]): void {
  if (value === null || value === undefined) return
  switch (type.kind) {
    case 'struct': {
      const struct = structOf(type.name)
      if (struct) checkStruct(struct, value, path, faults)
      return
    }
    case 'map':
      if (!isObject(value)) faults.push(`${pathText(path)}: expected map, got ${shown(value)}`)
      else for (const key of Object.keys(value).sort()) check(type.of, value[key], [...path, `f:${key}`], faults)
      return
    case 'list':
      return checkList(type, value, path, faults)
    default:
      checkScalar(type.scalar, value, path, faults)
  }
}

function checkList(type: Extract<TypeRef, { kind: 'list' }>, value: unknown, path: readonly string[], faults: string[]): void {
  if (!Array.isArray(value)) {
    faults.push(`${pathText(path)}: expected list, got ${shown(value)}`)
    return
  }
  const seen = new Set<string>()
  const repeated = new Set<string>()
  value.forEach((item, i) => {
    if (isAtomic(type)) return check(type.of, item, [...path, `i:${i}`], faults)
    const element = elementOf(type, item)
    if (seen.has(element) && !repeated.has(element)) {
      repeated.add(element)
      faults.push(`${pathText(path)}: duplicate entries for key ${pathText([element])}`)
    }
    seen.add(element)
    check(type.of, item, [...path, element], faults)
  })
}

function checkScalar(scalar: string, value: unknown, path: readonly string[], faults: string[]): void {
  const expected = 'ilf'.includes(scalar)
    ? typeof value === 'number'
      ? ''
      : 'numeric (int or float)'
    : 'sty'.includes(scalar) || scalar === 'u'
      ? typeof value === 'string'
        ? ''
        : 'string'
      : scalar === 'b'
        ? typeof value === 'boolean'
          ? ''
          : 'boolean'
        : ''
  if (expected) faults.push(`${pathText(path)}: expected ${expected}, got ${shown(value)}`)
}

function shown(value: unknown): string {
  if (typeof value === 'string') return 'string'
  if (typeof value === 'boolean') return 'boolean'
  if (typeof value === 'number') return `&value.valueUnstructured{Value:${value}}`
  return Array.isArray(value) ? 'list' : 'map'
}
