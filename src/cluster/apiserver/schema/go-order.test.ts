import { expect, it } from 'vitest'
import { testServer } from '../test-server.ts'

const fieldsOf = (text: string, at = ''): string[] =>
  Object.keys(at.split('.').reduce((value, key) => (key ? value[key] : value), JSON.parse(text)))

it('writes objects as Go does, field by field', () => {
  const server = testServer()
  server.create({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { annotations: { b: '1', a: '<&>' }, name: 'p' },
    spec: {
      containers: [
        {
          volumeMounts: [{ name: 'v', mountPath: '/v', readOnly: true }],
          name: 'c',
          image: 'nginx:1.27',
          env: [{ value: '1', name: 'A' }],
        },
      ],
      volumes: [{ emptyDir: {}, name: 'v' }],
      initContainers: [{ name: 'i', image: 'busybox' }],
    },
  })
  const get = (path: string): string => server.api.text(server.api.handle({ method: 'GET', path }).body)
  const pod = get('/api/v1/namespaces/default/pods/p')
  expect(fieldsOf(pod)).toEqual(['kind', 'apiVersion', 'metadata', 'spec', 'status'])
  expect(fieldsOf(pod, 'metadata').slice(0, 4)).toEqual(['name', 'namespace', 'uid', 'resourceVersion'])
  expect(pod).toContain('"annotations":{"a":"\\u003c\\u0026\\u003e","b":"1"}')
  expect(fieldsOf(pod, 'spec').slice(0, 4)).toEqual(['volumes', 'initContainers', 'containers', 'restartPolicy'])
  expect(fieldsOf(pod, 'spec.containers.0').slice(0, 5)).toEqual(['name', 'image', 'env', 'resources', 'volumeMounts'])
  expect(fieldsOf(pod, 'spec.containers.0.volumeMounts.0')).toEqual(['name', 'readOnly', 'mountPath'])
  const list = get('/api/v1/namespaces/default/pods')
  expect(fieldsOf(list)).toEqual(['kind', 'apiVersion', 'metadata', 'items'])
  expect(fieldsOf(list, 'items.0')).toEqual(['metadata', 'spec', 'status'])
  expect(server.api.text({ kind: 'Status', code: 404 }, true)).toBe('{\n  "kind": "Status",\n  "code": 404\n}')
})
