import { describe, expect, it } from 'vitest'
import { testServer } from '../test-server.ts'

const pod = (name: string, resources?: object, rest: object = {}) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name },
  spec: { containers: [{ name: 'c', image: 'nginx:1.27', ...(resources ? { resources } : {}) }], ...rest },
})

describe('admission of Pods', () => {
  it('gives them an account, its token, tolerations and a priority', () => {
    const server = testServer()
    const { spec } = server.create(pod('a')).body as any
    expect(spec).toMatchObject({
      serviceAccountName: 'default',
      serviceAccount: 'default',
      priority: 0,
      preemptionPolicy: 'PreemptLowerPriority',
    })
    expect(spec.volumes[0].name).toMatch(/^kube-api-access-[a-z0-9]{5}$/)
    expect(spec.containers[0].volumeMounts).toEqual([
      { name: spec.volumes[0].name, readOnly: true, mountPath: '/var/run/secrets/kubernetes.io/serviceaccount' },
    ])
    expect(spec.tolerations.map((one: any) => one.key)).toEqual(['node.kubernetes.io/not-ready', 'node.kubernetes.io/unreachable'])
  })

  it('refuses unknown accounts and classes', () => {
    const server = testServer()
    expect(server.create(pod('a', undefined, { serviceAccountName: 'nobody' })).body).toMatchObject({
      reason: 'Forbidden',
      message: 'pods "a" is forbidden: error looking up service account default/nobody: serviceaccount "nobody" not found',
    })
    expect(server.create(pod('a', undefined, { priorityClassName: 'none' })).body).toMatchObject({
      message: 'pods "a" is forbidden: no PriorityClass with name none was found',
    })
  })

  it('mounts no token where account or Pod say so', () => {
    const server = testServer()
    expect((server.create(pod('a', undefined, { automountServiceAccountToken: false })).body as any).spec.volumes).toBeUndefined()
    server.client.patch('serviceaccounts', 'default', 'default', { automountServiceAccountToken: false }, { type: 'merge' })
    expect((server.create(pod('b')).body as any).spec.volumes).toBeUndefined()
  })

  it('puts back the tolerations that a change left out', () => {
    const server = testServer()
    server.create(pod('a'))
    const patched = server.patch('strategic', '/api/v1/namespaces/default/pods/a', {
      spec: { tolerations: [{ key: 'x', operator: 'Exists' }] },
    })
    expect((patched.body as any).spec.tolerations.map((one: any) => one.key)).toEqual([
      'x',
      'node.kubernetes.io/not-ready',
      'node.kubernetes.io/unreachable',
    ])
  })
})

describe('limit ranges', () => {
  const range = (limit: object) => ({
    apiVersion: 'v1',
    kind: 'LimitRange',
    metadata: { name: 'bounds' },
    spec: { limits: [{ type: 'Container', ...limit }] },
  })

  it('fill in what containers leave open', () => {
    const server = testServer()
    server.create(range({ default: { cpu: '500m' }, defaultRequest: { cpu: '100m' } }))
    const { spec, metadata } = server.create(pod('a')).body as any
    expect(spec.containers[0].resources).toEqual({ limits: { cpu: '500m' }, requests: { cpu: '100m' } })
    expect(metadata.annotations['kubernetes.io/limit-ranger']).toBe(
      'LimitRanger plugin set: cpu request for container c; cpu limit for container c',
    )
  })

  it('refuse what lies outside', () => {
    const server = testServer()
    server.create(range({ max: { memory: '1Gi' }, min: { memory: '64Mi' } }))
    expect(server.create(pod('a', { requests: { memory: '2Gi' }, limits: { memory: '2Gi' } })).body).toMatchObject({
      reason: 'Forbidden',
      message: expect.stringContaining('maximum memory usage per Container is 1Gi, but limit is 2Gi'),
    })
    expect(server.create(pod('b', { requests: { memory: '32Mi' }, limits: { memory: '1Gi' } })).body).toMatchObject({
      message: 'pods "b" is forbidden: minimum memory usage per Container is 64Mi, but request is 32Mi',
    })
  })
})

