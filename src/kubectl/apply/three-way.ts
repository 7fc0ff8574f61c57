import { equal, isObject, ownValue } from '../../cluster/api/json.ts'
import { goJson } from '../printers/go-json.ts'
import { type MergeRule, mergeRule } from './merge-rules.ts'

type Json = Record<string, any>

/** Which half of a comparison goes into the patch. */
interface Half {
  deletions: boolean
  additions: boolean
  order: boolean
}

/**
 * The strategic merge patch that makes `current` what `modified` says: it takes away what `original` (what was applied
 * last) had and `modified` lacks, and leaves alone what neither names.
 */
export function threeWayPatch(original: Json, modified: Json, current: Json): Json {
  const delta = diffMaps(current, modified, '', { deletions: false, additions: true, order: true })
  const deletions = diffMaps(original, modified, '', { deletions: true, additions: false, order: true })
  return mergePatches(deletions, delta, '')
}

/** The strategic merge patch from one object to another. */
export function twoWayPatch(original: Json, modified: Json): Json {
  return diffMaps(original, modified, '', { deletions: true, additions: true, order: true })
}

/** The JSON merge patch of three ways, for kinds without a schema and for --type=merge edits. */
export function mergePatchBetween(original: Json, modified: Json): Json {
  const patch: Json = {}
  for (const key of Object.keys(original)) if (!Object.hasOwn(modified, key)) patch[key] = null
  for (const [key, value] of Object.entries(modified)) {
    const before = ownValue(original, key)
    if (isObject(value) && isObject(before)) {
      const inner = mergePatchBetween(before, value)
      if (Object.keys(inner).length > 0) patch[key] = inner
    } else if (!equal(before, value)) patch[key] = value
  }
  return patch
}

function diffMaps(original: Json, modified: Json, parent: string, half: Half, retainKeys = false): Json {
  const patch: Json = {}
  for (const key of Object.keys(original)) {
    const before = original[key]
    if (!Object.hasOwn(modified, key) || modified[key] === undefined) {
      if (half.deletions) patch[key] = null
      continue
    }
    const after = modified[key]
    const rule = mergeRule(parent, key)
    if (isObject(before) && isObject(after)) {
      if (rule?.replace) {
        if (half.additions && !equal(before, after)) patch[key] = after
      } else {
        const inner = diffMaps(before, after, key, half, rule?.retainKeys)
        if (Object.keys(inner).length > 0) patch[key] = inner
      }
    } else if (Array.isArray(before) && Array.isArray(after) && rule?.key !== undefined) diffLists(patch, key, before, after, rule, half)
    else if (half.additions && !equal(before, after)) patch[key] = after
  }
  if (half.additions)
    for (const key of Object.keys(modified)) if (!Object.hasOwn(original, key) && modified[key] !== undefined) patch[key] = modified[key]
  if (retainKeys && (half.additions ? Object.keys(patch).length > 0 : half.deletions && Object.keys(patch).length > 0))
    patch['$retainKeys'] = Object.keys(modified).sort()
  return patch
}

function diffLists(patch: Json, field: string, before: readonly any[], after: readonly any[], rule: MergeRule, half: Half): void {
  if (before.length === 0) {
    if (after.length > 0 && half.additions) patch[field] = after
    return
  }
  const changed = rule.key === '' ? diffSets(patch, field, before, after, half) : diffKeyed(patch, field, before, after, rule, half)
  const reordered = half.additions && !sameOrder(before, after, rule.key as string)
  if (half.order && (changed || reordered))
    patch[`$setElementOrder/${field}`] =
      rule.key === '' ? after : after.map((item) => ({ [rule.key as string]: item?.[rule.key as string] }))
}

function diffSets(patch: Json, field: string, before: readonly any[], after: readonly any[], half: Half): boolean {
  const added = half.additions ? after.filter((item) => !before.includes(item)) : []
  const gone = half.deletions ? before.filter((item) => !after.includes(item)) : []
  if (added.length > 0) patch[field] = added
  if (gone.length > 0) patch[`$deleteFromPrimitiveList/${field}`] = gone
  return added.length + gone.length > 0
}

function diffKeyed(
  patch: Json,
  field: string,
  before: readonly any[],
  after: readonly any[],
  { key = '', retainKeys }: MergeRule,
  half: Half,
): boolean {
  const items: Json[] = []
  const gone: Json[] = []
  for (const item of after) {
    const old = before.find((one) => equal(one?.[key], item?.[key]))
    if (!old) {
      if (half.additions) items.push(item)
      continue
    }
    const inner = diffMaps(old, item, field, half, retainKeys)
    if (Object.keys(inner).length > 0) items.push({ ...inner, [key]: item[key] })
  }
  if (half.deletions)
    for (const old of before) if (!after.some((item) => equal(item?.[key], old?.[key]))) gone.push({ $patch: 'delete', [key]: old?.[key] })
  if (items.length + gone.length > 0) patch[field] = [...items, ...gone]
  return items.length + gone.length > 0
}

function sameOrder(before: readonly any[], after: readonly any[], key: string): boolean {
  const idOf = (item: any): string => goJson(key === '' ? item : (item?.[key] ?? null))
  const left = before.map(idOf)
  const kept = after.map(idOf).filter((id) => left.includes(id))
  const right = new Set(kept)
  const shared = left.filter((id) => right.has(id))
  return shared.length === kept.length && shared.every((id, index) => id === kept[index])
}

/** Two patches as one; the second wins. */
function mergePatches(first: Json, second: Json, parent: string): Json {
  const merged: Json = { ...first }
  for (const key of Object.keys(second)) {
    const a = merged[key]
    const b = second[key]
    const rule = mergeRule(parent, key)
    if (isObject(a) && isObject(b)) merged[key] = mergePatches(a, b, key)
    else if (Array.isArray(a) && Array.isArray(b) && rule?.key) merged[key] = mergeKeyed(a, b, key, rule.key)
    else merged[key] = b
  }
  return merged
}

function mergeKeyed(first: readonly Json[], second: readonly Json[], field: string, key: string): Json[] {
  const deletions = first.filter((item) => item['$patch'] === 'delete')
  const rest = first.filter((item) => item['$patch'] !== 'delete')
  const merged = second.map((item) => {
    const other = rest.find((one) => equal(one[key], item[key]))
    return other ? mergePatches(other, item, field) : item
  })
  const only = rest.filter((item) => !second.some((one) => equal(one[key], item[key])))
  return [...merged, ...only, ...deletions]
}
