import { isObject, ownValue } from '../../api/json.ts'

/** RFC 7386: `null` takes away, objects merge, everything else replaces. Shares what does not change; never changes its input. */
export function mergePatch(target: unknown, patch: unknown): unknown {
  if (!isObject(patch)) return patch
  const out: Record<string, unknown> = isObject(target) ? { ...target } : {}
  for (const key of Object.keys(patch)) {
    const value = patch[key]
    if (value === null) delete out[key]
    else {
      const merged = mergePatch(ownValue(out, key), value)
      if (key === '__proto__') continue
      out[key] = merged
    }
  }
  return out
}
