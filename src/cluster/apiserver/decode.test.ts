import { describe, expect, it } from 'vitest'
import { testServer } from './test-server.ts'

const server = testServer()

function refusalOf(object: object, mode = 'Strict'): string {
  const { status, body } = server.create(object as any, { fieldValidation: mode, dryRun: 'All' })
  expect(status).toBe(400)
  return (body as any).message
}

const pod = (container: object, spec: object = {}) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'a' },
  spec: { containers: [{ name: 'c', image: 'nginx', ...container }], ...spec },
})
const service = (spec: object) => ({ apiVersion: 'v1', kind: 'Service', metadata: { name: 'a' }, spec })
const IN_POD = 'Pod in version "v1" cannot be handled as a Pod: '
const IN_SERVICE = 'Service in version "v1" cannot be handled as a Service: '

describe('values of wrong types', () => {
  it.each([
    [
      pod({ ports: [80] }),
      `${IN_POD}json: cannot unmarshal number into Go struct field Container.spec.containers.ports of type v1.ContainerPort`,
    ],
    [
      pod({ command: 'sleep 1' }),
      `${IN_POD}json: cannot unmarshal string into Go struct field Container.spec.containers.command of type []string`,
    ],
    [
      pod({ env: [{ name: 'A', value: true }] }),
      `${IN_POD}json: cannot unmarshal bool into Go struct field EnvVar.spec.containers.env.value of type string`,
    ],
    [
      pod({ livenessProbe: { exec: { command: 'ls' } } }),
      `${IN_POD}json: cannot unmarshal string into Go struct field ExecAction.spec.containers.livenessProbe.ProbeHandler.exec.command of type []string`,
    ],
    [
      pod({ resources: { limits: 1 } }),
      `${IN_POD}json: cannot unmarshal number into Go struct field ResourceRequirements.spec.containers.resources.limits of type v1.ResourceList`,
    ],
    [
      pod({ resources: { limits: { memory: '512MB' } } }),
      `${IN_POD}quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'`,
    ],
    [pod({ livenessProbe: { httpGet: { port: true } } }), `${IN_POD}json: cannot unmarshal bool into Go value of type int32`],
    [
      pod({ imagePullPolicy: 1 }),
      `${IN_POD}json: cannot unmarshal number into Go struct field Container.spec.containers.imagePullPolicy of type v1.PullPolicy`,
    ],
    [
      service({ ports: [{ port: '80' }] }),
      `${IN_SERVICE}json: cannot unmarshal string into Go struct field ServicePort.spec.ports.port of type int32`,
    ],
    [
      service({ ports: [{ port: 1.5 }] }),
      `${IN_SERVICE}json: cannot unmarshal number 1.5 into Go struct field ServicePort.spec.ports.port of type int32`,
    ],
    [
      service({ ports: { port: 80 } }),
      `${IN_SERVICE}json: cannot unmarshal object into Go struct field ServiceSpec.spec.ports of type []v1.ServicePort`,
    ],
    [
      service({ selector: [{ app: 'x' }] }),
      `${IN_SERVICE}json: cannot unmarshal array into Go struct field ServiceSpec.spec.selector of type map[string]string`,
    ],
    [
      { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'a' }, data: { x: 'not base64!' } },
      'Secret in version "v1" cannot be handled as a Secret: illegal base64 data at input byte 3',
    ],
    [
      { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a', creationTimestamp: 'soon' } },
      'ConfigMap in version "v1" cannot be handled as a ConfigMap: parsing time "soon" as "2006-01-02T15:04:05Z07:00": cannot parse "soon" as "2006"',
    ],
  ])('%j', (object, message) => {
    expect(refusalOf(object)).toBe(message)
  })

  it('come before unknown fields, and in any mode', () => {
    const object = service({ prot: 1, ports: [{ port: '80' }] })
    const message = `${IN_SERVICE}json: cannot unmarshal string into Go struct field ServicePort.spec.ports.port of type int32`
    for (const mode of ['Strict', 'Warn', 'Ignore']) expect(refusalOf(object, mode)).toBe(message)
  })
})

describe('unknown fields', () => {
  const object = service({ prot: 1, ports: [{ port: 80, target: 8080 }] })

  it('are refused together, warned of or dropped', () => {
    expect(refusalOf(object)).toBe(`${IN_SERVICE}strict decoding error: unknown field "spec.ports[0].target", unknown field "spec.prot"`)
    const warned = server.create(object, { fieldValidation: 'Warn', dryRun: 'All' })
    expect(warned.warnings).toEqual(['unknown field "spec.ports[0].target"', 'unknown field "spec.prot"'])
    expect((warned.body as any).spec.prot).toBeUndefined()
    expect(server.create(object, { fieldValidation: 'Ignore', dryRun: 'All' }).warnings).toEqual([])
    expect(server.create(object, { fieldValidation: 'Loose' }).status).toBe(422)
  })
})

describe('kinds and versions', () => {
  const post = (body: unknown, path = '/api/v1/namespaces/default/services') =>
    server.api.handle({ method: 'POST', path, body }).body as any

  it('that do not fit the path are told of', () => {
    expect(post({ apiVersion: 'v1', kind: 'service', metadata: { name: 'a' } }).message).toBe(
      'service in version "v1" cannot be handled as a Service: no kind "service" is registered for version "v1" in scheme "pkg/runtime/scheme.go:111"',
    )
    expect(post({ apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'a' } }).message).toBe(
      'the API version in the data (apps/v1) does not match the expected API version (v1)',
    )
    expect(post({ apiVersion: 'v1', kind: 'Service', metadata: { name: 'a', namespace: 'other' } }).message).toBe(
      'the namespace of the provided object does not match the namespace sent on the request',
    )
  })

  it('of media types are told of', () => {
    const answer = server.api.handle({
      method: 'POST',
      path: '/api/v1/namespaces/default/services',
      headers: { 'content-type': 'text/plain' },
      body: 'x',
    })
    expect(answer).toMatchObject({ status: 415, body: { reason: 'UnsupportedMediaType' } })
  })
})

describe('what Go would leave out', () => {
  it('is left out: nulls, empty values of fields that are no pointers', () => {
    const { body } = server.create(
      {
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { name: 'tidy', labels: {}, annotations: null, creationTimestamp: null },
        spec: {
          hostNetwork: false,
          nodeName: '',
          automountServiceAccountToken: false,
          containers: [{ name: 'c', image: 'nginx', env: [], tty: false, stdin: null }],
        },
        status: {},
      } as any,
      { dryRun: 'All' },
    ) as any
    expect(body.metadata).not.toHaveProperty('labels')
    expect(body.metadata).not.toHaveProperty('annotations')
    expect(body.spec).not.toHaveProperty('hostNetwork')
    expect(body.spec).toMatchObject({ automountServiceAccountToken: false, containers: [{ name: 'c', image: 'nginx', resources: {} }] })
    expect(body.spec.containers[0]).not.toHaveProperty('env')
    expect(body.spec.containers[0]).not.toHaveProperty('tty')
  })

  it('quantities come in their normal form', () => {
    const resources = { requests: { cpu: '1000m', memory: '1024Mi' }, limits: { cpu: 2.5, memory: '2Gi' } }
    const { body } = server.create(pod({ resources }) as any, { dryRun: 'All' }) as any
    expect(body.spec.containers[0].resources).toEqual({ requests: { cpu: '1', memory: '1Gi' }, limits: { cpu: '2500m', memory: '2Gi' } })
  })
})
