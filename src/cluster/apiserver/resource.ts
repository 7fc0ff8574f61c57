import type { Code } from '../../sim/code.ts'
import type { JsonObject, KubeObject } from '../api/object.ts'
import type { FieldError } from './field-error.ts'

/** A column of the server's own table (TableColumnDefinition). `priority` 0 is always shown, 1 with `-o wide`. */
export interface Column {
  name: string
  type: 'string' | 'integer' | 'date' | 'boolean'
  format?: string
  description: string
  priority: 0 | 1
}

/** What the rules of a resource may ask about the cluster. */
export interface RuleContext {
  /** virtual time, ms */
  readonly now: number
  get(resource: string, namespace: string, name: string): KubeObject | undefined
  list(resource: string, namespace?: string): readonly KubeObject[]
}

/** How objects of one resource are another's in storage. `table` names that one as the store does: `events`. */
export interface OtherForm {
  table: string
  to(object: any): KubeObject
  from(stored: any): KubeObject
}

/**
 * Everything the API server knows of one resource: one file in `resources/` each, made of plain
 * data and pure functions. The order of the fields is the order in which the server goes through them.
 */
export interface Resource<T extends KubeObject = any> {
  group: string
  version: string
  kind: string
  /** `pods` */
  plural: string
  singular: string
  shortNames?: readonly string[]
  categories?: readonly string[]
  namespaced: boolean
  /** the schema's name in data/kubernetes-1.36/schemas: `io.k8s.api.core.v1.Pod` */
  schema: string
  verbs: readonly string[]
  subresources?: readonly string[]
  /** fills in what the manifest leaves open; changes the given copy */
  defaults?(object: T): void
  /** the strategy's PrepareForCreate: resets status, sets generation …; changes the given copy */
  prepareForCreate?(object: T, context: RuleContext): void
  prepareForUpdate?(object: T, old: T, context: RuleContext): void
  prepareForStatusUpdate?(object: T, old: T): void
  /** metadata's own rules are checked by the API server before this */
  validate?(object: T, context: RuleContext): FieldError[]
  validateUpdate?(object: T, old: T, context: RuleContext): FieldError[]
  validateStatusUpdate?(object: T, old: T): FieldError[]
  /** rules for updates through subresources that write one part of spec, by the subresource's name */
  subresourceRules?: Readonly<Record<string, (object: T, old: T) => FieldError[]>>
  /** how metadata.name must look: apimachinery's name validators, by their message */
  validateName?(name: string, isPrefix: boolean): string[]
  /** texts of Warning headers, on create (`old` undefined) and update */
  warnings?(object: T, old: T | undefined): string[]
  columns: readonly Column[]
  /** the cells of one row, in the order of `columns`, as the server prints them: ages are texts already (`humanDuration`) */
  cells(object: T, now: number): (string | number | boolean | null)[]
  /** fields usable in a field selector beside metadata.name and metadata.namespace */
  selectableFields?(object: T): Record<string, string>
  /** `scale` subresource: paths read and written */
  scale?: { replicas: string; selector: string; status: string }
  /** the objects are another resource's, in a form of their own: an older version, a second group */
  otherForm?: OtherForm
  /** filled by `finish` work that the resource needs beside storing (allocate a cluster IP …); see apiserver/ */
  extra?: JsonObject
  /** its rules come later: who sends a request for it waits for this code first */
  code?: Code
}

/** How objects are shown and chosen: what requests need that only read. */
export type ResourceTable<T extends KubeObject = any> = Pick<Resource<T>, 'columns' | 'cells' | 'selectableFields' | 'otherForm'>

/** A resource without its table. */
export type ResourceRules<T extends KubeObject = any> = Omit<Resource<T>, keyof ResourceTable>
