import { Code, CodeMissing } from '../../../sim/code.ts'
import type { Resource } from '../resource.ts'
import { VERBS } from './define.ts'

type Rules = typeof import('./seldom.ts')

/** What discovery says of a resource: no rules. */
export type Announced = Pick<
  Resource,
  | 'group'
  | 'version'
  | 'kind'
  | 'plural'
  | 'singular'
  | 'shortNames'
  | 'categories'
  | 'namespaced'
  | 'schema'
  | 'subresources'
  | 'scale'
  | 'extra'
> &
  Partial<Pick<Resource, 'verbs'>>

const announced: (readonly [resource: Resource, pick: (all: Rules) => Resource])[] = []

/** The rules of the resources that most labs never touch. Whoever sends a request for one waits for it first (`Door.needs`). */
export const SELDOM_RESOURCES = new Code('the rarer resources', async () => {
  const all = await import('./seldom.ts')
  for (const [resource, pick] of announced) {
    for (const rule of RULES) delete (resource as Partial<Resource>)[rule]
    Object.assign(resource, pick(all))
  }
  return all
})

/** What has to be there before such a resource is used; an absent rule would let everything pass. */
const RULES = [
  'otherForm',
  'defaults',
  'prepareForCreate',
  'prepareForUpdate',
  'prepareForStatusUpdate',
  'validate',
  'validateUpdate',
  'validateStatusUpdate',
  'validateName',
  'warnings',
  'columns',
  'cells',
  'selectableFields',
] as const satisfies readonly (keyof Resource)[]

/** A resource by its names, its rules to come. */
export function seldom(names: Announced, pick: (all: Rules) => Resource): Resource {
  const resource = { verbs: VERBS, ...names, code: SELDOM_RESOURCES } as Resource
  for (const rule of RULES)
    Object.defineProperty(resource, rule, {
      configurable: true,
      enumerable: false,
      get() {
        throw new CodeMissing(SELDOM_RESOURCES)
      },
    })
  announced.push([resource, pick])
  return resource
}
