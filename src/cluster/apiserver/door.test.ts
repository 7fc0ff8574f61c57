import { describe, expect, it } from 'vitest'
import { ANONYMOUS, userNamed } from './authentication.ts'
import type { WatchEvent } from './door.ts'
import { testServer } from './test-server.ts'

const configMap = (name: string, rest: object = {}) => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, ...rest } })
const PODS = '/api/v1/namespaces/default/pods'
const pod = (name: string, rest: object = {}) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, labels: { app: 'web' } },
  spec: { containers: [{ name: 'c', image: 'nginx:1.27' }], ...rest },
})
const TABLE = { accept: 'application/json;as=Table;v=v1;g=meta.k8s.io,application/json' }

describe('lists', () => {
  it('come in pages', () => {
    const server = testServer()
    for (const name of ['c', 'a', 'd', 'b', 'e']) server.create(configMap(name))
    const path = '/api/v1/namespaces/default/configmaps'
    const names: string[] = []
    let token: string | undefined
    const sizes: number[] = []
    do {
      const query: Record<string, string> = { limit: '2', ...(token ? { continue: token } : {}) }
      const { items, metadata } = server.api.handle({ method: 'GET', path, query }).body as any
      names.push(...items.map((item: any) => item.metadata.name))
      sizes.push(metadata.remainingItemCount ?? 0)
      token = metadata.continue
    } while (token)
    expect(names).toEqual(['a', 'b', 'c', 'd', 'e'])
    expect(sizes).toEqual([3, 1, 0])
  })

  it('hold to what a resource version may be asked for', () => {
    const server = testServer()
    server.create(configMap('a'))
    const list = (query: Record<string, string>) =>
      server.api.handle({ method: 'GET', path: '/api/v1/namespaces/default/configmaps', query }).body as any
    const now = list({}).metadata.resourceVersion
    expect(list({ resourceVersion: now, resourceVersionMatch: 'Exact' }).items).toHaveLength(1)
    expect(list({ resourceVersion: '0' }).items).toHaveLength(1)
    expect(list({ resourceVersionMatch: 'Exact' })).toMatchObject({
      code: 422,
      message:
        'ListOptions.meta.k8s.io "" is invalid: resourceVersionMatch: Forbidden: resourceVersionMatch is forbidden unless resourceVersion is provided',
    })
    expect(list({ resourceVersion: '99999', limit: '1' })).toMatchObject({
      code: 504,
      reason: 'Timeout',
      message: `Too large resource version: 99999, current: ${now}`,
    })
  })

  it('take selectors of labels and fields', () => {
    const server = testServer()
    server.create(pod('one'))
    server.create({ ...pod('two'), metadata: { name: 'two', labels: { app: 'api', tier: 'back' } } })
    const names = (query: Record<string, string>) =>
      (server.api.handle({ method: 'GET', path: PODS, query }).body as any).items.map((item: any) => item.metadata.name)
    expect(names({ labelSelector: 'app in (web, api),!tier' })).toEqual(['one'])
    expect(names({ labelSelector: 'app!=web' })).toEqual(['two'])
    expect(names({ fieldSelector: 'metadata.name=two,status.phase=Pending' })).toEqual(['two'])
    expect(server.api.handle({ method: 'GET', path: PODS, query: { labelSelector: 'a b' } }).body).toMatchObject({
      code: 400,
      message: "unable to parse requirement: found 'b', expected: in, notin, =, ==, !=, gt, lt",
    })
  })

  it('come as tables with the rows’ metadata', () => {
    const server = testServer()
    server.create(pod('one'))
    const table = server.api.handle({ method: 'GET', path: PODS, headers: TABLE }).body as any
    expect(table).toMatchObject({ kind: 'Table', rows: [{ object: { kind: 'PartialObjectMetadata', metadata: { name: 'one' } } }] })
    expect(table.columnDefinitions[0].name).toBe('Name')
    expect(table.rows[0].cells.slice(0, 4)).toEqual(['one', '0/1', 'Pending', '0'])
  })
})

