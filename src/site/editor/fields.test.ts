import { describe, expect, test } from 'vitest'
import { noteOn } from './field-notes.ts'
import { fieldAt, fieldsAt, valuesAt } from './fields.ts'

describe('fields of manifests', () => {
  test('come from the schemas', () => {
    expect(fieldsAt('Service', ['spec', 'ports', 0]).map((field) => field.name)).toEqual(
      expect.arrayContaining(['port', 'targetPort', 'nodePort', 'protocol', 'name']),
    )
    expect(fieldAt('Deployment', ['spec', 'template', 'spec', 'containers'])).toMatchObject({ type: '[]Container', required: true })
    expect(fieldAt('Service', ['spec', 'ports', 0, 'targetPort'])?.type).toBe('int or string')
  })
  test('of what does not exist are none', () => {
    expect(fieldsAt('Nothing', ['spec'])).toEqual([])
    expect(fieldsAt('Service', ['spec', 'clusterIP', 'deeper'])).toEqual([])
    expect(fieldsAt('Service', ['constructor'])).toEqual([])
  })
  test('values from small sets', () => {
    expect(valuesAt('Service', ['spec', 'type'])).toContain('NodePort')
    expect(valuesAt('Deployment', ['apiVersion'])).toEqual(['apps/v1'])
    expect(valuesAt('Pod', ['spec', 'hostNetwork'])).toEqual(['true', 'false'])
  })
  test('notes by kind and by the end of the path', () => {
    expect(noteOn('Service', ['spec', 'ports', 0, 'targetPort'], 'zh-tw')).toContain('port')
    expect(noteOn('Deployment', ['spec', 'template', 'spec', 'containers', 0, 'env', 0, 'value'], 'en')).toContain('string')
    expect(noteOn('Deployment', ['spec', 'type'], 'en')).toBeUndefined()
  })
})
