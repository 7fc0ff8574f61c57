import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { clone } from './json.ts'
import { collectionOf, testServer } from './test-server.ts'

/** `VITE_FUZZ_RUNS=100000 npx vitest run src/cluster/apiserver/hostile.test.ts` takes more of them. */
const RUNS = Number((import.meta as any).env?.VITE_FUZZ_RUNS ?? 300)

/** Seeds that are accepted, of different kinds. */
const SEEDS: any[] = [
  { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' }, data: { x: '1' } },
  {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'a' },
    spec: { type: 'NodePort', selector: { app: 'x' }, ports: [{ port: 80, targetPort: 'http', nodePort: 30080 }] },
  },
  {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'a', labels: { app: 'x' } },
    spec: {
      containers: [
        {
          name: 'c',
          image: 'nginx',
          ports: [{ containerPort: 80 }],
          env: [{ name: 'A', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } }],
          readinessProbe: { httpGet: { port: 80 } },
          resources: { limits: { cpu: '1', memory: '1Gi' } },
          volumeMounts: [{ name: 'v', mountPath: '/v' }],
        },
      ],
      volumes: [{ name: 'v', emptyDir: {} }],
    },
  },
  {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'a' },
    spec: {
      selector: { matchLabels: { app: 'x' } },
      strategy: { rollingUpdate: { maxSurge: '25%' } },
      template: { metadata: { labels: { app: 'x' } }, spec: { containers: [{ name: 'c', image: 'nginx' }] } },
    },
  },
  {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name: 'a' },
    spec: { podSelector: {}, ingress: [{ from: [{ ipBlock: { cidr: '10.0.0.0/8' } }] }] },
  },
  {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    metadata: { name: 'a' },
    spec: {
      rules: [
        { host: 'a.b', http: { paths: [{ path: '/', pathType: 'Prefix', backend: { service: { name: 's', port: { number: 80 } } } }] } },
      ],
    },
  },
]

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

function mutate(object: any, { steps, how, key, value }: Mutation): void {
  let at = object
  for (const step of steps.slice(0, -1)) {
    const keys = Object.keys(at)
    const next = at[keys[step % Math.max(1, keys.length)] as string]
    if (typeof next !== 'object' || next === null) break
    at = next
  }
  const keys = Object.keys(at)
  const target = how === 'add' || keys.length === 0 ? key : (keys[(steps.at(-1) ?? 0) % keys.length] as string)
  if (Array.isArray(at) && how === 'add') at.push(value)
  else if (how === 'delete' && Array.isArray(at)) at.splice(Number(target), 1)
  else if (how === 'delete') delete at[target]
  else Object.defineProperty(at, target, { value, enumerable: true, configurable: true, writable: true })
}

const UNTOUCHED = JSON.stringify(Object.getOwnPropertyNames(Object.prototype))

function expectAnswer({ status, body }: { status: number; body: any }): void {
  if (status < 300) {
    expect(body.metadata.uid).toBeTypeOf('string')
    return
  }
  expect(body).toMatchObject({ kind: 'Status', status: 'Failure', code: status })
  expect(body.message).toBeTypeOf('string')
}

