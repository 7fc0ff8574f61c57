import { type FieldDoc, fieldDocs, fieldOf, typeDoc, typeNameOf } from '../../kubectl/explain/field-docs.ts'
import { API_VERSIONS } from './fields.ts'

/** Kubernetes' own text on a field of a kind, as `kubectl explain` prints it; undefined where there is none. */
export async function docAt(kind: string, path: readonly (string | number)[]): Promise<string | undefined> {
  if (!Object.hasOwn(API_VERSIONS, kind)) return undefined
  const docs = await fieldDocs.load().catch(() => ({}))
  const [version = '', group = ''] = (API_VERSIONS[kind] as string).split('/').reverse()
  let type: string | undefined = typeNameOf({ group, version, kind })
  let field: FieldDoc | undefined
  for (const step of path) {
    if (typeof step === 'number') continue
    field = fieldOf(typeDoc(docs, type), step)
    if (!field) return undefined
    type = field.ref
  }
  return field?.description || undefined
}
