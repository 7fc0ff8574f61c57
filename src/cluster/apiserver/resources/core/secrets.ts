import { ageOf } from '../../../api/duration.ts'
import type { KubeObject } from '../../../api/object.ts'
import type { Secret } from '../../../api/types.ts'
import type { Resource } from '../../resource.ts'
import { columns, VERBS } from '../define.ts'

export const secrets: Resource<Secret & KubeObject> = {
  group: '',
  version: 'v1',
  kind: 'Secret',
  plural: 'secrets',
  singular: 'secret',
  namespaced: true,
  schema: 'io.k8s.api.core.v1.Secret',
  verbs: VERBS,
  defaults(secret) {
    secret.type ||= 'Opaque'
  },
  prepareForCreate: dropStringData,
  prepareForUpdate: dropStringData,
  columns: columns('Name|Type|Data|Age'),
  cells: (secret, now) => [
    secret.metadata.name ?? '',
    secret.type ?? '',
    Object.keys(secret.data ?? {}).length,
    ageOf(secret.metadata.creationTimestamp, now),
  ],
  selectableFields: (secret) => ({ type: secret.type ?? '' }),
}

/** `stringData` is only ever written: it goes into `data`, base64. */
function dropStringData(secret: Secret): void {
  if (!secret.stringData) return
  const data = { ...secret.data }
  for (const [key, text] of Object.entries(secret.stringData)) data[key] = base64(text)
  if (Object.keys(data).length > 0) secret.data = data
  delete secret.stringData
}

function base64(text: string): string {
  const bytes = new TextEncoder().encode(text)
  let binary = ''
  for (let i = 0; i < bytes.length; i += 8192) binary += String.fromCharCode(...bytes.subarray(i, i + 8192))
  return btoa(binary)
}