describe('hostile objects', () => {
  it('are refused with a Status or stored, whatever they are', () => {
    fc.assert(
      fc.property(
        fc.nat(SEEDS.length - 1),
        fc.array(mutation, { minLength: 1, maxLength: 4 }),
        fc.constantFrom('Strict', 'Warn', 'Ignore'),
        (seed, mutations, mode) => {
          const server = testServer()
          const object = clone(SEEDS[seed])
          const path = collectionOf(object)
          for (const one of mutations) mutate(object, one)
          const made = server.api.handle({ method: 'POST', path, query: { fieldValidation: mode }, body: object })
          expectAnswer(made)
          expect(JSON.stringify(Object.getOwnPropertyNames(Object.prototype))).toBe(UNTOUCHED)
        },
      ),
      { numRuns: RUNS },
    )
  })

  it('patches of any kind are refused with a Status or applied', () => {
    fc.assert(
      fc.property(
        fc.nat(SEEDS.length - 1),
        fc.array(mutation, { minLength: 1, maxLength: 4 }),
        fc.constantFrom('merge', 'strategic', 'apply', 'json'),
        (seed, mutations, type) => {
          const server = testServer()
          const object = SEEDS[seed]
          expect(server.create(object).status).toBe(201)
          const patch = clone(object)
          for (const one of mutations) mutate(patch, one)
          const path = `${collectionOf(object)}/a`
          const body = type === 'json' ? mutations.map((one) => ({ op: 'add', path: `/spec/${one.key}`, value: one.value })) : patch
          expectAnswer(server.patch(type as 'merge', path, body, { fieldManager: 'm', force: 'true' }))
        },
      ),
      { numRuns: RUNS },
    )
  })

  it('what was accepted, read back and applied again, changes nothing', () => {
    fc.assert(
      fc.property(fc.nat(SEEDS.length - 1), fc.array(mutation, { maxLength: 2 }), (seed, mutations) => {
        const server = testServer()
        const object = clone(SEEDS[seed])
        const path = collectionOf(object)
        for (const one of mutations) mutate(object, one)
        const made = server.api.handle({ method: 'POST', path, body: object })
        if (made.status !== 201) return
        const first = made.body as any
        const own = `${path}/${first.metadata.name}`
        const put = server.api.handle({ method: 'PUT', path: own, body: first })
        expect(put.status).toBe(200)
        expect((put.body as any).metadata.resourceVersion).toBe(first.metadata.resourceVersion)
        const patched = server.patch('merge', own, { ...first, metadata: { ...first.metadata, managedFields: undefined } })
        expect((patched.body as any).metadata.resourceVersion).toBe(first.metadata.resourceVersion)
      }),
      { numRuns: RUNS },
    )
  })
})

describe('hostile texts', () => {
  const server = testServer()
  const post = (body: string, type = 'application/json') =>
    server.api.handle({ method: 'POST', path: '/api/v1/namespaces/default/configmaps', headers: { 'content-type': type }, body })

  it('too large a body is refused', () => {
    const big = JSON.stringify({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' }, data: { x: 'y'.repeat(5_000_000) } })
    expect(post(big).status).toBe(413)
    expect(server.create(JSON.parse(big)).status).toBe(413)
  })

  it('YAML bombs and deep nesting end soon', () => {
    const bomb = `a: &a [x,x,x,x,x,x,x,x,x]\n${'bcdefghi'
      .split('')
      .map((name, i) => `${name}: &${name} [${Array(9).fill(`*${'abcdefgh'[i]}`).join(',')}]`)
      .join('\n')}`
    expect(post(bomb, 'application/yaml').status).toBe(400)
    expect(post(`${'['.repeat(100_000)}${']'.repeat(100_000)}`).status).toBe(400)
    expect(post('{"metadata":').status).toBe(400)
    expect(post('', 'application/json').status).toBe(400)
  })

  it('duplicate fields are told of', () => {
    const text = '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"dup","name":"dup"},"data":{"a":"1","a":"2"},"dat":1}'
    const strict = server.api.handle({
      method: 'POST',
      path: '/api/v1/namespaces/default/configmaps',
      query: { fieldValidation: 'Strict' },
      body: text,
    })
    expect((strict.body as any).message).toBe(
      'ConfigMap in version "v1" cannot be handled as a ConfigMap: strict decoding error: unknown field "dat", duplicate field "metadata.name", duplicate field "data.a"',
    )
  })

  it('bad selectors and paths are answered', () => {
    const get = (path: string, query: Record<string, string> = {}) => server.api.handle({ method: 'GET', path, query })
    expect(get('/api/v1/pods', { labelSelector: `a=${'b'.repeat(70)}` }).status).toBe(400)
    expect(get('/api/v1/pods', { labelSelector: 'a in (b' }).status).toBe(400)
    expect(get('/api/v1/pods', { fieldSelector: 'spec.nothing=1' }).status).toBe(400)
    expect(get('/api/v1/pods', { continue: 'x' }).status).toBe(400)
    expect(get('/api/v1/namespaces/default/pods/%E0%A4%A').status).toBe(404)
    expect(get('/api/v1/__proto__').status).toBe(404)
    expect(get('/nothing').status).toBe(404)
  })
})
