import { describe, expect, it } from 'vitest'
import { testServer } from '../test-server.ts'

const DEPLOYMENT = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web' },
  spec: {
    replicas: 2,
    selector: { matchLabels: { app: 'web' } },
    template: {
      metadata: { labels: { app: 'web' } },
      spec: {
        containers: [
          { name: 'web', image: 'nginx:1.27', ports: [{ containerPort: 80 }], env: [{ name: 'A', value: '1' }] },
          { name: 'side', image: 'busybox:1.36' },
        ],
      },
    },
  },
}
const PATH = '/apis/apps/v1/namespaces/default/deployments/web'

function withDeployment() {
  const server = testServer()
  expect(server.create(DEPLOYMENT).status).toBe(201)
  return server
}

const containersOf = (object: any): any[] => object.spec.template.spec.containers

describe('strategic merge patches', () => {
  it('merge lists by their keys and leave the others alone', () => {
    const server = withDeployment()
    const patch = { spec: { template: { spec: { containers: [{ name: 'web', image: 'nginx:1.28', env: [{ name: 'B', value: '2' }] }] } } } }
    const { body } = server.patch('strategic', PATH, patch) as any
    expect(containersOf(body).map((one) => [one.name, one.image])).toEqual([
      ['web', 'nginx:1.28'],
      ['side', 'busybox:1.36'],
    ])
    expect(containersOf(body)[0].env).toEqual([
      { name: 'B', value: '2' },
      { name: 'A', value: '1' },
    ])
    expect(body.metadata.generation).toBe(2)
  })

  it('$patch: delete takes an item away, $patch: replace the whole list', () => {
    const server = withDeployment()
    const gone = { spec: { template: { spec: { containers: [{ name: 'side', $patch: 'delete' }] } } } }
    expect(containersOf(server.patch('strategic', PATH, gone).body)).toHaveLength(1)
    const replaced = {
      spec: { template: { spec: { containers: [{ name: 'web', env: [{ $patch: 'replace' }, { name: 'Z', value: '9' }] }] } } },
    }
    expect(containersOf(server.patch('strategic', PATH, replaced).body)[0].env).toEqual([{ name: 'Z', value: '9' }])
  })

  it('$setElementOrder orders, $retainKeys drops what the patch does not name', () => {
    const server = withDeployment()
    const order = {
      spec: {
        template: {
          spec: { '$setElementOrder/containers': [{ name: 'side' }, { name: 'web' }], containers: [{ name: 'web', image: 'nginx' }] },
        },
      },
    }
    expect(containersOf(server.patch('strategic', PATH, order).body).map((one) => one.name)).toEqual(['side', 'web'])
    const recreate = { spec: { strategy: { $retainKeys: ['type'], type: 'Recreate' } } }
    expect((server.patch('strategic', PATH, recreate).body as any).spec.strategy).toEqual({ type: 'Recreate' })
  })

  it('$deleteFromPrimitiveList takes values from a set', () => {
    const server = testServer()
    server.create({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a', finalizers: ['x.io/a', 'x.io/b'] } })
    const patch = { metadata: { '$deleteFromPrimitiveList/finalizers': ['x.io/a'] } }
    const { body } = server.patch('strategic', '/api/v1/namespaces/default/configmaps/a', patch) as any
    expect(body.metadata.finalizers).toEqual(['x.io/b'])
  })

  it('say what is wrong with an item that has no key, and with a wrong type', () => {
    const server = withDeployment()
    const keyless = server.patch('strategic', PATH, { spec: { template: { spec: { containers: [{ image: 'x' }] } } } })
    expect(keyless.body).toMatchObject({ code: 400, message: 'map: map[image:x] does not contain declared merge key: name' })
    const wrong = server.patch('strategic', PATH, { spec: { replicas: 'many' } }).body as any
    expect(wrong).toMatchObject({ code: 422, reason: 'Invalid' })
    expect(wrong.details.causes[0].message).toBe('Invalid value: "map[spec:map[replicas:many]]": unrecognized type: int32')
  })
})

describe('JSON patches', () => {
  it('add, replace, remove, move, copy and test', () => {
    const server = withDeployment()
    const operations = [
      { op: 'test', path: '/spec/replicas', value: 2 },
      { op: 'replace', path: '/spec/replicas', value: 5 },
      { op: 'add', path: '/metadata/labels', value: { 'a.io/b': 'c' } },
      { op: 'copy', from: '/metadata/labels/a.io~1b', path: '/metadata/labels/d' },
      { op: 'remove', path: '/spec/template/spec/containers/1' },
      { op: 'add', path: '/spec/template/spec/containers/0/env/-', value: { name: 'B', value: '2' } },
    ]
    const { body } = server.patch('json', PATH, operations) as any
    expect(body.spec.replicas).toBe(5)
    expect(body.metadata.labels).toEqual({ 'a.io/b': 'c', d: 'c' })
    expect(containersOf(body)).toHaveLength(1)
    expect(containersOf(body)[0].env).toHaveLength(2)
  })

  it('are rejected as a whole when one operation cannot be done', () => {
    const server = withDeployment()
    const { body } = server.patch('json', PATH, [
      { op: 'replace', path: '/spec/replicas', value: 9 },
      { op: 'remove', path: '/spec/nothing' },
    ])
    expect(body).toMatchObject({ code: 422, message: 'the server rejected our request due to an error in our request' })
    expect(server.get(PATH).spec.replicas).toBe(2)
  })
})

describe('server-side apply', () => {
  const cm = (data: Record<string, string>) => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' }, data })
  const path = '/api/v1/namespaces/default/configmaps/a'

  it('creates, owns, and takes away what is no longer applied', () => {
    const server = testServer()
    expect(server.patch('apply', path, cm({ x: '1', y: '2' }), { fieldManager: 'one' }).status).toBe(201)
    expect(server.get(path).metadata.managedFields).toMatchObject([
      { manager: 'one', operation: 'Apply', fieldsV1: { 'f:data': { 'f:x': {}, 'f:y': {} } } },
    ])
    expect(server.patch('apply', path, cm({ x: '1' }), { fieldManager: 'one' }).status).toBe(200)
    expect(server.get(path).data).toEqual({ x: '1' })
  })

  it('conflicts with other managers until forced', () => {
    const server = testServer()
    server.patch('apply', path, cm({ x: '1' }), { fieldManager: 'one' })
    const refused = server.patch('apply', path, cm({ x: '2' }), { fieldManager: 'two' })
    expect(refused.body).toMatchObject({
      code: 409,
      reason: 'Conflict',
      message: 'Apply failed with 1 conflict: conflict with "one": .data.x',
    })
    expect(server.patch('apply', path, cm({ x: '2' }), { fieldManager: 'two', force: 'true' }).status).toBe(200)
    const { metadata, data } = server.get(path)
    expect(data).toEqual({ x: '2' })
    expect(metadata.managedFields.map((one: any) => one.manager)).toEqual(['two'])
  })

  it('shares what two managers want alike', () => {
    const server = testServer()
    server.patch('apply', path, cm({ x: '1' }), { fieldManager: 'one' })
    server.patch('apply', path, cm({ x: '1', y: '2' }), { fieldManager: 'two' })
    server.patch('apply', path, cm({}), { fieldManager: 'one' })
    expect(server.get(path).data).toEqual({ x: '1', y: '2' })
  })

  it('merges lists by their keys', () => {
    const server = withDeployment()
    const mine = {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'web' },
      spec: { template: { spec: { containers: [{ name: 'web', env: [{ name: 'NEW', value: 'x' }] }] } } },
    }
    const { body } = server.patch('apply', PATH, mine, { fieldManager: 'one' }) as any
    expect(containersOf(body).map((one: any) => one.name)).toEqual(['web', 'side'])
    expect(containersOf(body)[0].env).toEqual([
      { name: 'A', value: '1' },
      { name: 'NEW', value: 'x' },
    ])
  })

  it('applied again, changes nothing', () => {
    const server = testServer()
    server.patch('apply', PATH, DEPLOYMENT, { fieldManager: 'one' })
    const first = server.get(PATH)
    server.clock.advance(5_000)
    server.patch('apply', PATH, DEPLOYMENT, { fieldManager: 'one' })
    expect(server.get(PATH)).toEqual(first)
  })

  it('managedFields tell what updates changed', () => {
    const server = withDeployment()
    server.clock.advance(1_000)
    server.api.handle({
      method: 'PATCH',
      path: PATH,
      headers: { 'content-type': 'application/merge-patch+json', 'user-agent': 'tool/1' },
      body: { spec: { replicas: 7 } },
    })
    const entries = server.get(PATH).metadata.managedFields
    expect(entries.map((one: any) => `${one.manager} ${one.operation}`)).toEqual(['unknown Update', 'tool Update'])
    expect(entries[1].fieldsV1).toEqual({ 'f:spec': { 'f:replicas': {} } })
    expect(entries[0].fieldsV1['f:spec']['f:replicas']).toBeUndefined()
    expect(entries[0].fieldsV1['f:spec']['f:template']['f:spec']['f:containers']['k:{"name":"web"}']['f:ports']).toMatchObject({
      '.': {},
      'k:{"containerPort":80,"protocol":"TCP"}': { '.': {}, 'f:containerPort': {} },
    })
  })
})

describe('patches that are none', () => {
  it('are refused in the words of the decoder', () => {
    const server = withDeployment()
    const message = (type: 'merge' | 'strategic' | 'json', patch: unknown): string => (server.patch(type, PATH, patch).body as any).message
    expect(message('json', {})).toBe('error decoding patch: json: cannot unmarshal object into Go value of type []handlers.jsonPatchOp')
    expect(message('json', ['x'])).toBe('error decoding patch: json: cannot unmarshal string into Go value of type handlers.jsonPatchOp')
    expect(message('json', [{ op: 'add', path: 5 }])).toBe(
      'error decoding patch: json: cannot unmarshal number into Go struct field jsonPatchOp.path of type string',
    )
    expect(message('strategic', '{foo')).toBe("invalid character 'f' looking for beginning of object key string")
    expect(message('merge', '{foo')).toBe("error decoding patch: invalid character 'f' looking for beginning of object key string")
    expect(message('strategic', [])).toBe('json: cannot unmarshal array into Go value of type map[string]interface {}')
    expect(message('merge', 1)).toBe('error decoding patch: json: cannot unmarshal number into Go value of type map[string]interface {}')
    expect(message('json', [{ op: 'remove', path: '/spec/nothing' }])).toBe(
      'the server rejected our request due to an error in our request',
    )
  })
})
