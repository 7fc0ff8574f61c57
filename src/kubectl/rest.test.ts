import { describe, expect, it } from 'vitest'
import { guessedMapping } from './resource-builder.ts'
import { pathOf } from './rest.ts'

describe('paths of requests', () => {
  const mapping = { ...guessedMapping('apps/v1', 'Deployment'), resource: 'deployments' }

  it('name a collection, an object or a part of one', () => {
    expect(pathOf(mapping, 'default')).toBe('/apis/apps/v1/namespaces/default/deployments')
    expect(pathOf(mapping, 'default', 'web')).toBe('/apis/apps/v1/namespaces/default/deployments/web')
    expect(pathOf(mapping, 'default', 'web', 'scale')).toBe('/apis/apps/v1/namespaces/default/deployments/web/scale')
  })

  it('never take an empty name for the whole collection', () => {
    expect(() => pathOf(mapping, 'default', '')).toThrow('resource name may not be empty')
    expect(() => pathOf(mapping, 'default', 'a/b')).toThrow(`invalid resource name "a/b": [may not contain '/']`)
  })
})
