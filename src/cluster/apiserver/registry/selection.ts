import type { KubeObject } from '../../api/object.ts'
import type { Resource } from '../resource.ts'
import { type FieldRequirement, parseFieldSelector } from '../selectors/field-selector.ts'
import { labelsMatch, parseLabelSelector, type Requirement, SelectorError } from '../selectors/label-selector.ts'
import { badRequest, type Refusal } from '../status.ts'

/** Says whether an object is among those asked for. */
export type Selection = (object: KubeObject) => boolean

export const EVERYTHING: Selection = () => true

export interface SelectionOptions {
  labelSelector?: string | undefined
  fieldSelector?: string | undefined
  /** one object only: what a watch or list of a single name asks for */
  name?: string | undefined
}

/** Reads the selectors of a list, watch or deletecollection. */
export function selectionOf(resource: Resource, options: SelectionOptions): Selection | Refusal {
  const { labelSelector, fieldSelector, name } = options
  if (!labelSelector && !fieldSelector && !name) return EVERYTHING
  let labels: Requirement[] = []
  let fields: FieldRequirement[] = []
  try {
    if (labelSelector) labels = parseLabelSelector(labelSelector)
  } catch (error) {
    if (error instanceof SelectorError)
      return badRequest(`unable to parse requirement: ${error.message}`.replace(/^(unable to parse requirement: )+/, '$1'))
    throw error
  }
  try {
    if (fieldSelector) fields = parseFieldSelector(fieldSelector)
  } catch (error) {
    if (error instanceof SelectorError) return badRequest(error.message)
    throw error
  }
  const selectable = resource.selectableFields
  const known = new Set(['metadata.name', ...(resource.namespaced ? ['metadata.namespace'] : [])])
  if (selectable) for (const key of Object.keys(selectable(emptyObject(resource)))) known.add(key)
  for (const { field } of fields) if (!known.has(field)) return badRequest(unsupported(resource, field))
  return (object) => {
    if (name && object.metadata.name !== name) return false
    if (labels.length > 0 && !labelsMatch(labels, object.metadata.labels)) return false
    if (fields.length === 0) return true
    const values = selectable?.(object) ?? {}
    return fields.every(({ field, equal, value }) => {
      const own =
        field === 'metadata.name' ? object.metadata.name : field === 'metadata.namespace' ? object.metadata.namespace : values[field]
      return ((own ?? '') === value) === equal
    })
  }
}

/** Resources with their own field labels say what is wrong in other words than those without. */
function unsupported(resource: Resource, field: string): string {
  const own = resource.selectableFields !== undefined
  return own
    ? `field label not supported: ${field}`
    : `${JSON.stringify(field)} is not a known field selector: only "metadata.name", "metadata.namespace"`
}

function emptyObject(resource: Resource): KubeObject {
  return { apiVersion: resource.version, kind: resource.kind, metadata: {}, spec: {}, status: {} }
}
