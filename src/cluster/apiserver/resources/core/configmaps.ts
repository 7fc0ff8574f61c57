import { decodedLength } from '../../../../sim/base64.ts'
import { byteLength } from '../../../../sim/byte-length.ts'
import { equal } from '../../../api/json.ts'
import type { KubeObject } from '../../../api/object.ts'
import type { ConfigMap } from '../../../api/types.ts'
import type { ResourceRules } from '../../resource.ts'
import { ANNOUNCED } from '../announced.ts'
import { VERBS } from '../define.ts'
import { FieldErrors, root } from '../validation/errors.ts'
import { configMapKeyFaults } from '../validation/names.ts'
import { FROZEN, keyAt, LARGEST_DATA } from './data-rules.ts'

export const configmaps: ResourceRules<ConfigMap & KubeObject> = {
  ...ANNOUNCED.configmaps,
  verbs: VERBS,
  validate(map) {
    const errors = new FieldErrors()
    validateMap(errors, map)
    return errors.list
  },
  validateUpdate(map, old) {
    const errors = new FieldErrors()
    if (old.immutable) {
      if (!map.immutable) errors.forbidden(root('immutable'), '', FROZEN)
      for (const name of ['data', 'binaryData'] as const)
        if (!equal(map[name] ?? {}, old[name] ?? {})) errors.forbidden(root(name), '', FROZEN)
    }
    validateMap(errors, map)
    return errors.list
  },
}

function validateMap(errors: FieldErrors, { data = {}, binaryData = {} }: ConfigMap): void {
  let size = 0
  for (const [name, own, other, otherName] of [
    ['data', data, binaryData, 'binaryData'],
    ['binaryData', binaryData, data, 'data'],
  ] as const) {
    for (const key of Object.keys(own)) {
      errors.invalidAll(keyAt(name, key), '', key, configMapKeyFaults(key))
      if (Object.hasOwn(other, key)) errors.invalid(keyAt(name, key), '', key, `duplicate of key present in ${otherName}`)
      size += name === 'data' ? byteLength(own[key] as string) : decodedLength(own[key] as string)
    }
  }
  // The place is the object itself, which has no name.
  if (size > LARGEST_DATA) errors.tooLong(root('[]'), '', LARGEST_DATA)
}
