import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { HOSTILE_PROPERTIES } from './hostile-properties.ts'
import { testServer } from './test-server.ts'

describe('hostile', () => {
  for (const { name, property } of HOSTILE_PROPERTIES) it(name, () => fc.assert(property, { numRuns: 300 }))
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

  it('deep patches are refused', () => {
    let deep: unknown = 1
    for (let i = 0; i < 50_000; i++) deep = { a: deep }
    server.create({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'deep' } })
    for (const type of ['merge', 'strategic', 'apply', 'json'] as const)
      expect(server.patch(type, '/api/v1/namespaces/default/configmaps/deep', deep, { fieldManager: 'm' }).status).toBe(400)
    expect(server.create({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'b' }, data: deep } as any).status).toBe(400)
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

  it('a group named as what every object inherits is nobody', () => {
    const user = { name: 'jane', groups: ['constructor', 'toString'] }
    expect(server.api.handle({ method: 'GET', path: '/api/v1/pods', user }).status).toBe(403)
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
