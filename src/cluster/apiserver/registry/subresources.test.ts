import { beforeEach, describe, expect, it } from 'vitest'
import { type TestServer, testServer } from '../test-server.ts'

const POD = '/api/v1/namespaces/default/pods/p'
const WEB = '/apis/apps/v1/namespaces/default/deployments/web'

let server: TestServer

beforeEach(() => {
  server = testServer()
  const resources = { requests: { cpu: '100m' }, limits: { cpu: '200m' } }
  const pod = { containers: [{ name: 'c', image: 'busybox', resources }] }
  server.create({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p' }, spec: pod })
  server.create({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'web' },
    spec: { selector: { matchLabels: { app: 'x' } }, template: { metadata: { labels: { app: 'x' } }, spec: pod } },
  })
})

/** The message of a refusal, or the object. */
function patched(path: string, patch: unknown, type: 'merge' | 'strategic' | 'json' = 'strategic'): any {
  const { status, body } = server.patch(type, path, patch) as any
  return status < 400 ? body : body.message
}

describe('ephemeralcontainers', () => {
  const add = (...containers: object[]): any => patched(`${POD}/ephemeralcontainers`, { spec: { ephemeralContainers: containers } })

  it('are added, and neither changed nor removed', () => {
    expect(add({ name: 'debug', image: 'busybox' }).spec.ephemeralContainers[0]).toMatchObject({ name: 'debug', imagePullPolicy: 'Always' })
    expect(add({ name: 'debug', image: 'other' })).toContain('existing ephemeral containers "debug" may not be changed\n@@')
    expect(patched(`${POD}/ephemeralcontainers`, [{ op: 'remove', path: '/spec/ephemeralContainers/0' }], 'json')).toBe(
      'Pod "p" is invalid: spec.ephemeralContainers: Forbidden: existing ephemeral containers "debug" may not be removed\n',
    )
  })

  it('have names of their own and no ports', () => {
    expect(add({ name: 'c', image: 'busybox' })).toBe('Pod "p" is invalid: spec.ephemeralContainers[0].name: Duplicate value: "c"')
    expect(add({ name: 'debug', image: 'busybox', ports: [{ containerPort: 80 }] })).toBe(
      'Pod "p" is invalid: spec.ephemeralContainers[0].ports: Forbidden: cannot be set for an Ephemeral Container',
    )
  })

  it('are no matter of the Pod itself', () => {
    expect(patched(POD, { spec: { ephemeralContainers: [{ name: 'debug', image: 'busybox' }] } })).toContain(
      'pod updates may not change fields other than',
    )
  })
})

describe('resize', () => {
  const resize = (resources: object): any => patched(`${POD}/resize`, { spec: { containers: [{ name: 'c', resources }] } })

  it('changes what containers ask for, within their class of service', () => {
    const { spec, metadata } = resize({ requests: { cpu: '150m' } })
    expect(spec.containers[0].resources).toEqual({ requests: { cpu: '150m' }, limits: { cpu: '200m' } })
    expect(metadata.generation).toBe(2)
    expect(resize({ limits: { cpu: null } })).toBe(
      'Pod "p" is invalid: spec.containers[0].resources.limits: Forbidden: resource limits cannot be removed',
    )
    const all = { requests: { cpu: '200m', memory: '1Gi' }, limits: { cpu: '200m', memory: '1Gi' } }
    expect(resize(all)).toBe('Pod "p" is invalid: spec: Invalid value: "Burstable": Pod QOS Class may not change as a result of resizing')
  })
})

describe('scale', () => {
  const scale = (replicas: unknown): any => patched(`${WEB}/scale`, { spec: { replicas } }, 'merge')

  it('is checked as an object of its own', () => {
    expect(scale(3)).toMatchObject({ kind: 'Scale', spec: { replicas: 3 } })
    expect(scale(-1)).toBe('Scale.autoscaling "web" is invalid: spec.replicas: Invalid value: -1: must be greater than or equal to 0')
    expect(scale('3')).toContain('json: cannot unmarshal string into Go struct field ScaleSpec.spec.replicas of type int32')
    expect(server.api.handle({ method: 'DELETE', path: `${WEB}/scale` }).status).toBe(405)
  })

  it('has a table of its own', () => {
    const accept = 'application/json;as=Table;v=v1;g=meta.k8s.io'
    const { columnDefinitions, rows } = server.api.handle({ method: 'GET', path: `${WEB}/scale`, headers: { accept } }).body as any
    expect(columnDefinitions.map(({ name }: { name: string }) => name)).toEqual(['Name', 'Desired', 'Available', 'Age'])
    expect(rows[0].cells).toEqual(['web', 1, 0, '0s'])
  })
})

describe('status', () => {
  it('has counts that fit together', () => {
    const status = { replicas: 1, updatedReplicas: 2, readyReplicas: 0, availableReplicas: 1, unavailableReplicas: -1 }
    expect(patched(`${WEB}/status`, { status }, 'merge')).toBe(
      'Deployment.apps "web" is invalid: [status.unavailableReplicas: Invalid value: -1: must be greater than or equal to 0, status.updatedReplicas: Invalid value: 2: cannot be greater than status.replicas, status.availableReplicas: Invalid value: 1: cannot be greater than readyReplicas]',
    )
  })
})

describe('binding and token', () => {
  const post = (path: string, body: object): any => (server.api.handle({ method: 'POST', path, body }).body as any).message

  it('refuse what cannot be', () => {
    expect(post(`${POD}/binding`, { metadata: { name: 'p' }, target: { kind: 'Machine' } })).toBe(
      'Binding "p" is invalid: [target.kind: Unsupported value: "Machine": supported values: "Node", "<empty>", target.name: Required value]',
    )
    const bind = { metadata: { name: 'p' }, target: { name: 'node-1' } }
    expect(post(`${POD}/binding`, bind)).toBeUndefined()
    expect(post(`${POD}/binding`, bind)).toBe(
      'Operation cannot be fulfilled on pods/binding "p": pod p is already assigned to node "node-1"',
    )
    expect(post('/api/v1/namespaces/default/serviceaccounts/default/token', { spec: { expirationSeconds: 60 } })).toBe(
      'TokenRequest.authentication.k8s.io "" is invalid: spec.expirationSeconds: Invalid value: 60: may not specify a duration less than 10 minutes',
    )
  })
})
