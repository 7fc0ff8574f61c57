import type { JsonObject } from '../cluster/api/object.ts'
import { structFor } from '../cluster/apiserver/decode.ts'
import { resources } from '../cluster/apiserver/resources/index.ts'
import type { Struct } from '../cluster/apiserver/schema/schema.ts'

/** The Go type of an object by its apiVersion and kind; undefined where kubectl knows none. */
export function structOfObject(object: JsonObject): Struct | undefined {
  const [first = '', second] = String(object['apiVersion']).split('/')
  const [group, version] = second === undefined ? ['', first] : [first, second]
  const resource = resources.find((one) => one.kind === object['kind'] && one.group === group && one.version === version)
  return resource && structFor(resource)
}
