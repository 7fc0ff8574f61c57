import { ownValue } from '../../cluster/api/json.ts'
import { Code } from '../../sim/code.ts'

/** A field of a type. */
export interface FieldDoc {
  /** as explain shows it: `string`, `[]Container`, `map[string]string` */
  type: string
  /** the type behind it, whose fields are its fields */
  ref?: string
  required?: true
  enum?: readonly string[]
  description: string
}

export interface TypeDoc {
  description: string
  fields?: Record<string, FieldDoc>
}

/** Types by their names in the schemas: `io.k8s.api.core.v1.Pod`. */
export type FieldDocs = Readonly<Record<string, TypeDoc>>

/** The types and texts that `scripts/generate-field-docs.mjs` makes before a build; empty where that was not run. */
export const fieldDocs = new Code<FieldDocs>('the documentation of fields', () =>
  import('../../../.cache/field-docs.json', { with: { type: 'json' } }).then(
    (module) => module.default as FieldDocs,
    () => ({}),
  ),
)

/** Parts of type names that are not the first word of the group. */
const PACKAGES: Record<string, string> = { '': 'core' }

/** The name of a kind's type. */
export function typeNameOf({ group, version, kind }: { group: string; version: string; kind: string }): string {
  return `io.k8s.api.${PACKAGES[group] ?? group.split('.')[0]}.${version}.${kind}`
}

/** A type, if there is one of that name. */
export function typeDoc(docs: FieldDocs, name: string | undefined): TypeDoc | undefined {
  return name === undefined ? undefined : ownValue(docs, name)
}

export function fieldOf(type: TypeDoc | undefined, name: string): FieldDoc | undefined {
  return ownValue(type?.fields, name)
}

/** The fields of a type in the order of their names. */
export function fieldsOf(type: TypeDoc | undefined): [string, FieldDoc][] {
  return Object.entries(type?.fields ?? {}).sort(([a], [b]) => (a < b ? -1 : 1))
}
