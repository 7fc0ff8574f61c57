import fc from 'fast-check'
import { clone, equal } from '../api/json.ts'
import type { JsonObject } from '../api/object.ts'
import { SAMPLES } from './samples.ts'
import { collectionOf, testServer } from './test-server.ts'

const value: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    '',
    0,
    -1,
    1.5,
    2 ** 40,
    true,
    false,
    {},
    [],
    [null],
    'a'.repeat(300),
    '__proto__',
    'constructor',
    '10.96.0.300',
    '1e999',
    'Infinity',
  ),
  fc.string(),
  fc.integer(),
  fc.jsonValue({ maxDepth: 3 }),
)
const key = fc.oneof(
  fc.constantFrom('__proto__', 'constructor', 'toString', 'hasOwnProperty', 'spec', 'metadata', 'name', 'ports', 'status'),
  fc.string(),
)

/** Changes, removes or adds something somewhere. */
interface Mutation {
  steps: number[]
  how: 'set' | 'delete' | 'add'
  key: string
  value: unknown
}
const mutation: fc.Arbitrary<Mutation> = fc.record({
  steps: fc.array(fc.nat(20), { maxLength: 8 }),
  how: fc.constantFrom('set', 'delete', 'add'),
  key,
  value,
})

function mutate(object: any, { steps, how, key, value: shared }: Mutation): void {
  const value = clone(shared)
  let at = object
  for (const step of steps.slice(0, -1)) {
    const keys = Object.keys(at)
    const next = at[keys[step % Math.max(1, keys.length)] as string]
    if (typeof next !== 'object' || next === null) break
    at = next
  }
  const keys = Object.keys(at)
  const target = how === 'add' || keys.length === 0 ? key : (keys[(steps.at(-1) ?? 0) % keys.length] as string)
  if (Array.isArray(at) && (how === 'add' || at.length === 0)) at.push(value)
  else if (how === 'delete' && Array.isArray(at)) at.splice(Number(target), 1)
  else if (how === 'delete') delete at[target]
  else Object.defineProperty(at, target, { value, enumerable: true, configurable: true, writable: true })
}

const UNTOUCHED = JSON.stringify(Object.getOwnPropertyNames(Object.prototype))

/** A stored object, or a Status of the right shape: nothing else. */
function checkAnswer({ status, body }: { status: number; body: any }): void {
  const good =
    status < 300
      ? typeof body.metadata.uid === 'string'
      : body.kind === 'Status' && body.status === 'Failure' && body.code === status && typeof body.message === 'string'
  if (!good) throw new Error(`no answer of the right shape: ${status} ${JSON.stringify(body)}`)
}

function check(held: boolean, what: string): void {
  if (!held) throw new Error(what)
}

const part = fc.oneof(
  fc.constantFrom('api', 'apis', 'v1', 'apps', 'namespaces', 'default', 'pods', 'services', 'deployments', 'jobs', 'nodes', 'a'),
  fc.constantFrom('status', 'scale', 'binding', 'eviction', 'token', 'ephemeralcontainers', 'resize', 'finalize', 'log', 'proxy'),
  fc.constantFrom('__proto__', 'constructor', '..', '%', '%2F', 'openapi', 'version', 'healthz', 'readyz'),
  fc.string(),
)
const QUERIES = (
  'labelSelector fieldSelector limit continue resourceVersion resourceVersionMatch dryRun fieldValidation fieldManager force ' +
  'gracePeriodSeconds propagationPolicy orphanDependents watch sendInitialEvents timeoutSeconds pretty includeObject'
).split(' ')
const anyRequest = fc.record({
  method: fc.constantFrom('GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'),
  parts: fc.array(part, { maxLength: 7 }),
  query: fc.dictionary(
    fc.constantFrom(...QUERIES),
    fc.oneof(fc.string(), fc.constantFrom('All', 'true', '-1', '0', 'a=b', 'a in (b)', 'x')),
  ),
  type: fc.constantFrom(
    'application/json',
    'application/yaml',
    'text/plain',
    'application/merge-patch+json',
    'application/apply-patch+yaml',
  ),
  accept: fc.constantFrom('application/json', 'application/json;as=Table;v=v1;g=meta.k8s.io', '*/*', 'text/html'),
  body: fc.oneof(value, fc.string(), fc.constant(undefined)),
})
const COLLECTIONS = [
  '',
  '/api/v1/namespaces/default',
  '/api/v1/namespaces/default/pods/a',
  '/apis/apps/v1/namespaces/default/deployments/a',
]

