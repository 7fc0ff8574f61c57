import { expect, test } from 'vitest'
import { requestInfo } from './request-info.ts'

const NOTHING = { group: '', version: 'v1', namespace: '', resource: '', name: '', subresource: '', rest: '' }

test.each([
  ['/api/v1/nodes', { resource: 'nodes' }],
  ['/api/v1//nodes/node-1/', { resource: 'nodes', name: 'node-1' }],
  ['/api/v1/namespaces', { resource: 'namespaces' }],
  ['/api/v1/namespaces/shop', { resource: 'namespaces', name: 'shop' }],
  ['/api/v1/namespaces/shop/status', { resource: 'namespaces', name: 'shop', subresource: 'status' }],
  ['/api/v1/namespaces/shop/pods', { namespace: 'shop', resource: 'pods' }],
  [
    '/apis/apps/v1/namespaces/shop/deployments/web/scale',
    { group: 'apps', namespace: 'shop', resource: 'deployments', name: 'web', subresource: 'scale' },
  ],
  [
    '/api/v1/namespaces/shop/services/web:80/proxy/a%2Fb/c',
    { namespace: 'shop', resource: 'services', name: 'web:80', subresource: 'proxy', rest: 'a/b/c' },
  ],
  ['/api/v1/namespaces/a%20b/pods/%zz', { namespace: 'a b', resource: 'pods', name: '%zz' }],
])('%s', (path, parts) => {
  expect(requestInfo(path)).toEqual({ ...NOTHING, ...parts })
})

test.each(['/', '/api', '/api/v1', '/apis/apps/v1', '/apis/apps', '/healthz', '/version'])('%s names no resource', (path) => {
  expect(requestInfo(path)).toBeUndefined()
})
