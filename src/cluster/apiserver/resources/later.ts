import { Code, CodeMissing } from '../../../sim/code.ts'
import type { Resource } from '../resource.ts'
import { ANNOUNCED, type Announced } from './announced.ts'
import { VERBS } from './define.ts'

type Rules = typeof import('./seldom.ts')

const announced: (readonly [resource: Resource, name: keyof Rules])[] = []

/** The rules of the resources that most labs never touch. Whoever sends a request for one waits for it first (`Door.needs`). */
export const SELDOM_RESOURCES = new Code('the rarer resources', async () => {
  const all = await import('./seldom.ts')
  for (const [resource, name] of announced) {
    for (const rule of RULES) delete (resource as Partial<Resource>)[rule]
    Object.assign(resource, all[name])
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
export function seldom(name: keyof Rules): Resource {
  const names: Announced = ANNOUNCED[name]
  const resource = { verbs: VERBS, ...names, code: SELDOM_RESOURCES } as Resource
  for (const rule of RULES)
    Object.defineProperty(resource, rule, {
      configurable: true,
      enumerable: false,
      get() {
        throw new CodeMissing(SELDOM_RESOURCES)
      },
    })
  announced.push([resource, name])
  return resource
}
