import { describe, expect, test } from 'vitest'
import { blockHtml, inlineHtml } from './inline.ts'
import { fillPlaceholders, pieces } from './placeholders.ts'

describe('texts of exercises', () => {
  test('code and strong, everything else escaped', () => {
    expect(inlineHtml('a `b<c` **d** <img onerror=x>')).toBe('a <code>b&lt;c</code> <strong>d</strong> &lt;img onerror=x&gt;')
  })
  test('paragraphs, lists directly after them, blocks of code', () => {
    expect(blockHtml('One\ntwo.\n1. a\n   b\n2. c\n\nThree.\n\n```\nx < y\n```')).toBe(
      '<p>One two.</p><ol><li>a b</li><li>c</li></ol><p>Three.</p><pre tabindex="0"><code>x &lt; y</code></pre>',
    )
  })
  test('Chinese lines join without a space', () => {
    expect(blockHtml('第一行\n第二行 a\nb')).toBe('<p>第一行第二行 a b</p>')
  })
})

describe('placeholders in commands', () => {
  const pod = {
    metadata: { name: 'backend', namespace: 'default', labels: { app: 'backend' } },
    status: { podIP: '10.244.0.9', conditions: [{ type: 'Ready', status: 'True' }] },
  }
  const service = { spec: { clusterIP: '10.99.0.1', ports: [{ nodePort: 30002 }] } }
  const informers = {
    for: (resource: string) => ({
      list: (namespace?: string) => (resource === 'pods' && namespace === 'default' ? [pod] : []),
      get: (_: string, name: string) => (name === 'backend' ? service : undefined),
    }),
  }
  test('are filled in from the cluster', () => {
    expect(fillPlaceholders('curl http://[[pod-ip app=backend]]:8080 [[pod app=backend]]', informers)).toBe(
      'curl http://10.244.0.9:8080 backend',
    )
    expect(fillPlaceholders('curl [[cluster-ip backend]]:[[node-port backend]]', informers)).toBe('curl 10.99.0.1:30002')
  })
  test('of what is not there yet fill in nothing', () => {
    expect(fillPlaceholders('curl [[pod-ip np2/app=backend]]', informers)).toBeUndefined()
    expect(fillPlaceholders('curl [[cluster-ip other]]', informers)).toBeUndefined()
  })
  test('other brackets are left alone', () => {
    expect(pieces('if [[ -n $x ]]; then [[unknown x]]')).toEqual(['if [[ -n $x ]]; then ', '[[unknown x]]'])
  })
})
