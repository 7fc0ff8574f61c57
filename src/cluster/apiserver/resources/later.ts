import { Code, CodeMissing } from '../../../sim/code.ts'
import type { Resource } from '../resource.ts'
import { ANNOUNCED, type Announced } from './announced.ts'
import { VERBS } from './define.ts'

type Everyday = typeof import('./everyday.ts')
type Seldom = typeof import('./seldom.ts')

/**
 * The API server at work: how it answers requests, and the rules of the resources that every lab has.
 * A cluster that stands still does without. Whatever may change something waits for it first: the
 * first line of a shell, an input from the map.
 */
export const REQUESTS = new Code('the API server', async () => {
  const [requests, everyday] = await Promise.all([import('../requests.ts'), import('./everyday.ts')])
  fill(REQUESTS, everyday)
  return requests
})

/** The rules of the resources that most labs never touch. Whoever sends a request for one waits for it first (`Door.needs`). */
export const SELDOM_RESOURCES = new Code('the rarer resources', async () => {
  const seldom = await import('./seldom.ts')
  fill(SELDOM_RESOURCES, seldom)
  return seldom
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
  'subresourceRules',
  'validateName',
  'warnings',
  'columns',
  'cells',
  'selectableFields',
] as const satisfies readonly (keyof Resource)[]

const announced: { resource: Resource; name: string; code: Code }[] = []

/** A resource by its names, its rules to come with every other one's. */
export function everyday(name: keyof Everyday): Resource {
  return announce(name, REQUESTS)
}

/** A resource by its names, its rules to come with the first request for one of its like. */
export function seldom(name: keyof Seldom): Resource {
  return Object.assign(announce(name, SELDOM_RESOURCES), { code: SELDOM_RESOURCES })
}

function announce(name: keyof Everyday | keyof Seldom, code: Code): Resource {
  const names: Announced = ANNOUNCED[name]
  const resource = { verbs: VERBS, ...names } as Resource
  for (const rule of RULES)
    Object.defineProperty(resource, rule, {
      configurable: true,
      enumerable: false,
      get() {
        throw new CodeMissing(code)
      },
    })
  announced.push({ resource, name, code })
  return resource
}

/** Gives the resources that waited for this code their rules. */
function fill(code: Code, rules: Readonly<Record<string, Resource>>): void {
  for (const each of announced) {
    if (each.code !== code) continue
    for (const rule of RULES) delete (each.resource as Partial<Resource>)[rule]
    Object.assign(each.resource, rules[each.name])
  }
}
