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

type Part = (typeof TABLE | typeof RULES)[number]

const announced: { resource: Resource; name: string; parts: Map<Part, Code> }[] = []

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
  const resource = { verbs: VERBS, ...names } as Resource
  const parts = new Map<Part, Code>()
  for (const part of TABLE) parts.set(part, tables)
  for (const part of RULES) parts.set(part, rules)
  for (const [part, code] of parts)
    Object.defineProperty(resource, part, {
      configurable: true,
      enumerable: false,
      get() {
        throw new CodeMissing(code)
      },
    })
  announced.push({ resource, name, parts })
  return resource
}

/** Gives the resources that waited for this code what came with it. */
function fill(code: Code, given: Readonly<Record<string, Partial<Resource>>>): void {
  for (const { resource, name, parts } of announced) {
    const waiting = [...parts].filter(([, one]) => one === code)
    if (waiting.length === 0) continue
    for (const [part] of waiting) delete (resource as Partial<Resource>)[part]
    Object.assign(resource, given[name])
  }
}
