import { isObject, jsonKind, ownValue } from '../cluster/api/json.ts'

/** Go's types of ObjectMeta's fields: manifests are checked against these before anything else is done. */
const TYPES: Record<string, string> = {
  annotations: 'map[string]string',
  creationTimestamp: 'v1.Time',
  deletionGracePeriodSeconds: 'int64',
  finalizers: '[]string',
  generateName: 'string',
  generation: 'int64',
  labels: 'map[string]string',
  name: 'string',
  namespace: 'string',
  ownerReferences: '[]v1.OwnerReference',
  resourceVersion: 'string',
  selfLink: 'string',
  uid: 'types.UID',
}

/** What encoding/json says of metadata that does not fit ObjectMeta; undefined when it fits. */
export function metadataFault(metadata: unknown): string | undefined {
  if (metadata === undefined || metadata === null) return undefined
  const wrong = (value: unknown, field: string, type: string): string =>
    `json: cannot unmarshal ${jsonKind(value)} into Go struct field ObjectMeta.metadata${field} of type ${type}`
  if (!isObject(metadata))
    return `json: cannot unmarshal ${jsonKind(metadata)} into Go struct field metadataOnlyObject.metadata of type v1.ObjectMeta`
  for (const field of Object.keys(metadata).sort()) {
    const value = metadata[field]
    const type = ownValue(TYPES, field)
    if (!type || value === null || type === 'v1.Time') continue
    if (type === 'string' || type === 'types.UID') {
      if (typeof value !== 'string') return wrong(value, `.${field}`, type)
    } else if (type === 'int64') {
      if (typeof value !== 'number') return wrong(value, `.${field}`, type)
    } else if (type.startsWith('map')) {
      if (!isObject(value)) return wrong(value, `.${field}`, type)
      for (const key of Object.keys(value).sort())
        if (typeof value[key] !== 'string' && value[key] !== null) return wrong(value[key], `.${field}`, 'string')
    } else {
      if (!Array.isArray(value)) return wrong(value, `.${field}`, type)
      for (const item of value)
        if (type === '[]string' ? typeof item !== 'string' : !isObject(item)) return wrong(item, `.${field}`, type.slice(2))
    }
  }
  return undefined
}
