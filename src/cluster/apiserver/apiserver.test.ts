import { describe, expect, it } from 'vitest'
import { Clock } from '../../sim/clock.ts'
import { Random } from '../../sim/random.ts'
import { createApiServer } from './apiserver.ts'
import type { WatchEvent } from './door.ts'
import type { Resource } from './resource.ts'

const base = {
  columns: [],
  cells: () => [],
  verbs: ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch'],
  version: 'v1',
}
const NAMESPACES: Resource = {
  ...base,
  group: '',
  kind: 'Namespace',
  plural: 'namespaces',
  singular: 'namespace',
  namespaced: false,
  schema: 'io.k8s.api.core.v1.Namespace',
}
const CONFIGMAPS: Resource = {
  ...base,
  group: '',
  kind: 'ConfigMap',
  plural: 'configmaps',
  singular: 'configmap',
  namespaced: true,
  schema: 'io.k8s.api.core.v1.ConfigMap',
}
const DEPLOYMENTS: Resource = {
  ...base,
  group: 'apps',
  kind: 'Deployment',
  plural: 'deployments',
  singular: 'deployment',
  namespaced: true,
  schema: 'io.k8s.api.apps.v1.Deployment',
  subresources: ['status', 'scale'],
  scale: { replicas: '.spec.replicas', selector: '.spec.selector', status: '.status.replicas' },
}

function server() {
  const api = createApiServer({ clock: new Clock(), random: new Random(1), resources: [NAMESPACES, CONFIGMAPS, DEPLOYMENTS] })
  const client = api.client('test')
  client.create('namespaces', { metadata: { name: 'default' } })
  return { api, client }
}

describe('the API server', () => {
  it('creates, reads, lists, updates and deletes', () => {
    const { api, client } = server()
    const made = client.create('configmaps', { metadata: { name: 'a', namespace: 'default' }, data: { x: '1' } })
    expect(made.ok).toBe(true)
    const got = api.handle({ method: 'GET', path: '/api/v1/namespaces/default/configmaps/a' })
    expect(got.status).toBe(200)
    expect(got.body).toMatchObject({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'a', namespace: 'default', creationTimestamp: '2026-05-04T01:00:00Z' },
      data: { x: '1' },
    })
    const patched = client.patch('configmaps', 'default', 'a', { data: { y: '2' } })
    expect(patched).toMatchObject({ ok: true, object: { data: { x: '1', y: '2' } } })
    if (!made.ok) throw new Error('not made')
    expect(client.update('configmaps', { ...made.object, data: {} })).toMatchObject({
      ok: false,
      status: {
        reason: 'Conflict',
        message:
          'Operation cannot be fulfilled on configmaps "a": the object has been modified; please apply your changes to the latest version and try again',
      },
    })
    expect(client.list('configmaps', 'default')).toHaveLength(1)
    expect(client.delete('configmaps', 'default', 'a').ok).toBe(true)
    expect(client.get('configmaps', 'default', 'a')).toMatchObject({
      ok: false,
      code: 404,
      status: { message: 'configmaps "a" not found' },
    })
  })

  it('refuses what exists, what has no namespace, and bad names', () => {
    const { client } = server()
    client.create('deployments.apps', { metadata: { name: 'a', namespace: 'default' } })
    expect(client.create('deployments.apps', { metadata: { name: 'a', namespace: 'default' } })).toMatchObject({
      ok: false,
      status: { message: 'deployments.apps "a" already exists' },
    })
    expect(client.create('configmaps', { metadata: { name: 'a', namespace: 'nowhere' } })).toMatchObject({
      ok: false,
      status: { message: 'namespaces "nowhere" not found' },
    })
    expect(client.create('configmaps', { metadata: { name: 'A b', namespace: 'default' } })).toMatchObject({
      ok: false,
      code: 422,
      status: { reason: 'Invalid' },
    })
  })

  it('an update that changes nothing keeps the version', () => {
    const { client } = server()
    const made = client.create('configmaps', { metadata: { name: 'a', namespace: 'default' } })
    const again = client.patch('configmaps', 'default', 'a', { metadata: { labels: null } })
    expect(made.ok && again.ok && again.object.metadata.resourceVersion === made.object.metadata.resourceVersion).toBe(true)
  })

  it('watches tell of selected objects in order', () => {
    const { api, client } = server()
    const events: WatchEvent[] = []
    api.watch({ method: 'GET', path: '/api/v1/configmaps', query: { watch: 'true', labelSelector: 'app=web' } }, (event) =>
      events.push(event),
    )
    client.create('configmaps', { metadata: { name: 'a', namespace: 'default', labels: { app: 'web' } } })
    client.create('configmaps', { metadata: { name: 'b', namespace: 'default' } })
    client.patch('configmaps', 'default', 'b', { metadata: { labels: { app: 'web' } } })
    client.patch('configmaps', 'default', 'a', { metadata: { labels: null } })
    client.delete('configmaps', 'default', 'b')
    expect(events.map((event) => `${event.type} ${event.object['metadata'].name}`)).toEqual([
      'ADDED a',
      'ADDED b',
      'DELETED a',
      'DELETED b',
    ])
  })

  it('informers index what is stored, and restored servers hold the same', () => {
    const { api, client } = server()
    const informer = api.informers.for('configmaps')
    informer.addIndex('app', (object) => [object.metadata.labels?.['app'] ?? ''])
    client.create('configmaps', { metadata: { name: 'a', namespace: 'default', labels: { app: 'web' } } })
    expect(informer.byIndex('app', 'web')).toHaveLength(1)
    const restored = createApiServer({
      clock: new Clock(),
      random: new Random(2),
      resources: [NAMESPACES, CONFIGMAPS],
      snapshot: api.snapshot(),
    })
    client.delete('configmaps', 'default', 'a')
    expect(informer.byIndex('app', 'web')).toHaveLength(0)
    expect(restored.informers.for('configmaps').list()).toHaveLength(1)
  })

  it('scales through the subresource', () => {
    const { api, client } = server()
    client.create('deployments.apps', {
      metadata: { name: 'a', namespace: 'default' },
      spec: { replicas: 1, selector: { matchLabels: { app: 'a' } } },
    })
    const path = '/apis/apps/v1/namespaces/default/deployments/a/scale'
    const answer = api.handle({
      method: 'PATCH',
      path,
      headers: { 'content-type': 'application/merge-patch+json' },
      body: { spec: { replicas: 3 } },
    })
    expect(answer.body).toMatchObject({ kind: 'Scale', spec: { replicas: 3 }, status: { selector: 'app=a' } })
    expect(client.get('deployments.apps', 'default', 'a')).toMatchObject({ object: { spec: { replicas: 3 } } })
  })
})
