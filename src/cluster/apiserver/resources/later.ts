import { Code, CodeMissing } from '../../../sim/code.ts'
import type { Resource, ResourceRules, ResourceTable } from '../resource.ts'
import { ANNOUNCED, type Announced } from './announced.ts'
import { VERBS } from './define.ts'

type Everyday = typeof import('./everyday.ts')
type Seldom = typeof import('./seldom.ts')

/** How the API server answers requests that only read, and the tables of the resources that every lab has. */
export const REQUESTS = new Code('the API server', async () => {
  const [requests, tables] = await Promise.all([import('../requests.ts'), import('./everyday-tables.ts')])
  fill(REQUESTS, tables)
  return requests
})

/**
 * What changes objects, and the rules of the resources that every lab has. A cluster that stands
 * still does without. Whatever may change something waits for it first: requests (`Door.needs`),
 * programs that reach the network, an input from the map.
 */
export const WRITES = new Code('the API server’s writes', async () => {
  const [writes, everyday] = await Promise.all([import('../writes.ts'), import('./everyday.ts'), REQUESTS.load()])
  fill(WRITES, everyday)
  return writes
})

/** How the server patches objects for its clients. */
export const PATCHES = new Code('patches', async () => (await Promise.all([import('../patches.ts'), WRITES.load()]))[0])

/** The rarer resources and requests. Whoever sends one waits for it first (`Door.needs`). */
export const SELDOM_RESOURCES = new Code('the rarer resources', async () => {
  const [requests, seldom] = await Promise.all([import('../seldom.ts'), import('./seldom.ts'), PATCHES.load()])
  fill(SELDOM_RESOURCES, seldom)
  return requests
})

/** What has to be there before an object is shown. */
const TABLE = ['otherForm', 'columns', 'cells', 'selectableFields'] as const satisfies readonly (keyof ResourceTable)[]

/** What has to be there before one is changed; an absent rule would let everything pass. */
const RULES = [
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
] as const satisfies readonly (keyof ResourceRules)[]

const announced: { resource: Resource; name: string; tables: Code; rules: Code }[] = []

/** A resource by its names, its table and its rules to come with every other one's. */
export function everyday(name: keyof Everyday): Resource {
  return announce(name, REQUESTS, WRITES)
}

/** A resource by its names, the rest to come with the first request for one of its like. */
export function seldom(name: keyof Seldom): Resource {
  return Object.assign(announce(name, SELDOM_RESOURCES, SELDOM_RESOURCES), { code: SELDOM_RESOURCES })
}

function announce(name: keyof Everyday | keyof Seldom, tables: Code, rules: Code): Resource {
  const names: Announced = ANNOUNCED[name]
  const resource: Resource = Object.assign(Object.create(waitingFor(tables, rules)), {
    verbs: VERBS,
    shortNames: undefined,
    categories: undefined,
    subresources: undefined,
    scale: undefined,
    extra: undefined,
    code: undefined,
    ...names,
  })
  announced.push({ resource, name, tables, rules })
  return resource
}

const prototypes = new Map<Code, object>()

/** Where the parts are looked for that have not come: whoever does so has not waited for them. */
function waitingFor(tables: Code, rules: Code): object {
  let prototype = prototypes.get(tables)
  if (!prototype) {
    prototype = {}
    for (const [parts, code] of [
      [TABLE, tables],
      [RULES, rules],
    ] as const)
      for (const part of parts)
        Object.defineProperty(prototype, part, {
          get() {
            throw new CodeMissing(code)
          },
        })
    prototypes.set(tables, prototype)
  }
  return prototype
}

/**
 * Gives the resources that waited for this code what came with it. All get the same fields in the same order, those
 * that they have no use for too: then V8 finds each of them in one place, whichever resource it is.
 */
function fill(code: Code, given: Readonly<Record<string, Partial<Resource>>>): void {
  for (const { resource, name, tables, rules } of announced)
    for (const [parts, from] of [
      [TABLE, tables],
      [RULES, rules],
    ] as const)
      if (from === code)
        for (const part of parts)
          Object.defineProperty(resource, part, { value: given[name]?.[part], configurable: true, enumerable: true, writable: true })
}