describe('watches', () => {
  it('go on from a version, and say when that is too old', () => {
    const server = testServer()
    const first = (server.create(configMap('a')).body as any).metadata.resourceVersion
    server.create(configMap('b'))
    const events: WatchEvent[] = []
    const path = '/api/v1/namespaces/default/configmaps'
    const watch = server.api.watch({ method: 'GET', path, query: { watch: 'true', resourceVersion: first } }, (event) => events.push(event))
    server.client.delete('configmaps', 'default', 'a')
    expect(events.map(({ type, object }) => `${type} ${object['metadata'].name}`)).toEqual(['ADDED b', 'DELETED a'])
    if ('stop' in watch) watch.stop()
    server.create(configMap('c'))
    expect(events).toHaveLength(2)

    for (let i = 0; i < 2_100; i++) server.client.patch('configmaps', 'default', 'b', { data: { n: String(i) } }, { type: 'merge' })
    const old = server.api.watch({ method: 'GET', path, query: { watch: 'true', resourceVersion: first } }, () => {})
    expect(old).toMatchObject({ status: 410, body: { reason: 'Expired' } })
  })

  it('begin with what there is and a bookmark, when asked', () => {
    const server = testServer()
    server.create(configMap('a'))
    const events: WatchEvent[] = []
    server.api.watch(
      {
        method: 'GET',
        path: '/api/v1/namespaces/default/configmaps',
        query: { watch: 'true', sendInitialEvents: 'true', allowWatchBookmarks: 'true', resourceVersionMatch: 'NotOlderThan' },
      },
      (event) => events.push(event),
    )
    expect(events.map(({ type }) => type)).toEqual(['ADDED', 'BOOKMARK'])
    expect(events[1]?.object['metadata'].annotations).toEqual({ 'k8s.io/initial-events-end': 'true' })
  })

  it('show rows, with the columns in the first event only', () => {
    const server = testServer()
    const events: WatchEvent[] = []
    server.api.watch({ method: 'GET', path: PODS, query: { watch: 'true' }, headers: TABLE }, (event) => events.push(event))
    server.create(pod('one'))
    server.create(pod('two'))
    expect(events.map(({ object }) => [object['kind'], object['columnDefinitions']?.length > 0])).toEqual([
      ['Table', true],
      ['Table', false],
    ])
  })
})

describe('deletions', () => {
  it('of a running Pod wait for its kubelet', () => {
    const server = testServer()
    server.create(pod('a'))
    server.client.post('pods', 'default', 'a', 'binding', { target: { name: 'node-1' } })
    expect(server.api.handle({ method: 'DELETE', path: `${PODS}/a` })).toMatchObject({
      status: 200,
      body: { kind: 'Pod', metadata: { deletionGracePeriodSeconds: 30, deletionTimestamp: '2026-05-04T01:00:30Z' } },
    })
    expect(server.client.delete('pods', 'default', 'a', { gracePeriodSeconds: 0, preconditions: { uid: 'other' } })).toMatchObject({
      ok: false,
      code: 409,
    })
    server.client.delete('pods', 'default', 'a', { gracePeriodSeconds: 0 })
    expect(server.get(`${PODS}/a`).reason).toBe('NotFound')
  })

  it('wait for finalizers', () => {
    const server = testServer()
    server.create(configMap('held', { finalizers: ['example.com/hold'] }))
    const path = '/api/v1/namespaces/default/configmaps/held'
    server.api.handle({ method: 'DELETE', path })
    expect(server.get(path).metadata.deletionTimestamp).toBeDefined()
    server.patch('merge', path, { metadata: { finalizers: null } })
    expect(server.get(path).code).toBe(404)
  })

  it('leave finalizers for the propagation that was asked for', () => {
    const server = testServer()
    server.create(configMap('a'))
    const path = '/api/v1/namespaces/default/configmaps/a'
    server.api.handle({ method: 'DELETE', path, body: { propagationPolicy: 'Foreground' } })
    expect(server.get(path).metadata.finalizers).toEqual(['foregroundDeletion'])
    expect(server.api.handle({ method: 'DELETE', path, body: { propagationPolicy: 'Sideways' } }).status).toBe(422)
  })

  it('take a whole collection by labels', () => {
    const server = testServer()
    server.create(configMap('a', { labels: { x: '1' } }))
    server.create(configMap('b'))
    const path = '/api/v1/namespaces/default/configmaps'
    server.api.handle({ method: 'DELETE', path, query: { labelSelector: 'x=1' } })
    expect(server.get(path).items.map((item: any) => item.metadata.name)).toEqual(['b'])
  })

  it('spare what Kubernetes needs', () => {
    const server = testServer()
    expect(server.api.handle({ method: 'DELETE', path: '/api/v1/namespaces/default' }).body).toMatchObject({
      message: 'namespaces "default" is forbidden: this namespace may not be deleted',
    })
  })

  it('by eviction keep to disruption budgets', () => {
    const server = testServer()
    server.create({
      apiVersion: 'policy/v1',
      kind: 'PodDisruptionBudget',
      metadata: { name: 'keep' },
      spec: { minAvailable: 1, selector: { matchLabels: { app: 'web' } } },
    })
    server.create(pod('a'))
    const running = { status: { phase: 'Running', conditions: [{ type: 'Ready', status: 'True' }] } }
    server.client.patch('pods', 'default', 'a', running, { type: 'merge', subresource: 'status' })
    server.client.patch(
      'poddisruptionbudgets.policy',
      'default',
      'keep',
      { status: { observedGeneration: 1, disruptionsAllowed: 0, desiredHealthy: 1, currentHealthy: 1, expectedPods: 1 } },
      { type: 'merge', subresource: 'status' },
    )
    expect(
      server.api.handle({ method: 'POST', path: `${PODS}/a/eviction`, body: { apiVersion: 'policy/v1', kind: 'Eviction' } }).body,
    ).toMatchObject({
      code: 429,
      message: "Cannot evict pod as it would violate the pod's disruption budget.",
      details: { causes: [{ message: 'The disruption budget keep needs 1 healthy pods and has 1 currently' }] },
    })
  })
})