describe('quotas', () => {
  it('count what is made and refuse what is too much', () => {
    const server = testServer()
    server.create({
      apiVersion: 'v1',
      kind: 'ResourceQuota',
      metadata: { name: 'few' },
      spec: { hard: { pods: '1', 'requests.cpu': '1' } },
    })
    const hard = { pods: '1', 'requests.cpu': '1' }
    server.client.patch(
      'resourcequotas',
      'default',
      'few',
      { status: { hard, used: { pods: '0', 'requests.cpu': '0' } } },
      { type: 'merge', subresource: 'status' },
    )
    expect(server.create(pod('a')).body).toMatchObject({
      message: 'pods "a" is forbidden: failed quota: few: must specify requests.cpu for: c',
    })
    const small = { requests: { cpu: '100m' } }
    expect(server.create(pod('a', small)).status).toBe(201)
    expect(server.get('/api/v1/namespaces/default/resourcequotas/few').status.used).toEqual({ pods: '1', 'requests.cpu': '100m' })
    expect(server.create(pod('b', small)).body).toMatchObject({
      reason: 'Forbidden',
      message: 'pods "b" is forbidden: exceeded quota: few, requested: pods=1, used: pods=1, limited: pods=1',
    })
    const dry = server.create(pod('c', { requests: { cpu: '5' } }), { dryRun: 'All' }).body as any
    expect(dry.message).toContain(
      'exceeded quota: few, requested: pods=1,requests.cpu=5, used: pods=1,requests.cpu=100m, limited: pods=1,requests.cpu=1',
    )
  })
})

describe('namespaces', () => {
  it('that are going take nothing new', () => {
    const server = testServer()
    server.api.handle({ method: 'DELETE', path: '/api/v1/namespaces/other' })
    expect(server.create({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'late', namespace: 'other' } }).body).toMatchObject({
      message: 'configmaps "late" is forbidden: unable to create new content in namespace other because it is being terminated',
    })
  })
})

describe('what needs a class', () => {
  const claim = (phase: string, storageClassName: string): string => {
    const server = testServer()
    const provisioner = { apiVersion: 'storage.k8s.io/v1', kind: 'StorageClass', provisioner: 'example.com/p' }
    server.create({ ...provisioner, metadata: { name: 'fixed' } })
    server.create({ ...provisioner, metadata: { name: 'growing' }, allowVolumeExpansion: true })
    const spec = { storageClassName, accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } }
    server.create({ apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: { name: 'c' }, spec })
    const path = '/api/v1/namespaces/default/persistentvolumeclaims/c'
    server.client.patch('persistentvolumeclaims', 'default', 'c', { status: { phase } }, { type: 'merge', subresource: 'status' })
    const { body } = server.patch('merge', path, { spec: { resources: { requests: { storage: '2Gi' } } } }) as any
    return body.message ?? body.spec.resources.requests.storage
  }

  it('grows only where the storage class lets it', () => {
    expect(claim('Bound', 'growing')).toBe('2Gi')
    expect(claim('Bound', 'fixed')).toBe(
      'persistentvolumeclaims "c" is forbidden: only dynamically provisioned pvc can be resized and the storageclass that provisions the pvc must support resize',
    )
    expect(claim('Pending', 'growing')).toContain('spec is immutable after creation except resources.requests')
  })

  it('runs only with a runtime class that is there', () => {
    const spec = { runtimeClassName: 'gvisor', containers: [{ name: 'c', image: 'busybox' }] }
    expect(testServer().create({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p' }, spec }).body).toMatchObject({
      reason: 'Forbidden',
      message: 'pods "p" is forbidden: pod rejected: RuntimeClass "gvisor" not found',
    })
    const overhead = { overhead: { cpu: '1' }, containers: [{ name: 'c', image: 'busybox' }] }
    expect(testServer().create({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p' }, spec: overhead }).body).toMatchObject({
      message: 'pods "p" is forbidden: pod rejected: Pod Overhead set without corresponding RuntimeClass defined Overhead',
    })
  })
})

it('says that Pod Security is not simulated, to Pods that it would look at', () => {
  const server = testServer()
  const labelled = {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name: 'strict', labels: { 'pod-security.kubernetes.io/enforce': 'restricted' } },
  }
  expect(server.create(labelled).warnings).toEqual([])
  const pod = (namespace: string): object => ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'p', namespace },
    spec: { containers: [{ name: 'c', image: 'busybox' }], serviceAccountName: 'default' },
  })
  server.client.create('serviceaccounts', { metadata: { name: 'default', namespace: 'strict' } })
  expect(server.create(pod('strict')).warnings).toEqual([
    'podtalk does not simulate Pod Security admission: the label pod-security.kubernetes.io/enforce of the namespace has no effect',
  ])
  expect(server.create(pod('default')).warnings).toEqual([])
})
