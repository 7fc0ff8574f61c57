import { expect, test } from 'vitest'
import { docAt } from './field-doc.ts'

test('fields have the text of Kubernetes, lists and groups and all', async () => {
  expect(await docAt('Service', ['spec', 'ports', 0, 'port'])).toMatch(/port that will be exposed/)
  expect(await docAt('Deployment', ['spec', 'template', 'spec', 'containers', 0, 'image'])).toMatch(/image/i)
  expect(await docAt('Role', ['rules', 0, 'verbs'])).toMatch(/Verbs/)
  expect(await docAt('Service', ['spec', 'nonsense'])).toBeUndefined()
  expect(await docAt('constructor', ['spec'])).toBeUndefined()
})