describe('users', () => {
  it('who are nobody, or service accounts, may only what bindings allow', () => {
    const server = testServer()
    const robot = userNamed('system:serviceaccount:default:default')
    const list = (user: typeof robot, path = PODS) => server.api.handle({ method: 'GET', path, user })
    expect(list(ANONYMOUS).body).toMatchObject({
      message: 'pods is forbidden: User "system:anonymous" cannot list resource "pods" in API group "" in the namespace "default"',
    })
    expect(list(robot, '/api/v1/nodes').body).toMatchObject({
      message:
        'nodes is forbidden: User "system:serviceaccount:default:default" cannot list resource "nodes" in API group "" at the cluster scope',
    })
    server.create({
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'Role',
      metadata: { name: 'reader' },
      rules: [{ apiGroups: [''], resources: ['pods'], verbs: ['list'] }],
    })
    server.create({
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'RoleBinding',
      metadata: { name: 'readers' },
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'reader' },
      subjects: [{ kind: 'ServiceAccount', name: 'default', namespace: 'default' }],
    })
    expect(list(robot).status).toBe(200)
    expect(list(robot, '/api/v1/namespaces/other/pods').status).toBe(403)
  })

  it('are known by their tokens', () => {
    const server = testServer()
    const path = '/api/v1/namespaces/default/serviceaccounts/default/token'
    const { status } = server.api.handle({ method: 'POST', path, body: {} }).body as any
    const ask = (token: string) =>
      server.api.handle({ method: 'GET', path: PODS, user: ANONYMOUS, headers: { authorization: `Bearer ${token}` } })
    expect(ask(status.token).body).toMatchObject({ code: 403, message: expect.stringContaining('system:serviceaccount:default:default') })
    expect(ask('nonsense').status).toBe(401)
  })

  it('may ask what they may', () => {
    const server = testServer()
    const ask = (user?: { name: string; groups: string[] }) =>
      server.api.handle({
        method: 'POST',
        path: '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews',
        body: { spec: { resourceAttributes: { verb: 'create', resource: 'pods', namespace: 'default' } } },
        user,
      }).body as any
    expect(ask().status.allowed).toBe(true)
    expect(ask({ name: 'eve', groups: ['system:authenticated'] }).status).toEqual({ allowed: false })
  })
})

describe('paths that are no resources', () => {
  it('tell versions, groups and health', () => {
    const server = testServer()
    expect(server.get('/version')).toMatchObject({ gitVersion: 'v1.36.2' })
    expect(server.get('/readyz')).toBe('ok')
    expect(server.get('/api')).toMatchObject({ kind: 'APIVersions', versions: ['v1'] })
    expect(server.get('/apis').groups.map((group: any) => group.name)).toContain('apps')
    expect(server.get('/apis/apps/v1').resources.map((one: any) => one.name)).toContain('deployments/scale')
    const accept = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList'
    const aggregated = server.api.handle({ method: 'GET', path: '/api', headers: { accept } }).body as any
    expect(
      aggregated.items[0].versions[0].resources.find((one: any) => one.resource === 'pods').subresources.map((one: any) => one.subresource),
    ).toContain('exec')
    expect(server.api.handle({ method: 'GET', path: '/nowhere' })).toMatchObject({ status: 404, body: '404 page not found\n' })
  })
})
