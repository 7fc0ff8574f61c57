import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { resources } from './index.ts'

const folder = new URL('../../../../data/kubernetes-1.36/discovery/', import.meta.url)
const lists = readdirSync(folder)
  .map((name) => JSON.parse(readFileSync(new URL(name, folder), 'utf8')))
  .filter((list) => list.kind === 'APIResourceList')

describe('what discovery says of a resource', () => {
  test.each(resources.map((resource) => [`${resource.group || 'core'}/${resource.version} ${resource.plural}`, resource] as const))(
    '%s is as in a real cluster',
    (_, resource) => {
      const groupVersion = resource.group ? `${resource.group}/${resource.version}` : resource.version
      const list = lists.find((each) => each.groupVersion === groupVersion)
      // Some groups have not been recorded.
      if (!list) return expect(['storage.k8s.io', 'scheduling.k8s.io', 'autoscaling']).toContain(resource.group)
      const recorded = list.resources.find((each: { name: string }) => each.name === resource.plural)
      expect(recorded).toMatchObject({ kind: resource.kind, singularName: resource.singular, namespaced: resource.namespaced })
      expect([...resource.verbs].sort()).toEqual(recorded.verbs)
      expect(resource.shortNames).toEqual(recorded.shortNames)
      expect(resource.categories).toEqual(recorded.categories)
      const subresources = list.resources
        .map((each: { name: string }) => each.name)
        .filter((name: string) => name.startsWith(`${resource.plural}/`))
        .map((name: string) => name.slice(resource.plural.length + 1))
      expect([...(resource.subresources ?? [])].sort()).toEqual(subresources.sort())
    },
  )

  test('a row has a cell for each column', () => {
    for (const resource of resources) {
      const object = { apiVersion: '', kind: resource.kind, metadata: { name: 'a', namespace: 'default' } } as never
      resource.defaults?.(object)
      expect(resource.cells(object, 0).length, resource.plural).toBe(resource.columns.length)
    }
  })
})
