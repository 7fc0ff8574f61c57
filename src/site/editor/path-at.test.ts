import { describe, expect, test } from 'vitest'
import { placeAt } from './path-at.ts'

const MANIFEST = `apiVersion: v1
kind: Service
metadata:
  name: backend
spec:
  selector:
    app: backend
  ports:
    - name: http
      port: 8080
      |
    - name: metrics
      port: 9090
---
apiVersion: apps/v1
kind: Deployment
spec:
  template:
    spec:
      containers:
      - name: web
        image: nginx
`

/** The place of the first occurrence of `needle` in the manifest. */
const at = (needle: string, text = MANIFEST) => placeAt(text.replace('|', ''), text.indexOf(needle))

describe('the place in a manifest', () => {
  test('of a top level key', () => {
    expect(at('metadata:')).toMatchObject({ kind: 'Service', path: [], key: 'metadata' })
  })
  test('of a nested key', () => {
    expect(at('name: backend')).toMatchObject({ path: ['metadata'], key: 'name' })
    expect(at('app: backend')).toMatchObject({ path: ['spec', 'selector'] })
  })
  test('of an empty line in a list item, with its siblings', () => {
    expect(at('|')).toMatchObject({ kind: 'Service', path: ['spec', 'ports', 0], key: undefined, siblings: ['port', 'name'] })
  })
  test('of the key that begins a list item', () => {
    expect(at('name: metrics')).toMatchObject({ path: ['spec', 'ports', 0], key: 'name' })
  })
  test('in another document, with dashes that are not indented', () => {
    expect(at('image: nginx')).toMatchObject({ kind: 'Deployment', path: ['spec', 'template', 'spec', 'containers', 0], key: 'image' })
  })
  test('an empty line at the top level', () => {
    expect(placeAt('kind: Pod\nspec:\n  a: b\n', 23)).toMatchObject({ kind: 'Pod', path: [] })
  })
})