/** What must hold for any object and patch; `npm run bench` and the tests try them on different numbers of cases. */
export const HOSTILE_PROPERTIES: { name: string; property: fc.IProperty<any> }[] = [
  {
    name: 'objects are refused with a Status or stored, whatever they are',
    property: fc.property(
      fc.nat(SAMPLES.length - 1),
      fc.array(mutation, { minLength: 1, maxLength: 4 }),
      fc.constantFrom('Strict', 'Warn', 'Ignore'),
      (seed, mutations, mode) => {
        const server = testServer()
        const object = clone(SAMPLES[seed]) as JsonObject
        const path = collectionOf(object)
        for (const one of mutations) mutate(object, one)
        const made = server.api.handle({ method: 'POST', path, query: { fieldValidation: mode }, body: object })
        checkAnswer(made)
        check(JSON.stringify(Object.getOwnPropertyNames(Object.prototype)) === UNTOUCHED, 'prototypes were changed')
      },
    ),
  },
  {
    name: 'patches of any kind are refused with a Status or applied',
    property: fc.property(
      fc.nat(SAMPLES.length - 1),
      fc.array(mutation, { minLength: 1, maxLength: 4 }),
      fc.constantFrom('merge', 'strategic', 'apply', 'json'),
      (seed, mutations, type) => {
        const server = testServer()
        const object = SAMPLES[seed] as JsonObject
        check(server.create(object).status === 201, 'the seed is accepted')
        const patch = clone(object)
        for (const one of mutations) mutate(patch, one)
        const path = `${collectionOf(object)}/a`
        const body = type === 'json' ? mutations.map((one) => ({ op: 'add', path: `/spec/${one.key}`, value: one.value })) : patch
        checkAnswer(server.patch(type as 'merge', path, body, { fieldManager: 'm', force: 'true' }))
      },
    ),
  },
  {
    name: 'any request is answered',
    property: fc.property(
      fc.constantFrom(...COLLECTIONS),
      anyRequest,
      fc.boolean(),
      (base, { method, parts, query, type, accept, body }, exists) => {
        const server = testServer()
        if (exists)
          for (const object of SAMPLES)
            if (object['kind'] === 'Pod' || object['kind'] === 'Deployment') server.create(clone(object) as JsonObject)
        const { status, body: answer } = server.api.handle({
          method: method as 'GET',
          path: `${base}/${parts.join('/')}`,
          query,
          headers: { 'content-type': type, accept },
          body: clone(body),
        })
        check(status >= 200 && status < 600, `status ${status}`)
        const isText = typeof answer === 'string'
        check(isText || (typeof answer === 'object' && answer !== null && 'kind' in answer) || status < 300, JSON.stringify(answer))
        if (status >= 400 && !isText) check((answer as any).code === status, JSON.stringify(answer))
      },
    ),
  },
  {
    name: 'what was accepted, read back and written again in any way, changes nothing',
    property: fc.property(fc.nat(SAMPLES.length - 1), fc.array(mutation, { maxLength: 2 }), (seed, mutations) => {
      const server = testServer()
      const object = clone(SAMPLES[seed]) as JsonObject
      const path = collectionOf(object)
      for (const one of mutations) mutate(object, one)
      const made = server.api.handle({ method: 'POST', path, body: object })
      if (made.status !== 201) return
      const first = made.body as any
      const own = `${path}/${encodeURIComponent(first.metadata.name)}`
      const read = { ...first, metadata: { ...first.metadata, managedFields: undefined } }
      const version = first.metadata.resourceVersion
      checkSame(server.api.handle({ method: 'PUT', path: own, body: first }), version, 'PUT')
      // Where anything may stand (ControllerRevision), a null stays, which means removal in patches; no patch carries __proto__.
      if (/:null|"__proto__":/.test(JSON.stringify(read))) return
      checkSame(server.patch('merge', own, read), version, 'merge patch')
      checkSame(server.patch('strategic', own, read), version, 'strategic merge patch')
      checkSame(server.patch('json', own, [{ op: 'test', path: '/metadata/name', value: first.metadata.name }]), version, 'JSON patch')
      // Another manager may come to own the fields, which does not change them.
      const applied = server.patch('apply', own, withoutVersion(read), { fieldManager: 'm', force: 'true' })
      check(applied.status === 200, `apply: ${JSON.stringify(applied.body)}`)
      check(equal(bare(applied.body), bare(first)), `apply changed ${JSON.stringify(first)} to ${JSON.stringify(applied.body)}`)
      const again = server.patch('apply', own, withoutVersion(read), { fieldManager: 'm' })
      checkSame(again, (applied.body as any).metadata.resourceVersion, 'a second apply')
    }),
  },
  {
    name: 'what server-side apply made, applied again, changes nothing',
    property: fc.property(fc.nat(SAMPLES.length - 1), fc.array(mutation, { maxLength: 2 }), (seed, mutations) => {
      const server = testServer()
      const object = clone(SAMPLES[seed]) as JsonObject
      const own = `${collectionOf(object)}/a`
      for (const one of mutations) mutate(object, one)
      const made = server.patch('apply', own, object, { fieldManager: 'm' })
      checkAnswer(made)
      // An empty protocol is defaulted once stored, and is another key of the list than the one applied.
      if (made.status === 201 && !JSON.stringify(object).includes('"protocol":""'))
        checkSame(server.patch('apply', own, object, { fieldManager: 'm' }), (made.body as any).metadata.resourceVersion, 'apply')
    }),
  },
]

function checkSame({ status, body }: { status: number; body: any }, version: string, what: string): void {
  check(status === 200, `${what}: ${JSON.stringify(body)}`)
  check(body.metadata.resourceVersion === version, `${what} changed something`)
}

/** An object without what every write changes. */
function bare(object: any): unknown {
  return { ...object, metadata: { ...object.metadata, resourceVersion: undefined, managedFields: undefined } }
}

function withoutVersion(object: any): unknown {
  return { ...object, metadata: { ...object.metadata, resourceVersion: undefined } }
}
